internal import Meals
internal import Journal
internal import Till

/// Plays a day's sales, voids and refunds at the tills, in the order of the clock.
///
/// The day is cut into slices: within a slice every till works for itself, at its end all of them
/// have sent what they could. So what a till hears of other canteens does not hang on the speed of
/// the machine, and the same plan gives the same journals.
package struct DayRun: Sendable {
    private let hall: TillHall
    private let events: [PlannedEvent]
    private let outages: [Outage]
    private let cards: [String: String]

    /// A quarter of an hour: no diner is planned at two canteens within one.
    private static let sliceSeconds = 15 * 60

    /// - Parameter sales: sales with what happens to them later.
    package init(hall: TillHall, sales: [PlannedSale], outages: [Outage] = []) {
        self.hall = hall
        self.outages = outages
        events = PlannedEvent.inOrder(sales)
        cards = Dictionary(
            sales.compactMap { sale in sale.card.map { (sale.order, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    package var count: Int { events.count }

    /// Runs the day; events that a till's journal has already are passed over.
    ///
    /// - Parameter progress: told how many events are done.
    /// - Returns: how many sales were sold now and how many had been sold before.
    @discardableResult
    package func run(
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> (sold: Int, skipped: Int) {
        var done = 0
        var outcome = (sold: 0, skipped: 0)
        for slice in slices() {
            await plug(at: slice.start)
            let byTill = Dictionary(grouping: slice.events, by: \.terminal)
            try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for (terminal, events) in byTill {
                    guard let till = hall.tills[terminal] else { continue }
                    group.addTask { try await play(events, at: till) }
                }
                for try await (sold, skipped) in group {
                    outcome.sold += sold
                    outcome.skipped += skipped
                }
            }
            done += slice.events.count
            progress(done)
        }
        return outcome
    }

    private func slices() -> [(start: Moment, events: [PlannedEvent])] {
        var slices: [(start: Moment, events: [PlannedEvent])] = []
        for event in events {
            let number = Int(event.at.milliseconds / 1000).floorDivided(by: DayRun.sliceSeconds)
            let start = Moment(milliseconds: Int64(number * DayRun.sliceSeconds) * 1000)
            if slices.last?.start != start { slices.append((start, [])) }
            slices[slices.count - 1].events.append(event)
        }
        return slices
    }

    /// A till is cut off for the whole of every slice that its outage touches.
    private func plug(at start: Moment) async {
        let end = start.adding(seconds: DayRun.sliceSeconds)
        let cut = Set(outages.filter { $0.from < end && $0.to > start }.map(\.terminal))
        let known = Set(outages.map(\.terminal))
        await hall.connect(cut, false)
        await hall.connect(known.subtracting(cut), true)
    }

    private func play(_ events: [PlannedEvent], at till: Till) async throws -> (Int, Int) {
        var outcome = (0, 0)
        for event in events {
            if try await play(event, at: till) { outcome.0 += 1 } else { outcome.1 += 1 }
            do {
                try await till.sync()
            } catch is ServiceLink.Failure {
                // The sale is in the till's journal; it goes with the next one.
            }
        }
        return outcome
    }

    private func play(_ event: PlannedEvent, at till: Till) async throws -> Bool {
        switch event {
        case .sale(let sale): return try await sell(sale, at: till)
        case .void(let order, let at, _):
            return try await giveBack(order, suffix: "void", at: at, till: till) { sale in
                try await till.quoteReturn(of: sale)
            }
        case .refund(let order, let at, _, let lines):
            let back = lines.map { Reversal.Line(index: $0.index, quantity: $0.quantity) }
            return try await giveBack(order, suffix: "refund", at: at, till: till) { sale in
                try await till.quoteReturn(of: sale, lines: back)
            }
        }
    }

    private func sell(_ sale: PlannedSale, at till: Till) async throws -> Bool {
        guard await !till.hasSold(order: sale.order) else { return false }
        var diner: DinerID?
        if let card = sale.card { diner = await till.diner(card: card, at: sale.at) }
        let quote = try await till.quote(
            Basket(lines: sale.lines, diner: diner, channel: sale.channel, order: sale.order),
            at: sale.at)
        var tenders: [Tender] = []
        if quote.payable > .zero {
            tenders = await tender(
                [Tender(kind: sale.tender, amount: quote.payable)], card: sale.card, on: quote.day,
                till: till)
        }
        _ = try await till.sell(quote, tenders: tenders, cashier: sale.cashier)
        return true
    }

    private func giveBack(
        _ order: String, suffix: String, at: Moment, till: Till,
        quote: (RecordID) async throws -> ReturnQuote
    ) async throws -> Bool {
        let name = "\(order)/\(suffix)"
        guard await !till.hasSold(order: name), let sold = await till.sold(order: order) else {
            return false
        }
        let back = try await quote(sold.id)
        let tenders = await tender(back.tenders, card: cards[order], on: at.day, till: till)
        let reversal = back.reversal(
            reason: suffix == "void" ? "wrong item" : "given back", order: name, tenders: tenders)
        try await till.seal(
            suffix == "void" ? .void(reversal) : .refund(reversal), at: at, cashier: "")
        return true
    }

    /// Gets the acquirer's references for what it clears.
    private func tender(
        _ tenders: [Tender], card: String?, on day: Day, till: Till
    ) async -> [Tender] {
        var acquirer = RehearsalAcquirer(
            terminal: till.terminal, day: day, issued: await till.references(on: day))
        return tenders.map { tender in
            guard tender.kind.hasAcquirer else { return tender }
            return Tender(
                kind: tender.kind, amount: tender.amount,
                reference: acquirer.authorise(tender.kind, card: card))
        }
    }
}
