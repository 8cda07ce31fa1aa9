internal import Meals
internal import Settlement

extension AcquirerBook {
    /// The same payment once more, with its reference.
    func again(_ entry: ClearingEntry) -> ClearingEntry {
        make(
            entry, trace: 910_000, after: 180, kind: .sale, amount: entry.amount, rrn: entry.rrn)
    }

    /// A refund of a sale that no till made.
    func strayRefund(like entry: ClearingEntry) -> ClearingEntry {
        make(
            entry, trace: 920_000, after: 240, kind: .refund, amount: entry.amount, rrn: "",
            original: .init(trace: "999999", time: entry.time))
    }

    /// One payment becomes two of one reference; the first keeps trace and time.
    mutating func inParts(_ index: Int, _ entry: ClearingEntry) {
        let first = Fen(entry.amount.fen / 3)
        replace(
            index,
            with: make(entry, trace: nil, after: 0, kind: .sale, amount: first, rrn: entry.rrn))
        add(
            make(
                entry, trace: 930_000, after: 2, kind: .sale, amount: entry.amount - first,
                rrn: entry.rrn))
    }

    /// An entry at the same till and card; a trace of its own where a number to count from is given.
    private func make(
        _ entry: ClearingEntry, trace: Int?, after seconds: Int, kind: ClearingKind, amount: Fen,
        rrn: String, original: Movement.Original? = nil
    ) -> ClearingEntry {
        let movement = Movement(
            source: "", merchant: entry.merchant.text, terminal: entry.terminal,
            trace: trace.map { ($0 + extraCount).padded(6) } ?? entry.trace,
            time: entry.time.adding(seconds: seconds), kind: kind, amount: amount, fee: nil,
            card: entry.card, rrn: rrn, original: original)
        return AcquirerBook.entry(movement, date: date, fees: fees, line: 0)
    }
}
