package import Meals

extension Movement {
    /// Disputes as movements, at the tills of the sales that they are about.
    ///
    /// - Parameter find: looks in the books of earlier dates for a merchant's sale.
    package static func disputes(
        _ disputes: [ClearingDispute], among ours: [Movement], near date: Day,
        find: (_ merchant: String, _ sale: Original) throws -> Movement?
    ) rethrows -> [Movement] {
        try disputes.map { dispute in
            let file = "disputes \(dispute.merchant)"
            let nameless = Movement(dispute, file: file, terminal: "", near: date)
            guard let original = nameless.original else { return nameless }
            let today = ours.filter {
                $0.merchant == nameless.merchant && $0.trace == original.trace
                    && $0.time.milliseconds / 1000 == original.time.milliseconds / 1000
            }
            let sale = today.count == 1 ? today[0] : try find(nameless.merchant, original)
            return Movement(dispute, file: file, terminal: sale?.terminal ?? "", near: date)
        }
    }

    /// A dispute (差错) of the acquirer: it takes an earlier sale back, or gives it again.
    ///
    /// - Parameter terminal: the till of the sale in dispute; the file does not name it.
    init(_ dispute: ClearingDispute, file: String, terminal: String, near date: Day) {
        let gained = dispute.settled + dispute.fee
        let originalTime = ClearingFields.time(dispute.lastTime, near: date)
        self.init(
            source: "\(file):\(dispute.line)", merchant: dispute.merchant.text,
            terminal: terminal, trace: dispute.trace, time: dispute.time,
            kind: gained < .zero ? .refund : .sale,
            amount: gained < .zero ? .zero - gained : gained, fee: dispute.fee,
            card: dispute.card, rrn: "",
            original: originalTime.map { Original(trace: dispute.lastTrace, time: $0) })
    }
}
