internal import Journal
internal import Meals
internal import Store

extension Acceptance {
    /// The stop of the card that a sale was made with, where it was stopped by then.
    func stop(of sale: Sale, at time: Moment) throws -> StoppedCardRow? {
        guard sale.diner != nil, let card = sale.card,
            let stop = try books.store.reading.stoppedCard(card), stop.stoppedAt <= time
        else { return nil }
        return stop
    }
}

extension Entry.Flag {
    /// A till that had not heard of the stop sold to the card: the meal was eaten and stands.
    init(_ stop: StoppedCardRow, isWithheld: Bool) {
        self.init(
            kind: "stopped-card",
            detail: "the card was stopped \(stop.stoppedAt) (\(stop.reason)), the till had not "
                + "heard of it; the subsidy is "
                + (isWithheld ? "not claimed: recover it from the holder" : "claimed"))
    }
}
