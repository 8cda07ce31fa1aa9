internal import Journal
internal import Ledger
internal import Meals
internal import Till

extension Simulation {
    mutating func powerLost(_ place: Int) throws {
        cuts += 1
        boxes[place].shutDown()
        note("\(boxes[place].name): the power is lost")
    }

    mutating func cutPower(_ place: Int) {
        boxes[place].disk.cut()
        boxes[place].shutDown()
        cuts += 1
        note("\(boxes[place].name): the power is cut")
    }

    mutating func planCut(_ place: Int) {
        boxes[place].disk.planCut(afterActs: random.below(9))
    }

    mutating func restart(_ place: Int) throws {
        let box = boxes[place]
        box.shutDown()
        do {
            let isEnrolled = try box.start()
            note("\(box.name): starts\(isEnrolled ? "" : ", not enrolled")")
            if !isEnrolled { try enrol(place) }
        } catch let failure as DiskFailure {
            note("\(box.name): does not start: \(failure.reason)")
            box.shutDown()
        }
    }

    /// A second program on the same directory is turned away.
    mutating func startTwice(_ place: Int) throws {
        let box = boxes[place]
        guard box.isRunning else { return }
        do {
            let second = try TillMachine(
                box.terminal, in: SimulatedBox.directory, canteen: box.canteen,
                snapshot: world.snapshot, on: box.disk)
            throw SimulationFailure("\(second.terminal): two programs work on one journal")
        } catch  where box.disk.isOff {
            try powerLost(place)
        } catch is DiskFailure {
            note("\(box.name): a second program is turned away")
        }
    }

    /// Begins a new life of a till's journal, at the first or any later time.
    mutating func enrol(_ place: Int) throws {
        let box = boxes[place]
        guard box.isOnline else { return }
        box.disk.switchOn()
        let secret = nextSecret()
        guard let key = SigningKey(secret: secret)?.publicKey else { return }
        let earlier: [Enrolment]
        do {
            earlier = try box.lives()
        } catch let failure as DiskFailure {
            note("\(box.name): is not enrolled: \(failure.reason)")
            if box.disk.isOff { try powerLost(place) }
            return
        }
        let epoch = try service.enrol(
            box.terminal, key: key, earlier: earlier,
            isOneBox: !tampered.contains(box.terminal), at: now)
        note("\(box.name): enrolled as epoch \(epoch)")
        do {
            try box.enrol(epoch: epoch, secret: secret)
        } catch let failure as DiskFailure {
            note("\(box.name): the enrolment did not reach the disk: \(failure.reason)")
            return
        }
        try restart(place)
        let (at, time) = (box.clock(now), now)
        _ = try work(place, "hears the time") { $0.hear(serverTime: time, at: at) }
    }

    /// The bureau ends a till's key; what it sold before it hears of that is kept.
    mutating func revoke(_ place: Int) throws {
        let terminal = boxes[place].terminal
        revoked.insert(terminal)
        try service.revoke(terminal, at: now)
        note("the key of \(terminal) is revoked")
    }

    /// Turns a till's clock by anything between minutes and ten years.
    mutating func turnClock(_ place: Int) {
        let day: Int64 = 86_400_000
        let jump = random.pick([
            300_000, -300_000, 3_600_000, -3 * day, 3 * day, 3_650 * day, -3_650 * day,
            -boxes[place].clockAhead,
        ])
        boxes[place].clockAhead += jump
        note("\(boxes[place].name): the clock is \(boxes[place].clockAhead / 1000) s ahead")
    }

    /// Puts an older image of a disk back, as a well-meaning technician would.
    mutating func restoreDisk() throws {
        guard !images.isEmpty else { return }
        let (place, disk) = images[random.below(images.count)]
        tamper(boxes[place].terminal)
        boxes[place].restore(disk.image(random: fork()))
        note("\(boxes[place].name): an older image of its disk is put back")
        try restart(place)
    }

    /// A copy of a till's disk goes into another box, and both sell on.
    mutating func clone(_ place: Int) {
        guard boxes.count < 5 else { return }
        let box = boxes[place].cloned(as: boxes[place].name + "'", random: fork())
        tamper(box.terminal)
        boxes.append(box)
        note("\(box.name): a copy of \(boxes[place].name) is switched on")
    }

    /// The service's database is replaced by an older backup.
    mutating func restoreService() throws {
        guard try service.restoreBackup() else { return }
        // Messages from before would bring the service what the tills will send it anyway.
        note("the service is restored from its backup")
    }

    mutating func closeWindows(upTo date: Day) throws {
        var day = SettlementCalendar().date(of: SimulatedWorld.start)
        while day <= date {
            try service.close(day)
            day = day + 1
        }
        note("windows are closed up to \(date)")
    }

    mutating func deliverLate() throws {
        guard !underway.isEmpty else { return }
        let (message, signature) = underway.remove(at: random.below(underway.count))
        note("a message of \(message.head.terminal) arrives late")
        do {
            _ = try service.receive(message, signature, at: now)
        } catch is LedgerError {
        } catch is SimulatedService.Refused {}
    }

    /// Sends what a till has; on the way messages are lost, doubled, held up or altered.
    mutating func sync(_ place: Int, faults: Bool) throws {
        let box = boxes[place]
        guard box.isOnline, box.isRunning else { return }
        _ = box.look { $0.beginSync() }
        for _ in 0..<100 {
            guard let next = try box.look({ try $0.message() }) ?? nil else {
                let (at, time) = (box.clock(now), now)
                _ = try work(place, "hears the time") { $0.hear(serverTime: time, at: at) }
                return try compareWithService(place)
            }
            let reply: ServiceLink.Mark?
            do {
                reply = try send(next.message, next.signature, faults: faults)
            } catch is SimulatedService.Refused {
                guard try refused(place, next.message) else { return }
                continue
            }
            guard let answer = reply else {
                return note("\(box.name): no answer to \(next.message.head.seq)")
            }
            guard
                try work(
                    place, "hears \(answer.verdict) \(answer.seq)",
                    { try $0.take(answer, to: next.message) }) != nil
            else { return }
        }
        throw SimulationFailure("\(box.name) sends without end")
    }

    /// The service does not know a life of the journal: it was restored to before that began.
    ///
    /// - Returns: true where the till has more to say.
    private mutating func refused(_ place: Int, _ message: Uplink.Message) throws -> Bool {
        let box = boxes[place]
        guard service.hasForgotten || tampered.contains(box.terminal) else {
            throw SimulationFailure("\(box.name) is not heard")
        }
        note("\(box.name): epoch \(message.head.epoch) is not known")
        if box.look({ $0.skip(message) }) == true { return true }
        box.needsEnrolment = true
        return false
    }

    private mutating func send(
        _ message: Uplink.Message, _ signature: [UInt8], faults: Bool
    ) throws -> ServiceLink.Mark? {
        guard faults else { return try service.receive(message, signature, at: now) }
        switch random.below(20) {
        case 0: return nil
        case 1:
            underway.append((message, signature))
            return nil
        case 2:
            _ = try service.receive(message, signature, at: now)
            return nil
        case 3:
            _ = try service.receive(message, signature, at: now)
            return try service.receive(message, signature, at: now)
        case 4:
            guard case .upload(let start, let lines) = message, lines.count > 1 else { return nil }
            _ = try service.receive(
                .upload(after: start, Array(lines.dropLast(2)) + lines.suffix(2).reversed()),
                signature, at: now)
            return nil
        default: return try service.receive(message, signature, at: now)
        }
    }

    /// After a whole sync the till knows whether its journal and the service's are one.
    private func compareWithService(_ place: Int) throws {
        let box = boxes[place]
        guard let machine = box.head else { return }
        let known = box.look { $0.uplink.refusal } ?? nil
        guard let lines = try box.journal().last else { return }
        let mark = service.ledger.end(of: box.terminal, epoch: machine.epoch)?.mark
        let differs = try lines.contains { try service.hash(at: $0.id) != $0.hash }
        let isBehind = (mark?.seq ?? 0) > machine.seq
        if differs || isBehind, known == nil {
            throw SimulationFailure(
                "\(box.name): the service has another journal and the till was not told: "
                    + "the till is at \(machine.epoch)-\(machine.seq) with \(lines.count) lines, "
                    + "the service at \(mark?.seq ?? 0)")
        }
        if let refusal = known {
            box.needsEnrolment = true
            if refusal == .refused("revoked"), revoked.contains(box.terminal) { return }
            guard tampered.contains(box.terminal) else {
                throw SimulationFailure("\(box.name) is accused falsely: \(refusal)")
            }
        }
    }
}
