internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// Reads the journals and receipts of a bundle: chains, windows, counts, and each sale rated again.
struct ProofReading {
    let head: ProofHead
    let registers: ProofRegisters
    private let calendar: SettlementCalendar
    private let closed: Set<Day>
    var facts = ProofFacts()
    /// What the rating gives for meals that are only carried along.
    var carried: [RecordKey: [ProofPart]] = [:]
    /// Receipts summed up.
    private(set) var claims: [ProofClaim.Name: ProofClaim] = [:]
    /// Records of a terminal in a window.
    private var held: [ProofHeld: Int] = [:]
    private var seen: Set<String> = []
    /// The settlement date of the line before, in one journal.
    private var lastDate: (seq: Int, date: Day)?
    private let marked: Set<ProofMarkName>
    /// The chains' hashes in the places that certificates name.
    private var reached: [ProofMarkName: Digest] = [:]

    init(head: ProofHead, registers: ProofRegisters) {
        self.head = head
        self.registers = registers
        calendar = SettlementCalendar(cutOver: head.cutOver)
        closed = Set(head.closingOrder)
        marked = Set(
            registers.marks.map { ProofMarkName($0.mark.terminal, $0.mark.epoch, $0.mark.seq) })
    }

    mutating func take(
        _ name: String, _ bytes: [UInt8], in bundle: String, _ verdict: inout ProofVerdict
    ) throws {
        let journal = name.replacing("receipts/", with: "journals/")
            .replacing(".csv", with: ".txt")
        guard let till = registers.tills[journal] else {
            verdict.differ(name, "belongs to no till of registers/tills.csv; it was added")
            return
        }
        if name.hasPrefix("receipts/") {
            try takeReceipts(bytes, till, file: "\(bundle)/\(name)")
        } else {
            seen.insert(name)
            takeJournal(name, bytes, till, &verdict)
        }
    }

    private mutating func takeReceipts(
        _ bytes: [UInt8], _ till: ProofTill, file: String
    ) throws {
        for row in try CSV(bytes, file: file, required: ProofPart.columns).rows {
            guard let seq = Int(decimal: row["seq"].utf8),
                let key = facts.key(
                    RecordID(terminal: till.terminal, epoch: till.epoch, seq: seq))
            else { throw Problems(row.problem("seq", "is no place of a journal")) }
            facts.stated[key, default: []].append(facts.shared(try ProofPart(row)))
        }
    }

    private mutating func takeJournal(
        _ name: String, _ bytes: [UInt8], _ till: ProofTill, _ verdict: inout ProofVerdict
    ) {
        var places = (registers.places[name] ?? [])[...]
        var next = places.first?.seqs.lowerBound
        verdict.journals += 1
        lastDate = nil
        do {
            try ProofJournal.read(
                bytes, of: till, started: { reach($0) },
                { line in
                    reach(
                        ChainHead(
                            terminal: till.terminal, epoch: till.epoch, seq: line.id.seq,
                            hash: line.hash))
                    guard let place = places.first, line.id.seq == next else {
                        throw ProofJournal.Break(
                            place: "\(line.id)",
                            reason: next.map { seq in
                                let id = RecordID(
                                    terminal: till.terminal, epoch: till.epoch, seq: seq)
                                return "stands where registers/places.csv has \(id): a record was "
                                    + "added or taken out"
                            } ?? "is in no stretch of registers/places.csv: it was added")
                    }
                    if line.id.seq == place.seqs.upperBound {
                        places = places.dropFirst()
                        next = places.first?.seqs.lowerBound
                    } else {
                        next = line.id.seq + 1
                    }
                    take(line, place, till, &verdict)
                })
        } catch let broken as ProofJournal.Break {
            verdict.differ(broken.place, "\(name): \(broken.reason)")
            return
        } catch {
            verdict.differ(name, "\(error)")
            return
        }
        if let next {
            let id = RecordID(terminal: till.terminal, epoch: till.epoch, seq: next)
            verdict.differ("\(id)", "is not in \(name): it was taken out")
        }
    }

    private mutating func reach(_ head: ChainHead) {
        let name = ProofMarkName(head.terminal, head.epoch, head.seq)
        if marked.contains(name) { reached[name] = head.hash }
    }

    private mutating func take(
        _ line: SealedLine, _ place: ProofPlace, _ till: ProofTill, _ verdict: inout ProofVerdict
    ) {
        switch place.role {
        case .link:
            lastDate = (line.id.seq, place.lateFrom ?? place.window)
            return
        case .quarantine:
            held[ProofHeld(place.window, till.terminal), default: 0] += 1
            verdict.records += 1
            checkQuarantine(line, till, &verdict)
            return
        case .claim:
            held[ProofHeld(place.window, till.terminal), default: 0] += 1
            verdict.records += 1
            if let late = place.lateFrom, line.id.seq == place.seqs.lowerBound {
                verdict.explain(
                    "\(line.id) and the \(place.seqs.count - 1) after it: came late, of \(late), and "
                        + "lie in window \(place.window)")
            }
        case .use: verdict.carried += 1
        }
        let before = lastDate.flatMap { $0.seq == line.id.seq - 1 ? $0.date : nil }
        lastDate = (line.id.seq, place.lateFrom ?? place.window)
        do {
            let record = try Record(bytes: line.bytes)
            guard record.id == line.id else {
                verdict.differ("\(line.id)", "names itself \(record.id)")
                return
            }
            take(record, place, till, before, &verdict)
        } catch {
            verdict.differ("\(line.id)", "cannot be read: \(error.reason)")
        }
    }

    private mutating func take(
        _ record: Record, _ place: ProofPlace, _ till: ProofTill, _ before: Day?,
        _ verdict: inout ProofVerdict
    ) {
        let date = calendar.date(of: record.trueTime)
        let notes = registers.notes["\(record.id)"] ?? [:]
        let stated = place.lateFrom ?? place.window
        let isPlaced =
            (place.lateFrom.map { $0 < place.window } ?? true)
            && (stated == date
                || notes["clock"] != nil && isDoubtful(record, date, stated, before, &verdict))
        if !isPlaced {
            verdict.differ(
                "\(record.id)", "is placed in window \(place.window), but its time is of \(date)")
        }
        if place.role == .claim, !closed.contains(place.window) {
            verdict.differ(
                "\(record.id)",
                "is placed in window \(place.window), which is not in the order of closing")
        }
        guard let key = facts.key(record.id) else { return }
        let isCounted = place.role == .claim
        switch record.body {
        case .sale(let sale):
            if !sale.grants.isEmpty { rate(sale, record, key, place, till, notes, &verdict) }
        case .void(let reversal), .refund(let reversal):
            guard !reversal.grants.isEmpty else { return }
            guard let sale = facts.key(reversal.sale) else { return }
            let read = ProofReversal(
                id: record.id, key: key, window: place.window, isCounted: isCounted,
                canteen: till.canteen, sale: sale, grants: reversal.grants,
                gross: reversal.gross)
            if let reason = notes["refund-unexplained"] {
                verdict.explain("\(record.id): takes nothing from the claim: \(reason)")
                facts.unexplained.append(read)
                return
            }
            facts.reversals.append(read)
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: break
        }
    }
}

extension ProofReading {
    /// To be called after all members: what was expected and did not come, and the sums.
    mutating func finish(_ verdict: inout ProofVerdict) {
        for name in registers.tills.keys.sorted() where !seen.contains(name) {
            verdict.differ(name, "is missing: the journal was taken out")
        }
        for reversal in facts.reversals {
            if facts.sales[reversal.sale] == nil {
                verdict.differ(
                    "\(reversal.id)",
                    "takes back from \(facts.id(of: reversal.sale)), which is not packed")
            }
            if !reversal.isCounted {
                // Its claim is proved by another bundle; here only what it leaves counts.
                carried[reversal.key] = facts.stated[reversal.key] ?? []
            }
        }
        checkUnexplained(&verdict)
        checkMarks(&verdict)
        sumUp()
    }

    private func checkMarks(_ verdict: inout ProofVerdict) {
        var certified: Set<String> = []
        for (window, mark) in registers.marks where head.selection.contains(mark.canteen) {
            let count = held[ProofHeld(window, mark.terminal)] ?? 0
            if count != mark.records {
                verdict.differ(
                    "\(mark.terminal)",
                    "window \(window): the certificate counts \(mark.records) records, the bundle "
                        + "has \(count): a record was added or taken out")
            }
            guard let hash = reached[ProofMarkName(mark.terminal, mark.epoch, mark.seq)] else {
                continue
            }
            if hash == mark.hash {
                certified.insert("\(mark.terminal) \(mark.epoch)")
            } else {
                verdict.differ(
                    "\(mark.terminal)-\(mark.epoch.padded(3))-\(mark.seq.padded(7))",
                    "window \(window): the chain has another hash there than the certificate")
            }
        }
        verdict.certified = certified.count
    }

    private mutating func sumUp() {
        for (key, sale) in facts.sales where sale.isCounted {
            add(key, sale.window, sale.canteen, isSale: true)
        }
        for reversal in facts.reversals where reversal.isCounted {
            add(reversal.key, reversal.window, reversal.canteen, isSale: false)
        }
    }

    private mutating func add(
        _ key: RecordKey, _ window: Day, _ canteen: CanteenID, isSale: Bool
    ) {
        for part in facts.stated[key] ?? [] {
            let name = ProofClaim.Name(window: window, canteen: canteen, subsidy: part.name)
            claims[name, default: ProofClaim(name: name, merchant: MerchantID(""))]
                .add(part, isSale: isSale)
        }
    }
}
