internal import Journal
internal import Ledger
internal import Meals
internal import Subsidies
internal import Till

extension Simulation {
    /// Works on a till; a power cut or a full disk on the way is what was asked for.
    ///
    /// - Returns: nil where the till is off or its disk failed: then nothing was printed.
    mutating func work<Value>(
        _ place: Int, _ what: String, _ act: (inout TillMachine) throws -> Value
    ) throws -> Value? {
        let box = boxes[place]
        do {
            guard let value = try box.work(act) else { return nil }
            note("\(box.name): \(what)")
            guard box.disk.isOff else { return value }
            // The cut fell on an act that the till can do without.
            try powerLost(place)
            return nil
        } catch let failure as DiskFailure {
            note("\(box.name): \(what) failed: \(failure.reason)")
            if box.disk.isOff { try powerLost(place) }
            return nil
        }
    }

    mutating func sell(_ place: Int) throws {
        guard boxes[place].isRunning else { return try restart(place) }
        let at = boxes[place].clock(now)
        let card = random.happens(7_000) ? random.pick(world.cards) : nil
        let lines = (0..<random.within(1...3)).map { _ in
            let item = random.pick(world.snapshot.menu)
            return SaleLine(
                item: item.code, quantity: random.within(1...2), unitPrice: item.price)
        }
        let kind = random.pick([TenderKind.cash, .cash, .unionPayQR, .eCNY])
        let asks = boxes[place].isOnline && random.happens(6_000)
        guard
            let quote = try work(
                place, "quotes",
                { machine in
                    try machine.mind(clock: at)
                    let diner = card.flatMap { machine.diner(card: $0, at: at) }
                    return machine.engine.quote(Basket(lines: lines, diner: diner), at: at)
                })
        else { return }
        let final = asks ? try authorise(place, quote) : quote
        let tenders =
            final.payable > .zero ? [Tender(kind: kind, amount: final.payable)] : []
        _ = try work(place, "sells for \(final.payable)") { machine in
            try machine.sell(final, tenders: tenders, cashier: "c1")
        }
    }

    /// Asks for the allowance once; the answer may not come.
    private mutating func authorise(_ place: Int, _ quote: Quote) throws -> Quote {
        guard let head = boxes[place].head, !random.happens(2_000),
            let answer = try service.authorise(quote, of: head, at: now)
        else { return quote }
        guard !random.happens(2_000) else { return quote }
        return try work(place, "asks: \(answer.granted)") { machine in
            machine.hear(
                granted: answer.granted, uses: answer.uses, mark: answer.mark, of: quote)
        } ?? quote
    }

    mutating func giveBack(_ place: Int) throws {
        guard let head = boxes[place].head, head.seq > 0 else { return }
        // Now and then a receipt comes back from an earlier life of the journal.
        let epoch = random.happens(8_000) ? head.epoch : random.within(1...head.epoch)
        let sale = RecordID(
            terminal: head.terminal, epoch: epoch, seq: random.within(1...head.seq))
        let at = boxes[place].clock(now)
        let isWhole = random.happens(5_000)
        let line = random.below(2)
        _ = try work(place, "gives back \(sale)") { machine in
            let quote: ReturnQuote
            do throws(ReturnError) {
                quote = try machine.quoteReturn(
                    of: sale, lines: isWhole ? nil : [Reversal.Line(index: line, quantity: 1)])
            } catch {
                return
            }
            let back = quote.reversal(reason: "演练")
            try machine.mind(clock: at)
            _ = try machine.seal(isWhole ? .void(back) : .refund(back), at: at, cashier: "c1")
        }
    }

    mutating func moveCash(_ place: Int) throws {
        let amount = Fen(Int64(random.within(-50...50)) * 100)
        let at = boxes[place].clock(now)
        guard amount != .zero else { return }
        _ = try work(place, "moves \(amount) of cash") { machine in
            try machine.seal(
                .cashMove(CashMove(amount: amount, reason: "找零")), at: at, cashier: "c1")
        }
    }

    mutating func closeDay(_ place: Int) throws {
        let at = boxes[place].clock(now)
        _ = try work(place, "closes the day") { machine in
            let day = machine.engine.trueTime(at).day
            return try machine.seal(.dayClose(machine.engine.dayClose(day)), at: at, cashier: "c1")
        }
    }

    /// A record that the ledger cannot book: a sale in another canteen's name.
    mutating func poison(_ place: Int) throws {
        let at = boxes[place].clock(now)
        _ = try work(place, "seals a sale of another canteen") { machine in
            let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(900))
            var sale = machine.engine.sale(
                machine.engine.quote(Basket(lines: [line]), at: at),
                tenders: [Tender(kind: .cash, amount: Fen(900))])
            sale.canteen = "Z9"
            return try machine.seal(.sale(sale), at: at, cashier: "c1")
        }
    }
}
