internal import Journal
internal import Meals

extension Till {
    /// What the counter shows and decides from.
    func facts(canteen: String, link: TillFacts.Link, at: Moment) -> TillFacts {
        TillFacts(
            terminal: terminal, canteen: canteen, menu: engine.snapshot?.menu ?? [],
            served: engine.served(at: at),
            snapshot: engine.snapshot?.id ?? "", drawer: engine.drawer,
            closedDay: engine.closedDay, today: engine.trueTime(at).day,
            dayToClose: engine.dayToClose(at: at), takings: engine.takings, head: engine.head,
            unsent: unsentCount,
            drift: engine.drift, refused: refused, link: link,
            hasPIN: managerPIN.isSet)
    }

    nonisolated var managerPIN: ManagerPIN { ManagerPIN(in: directory) }

    /// A price with what the cashier is told of it.
    ///
    /// - Parameter reserve: whether the service may be asked for the allowance.
    func price(
        _ basket: Basket, reserve: Bool, at: Moment
    ) async throws -> (Quote, Advice) {
        let quote =
            reserve ? try await self.quote(basket, at: at) : engine.quote(basket, at: at)
        return (quote, engine.advice(on: quote))
    }

    /// Seals a sale, or the practice of one.
    func sell(
        _ quote: Quote, tenders: [Tender], training: Bool, cashier: String
    ) throws -> Record {
        guard training else { return try sell(quote, tenders: tenders, cashier: cashier) }
        return try seal(
            .training(engine.sale(quote, tenders: tenders)), at: quote.at, cashier: cashier)
    }
}
