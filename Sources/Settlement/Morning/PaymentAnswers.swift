package import Meals
package import Store

/// Takes banks' answers to payment orders (pain.002) in: what was rejected is outstanding again.
package enum PaymentAnswers {
    /// What a bank said of one payment.
    package struct Answer: Hashable, Sendable {
        package let endToEndId: String
        package let order: String
        package let operatorId: String
        package let funder: String
        package let amount: Fen
        package let isRejected: Bool
        /// The bank's own words and codes.
        package let reason: String
    }

    /// What files answer, payment by payment.
    ///
    /// - Throws: where one answers an order that was not made here.
    package static func read(
        _ files: [(file: String, status: PaymentStatus)], known: KnownPayments
    ) throws(Problems) -> [Answer] {
        var answers: [Answer] = []
        var problems: [Problem] = []
        for (file, status) in files {
            let own = known.transfers.filter { $0.order == status.orderId }
            if own.isEmpty {
                problems.append(
                    Problem(
                        file: file, place: "OrgnlMsgId",
                        reason: "order \(status.orderId) was not made here; give the answers to "
                            + "orders of this directory (mulin claims --out)"))
                continue
            }
            let ids = Set(own.map(\.endToEndId))
            for part in status.transfers where !ids.contains(part.id) && !part.id.isEmpty {
                problems.append(
                    Problem(
                        file: file, line: part.line, place: "OrgnlEndToEndId",
                        reason: "order \(status.orderId) has no payment \(part.id)"))
            }
            answers += own.map { answer($0, status) }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return answers
    }

    private static func answer(_ transfer: PaymentTransferRow, _ status: PaymentStatus) -> Answer {
        let own = status.transfers.first { $0.id == transfer.endToEndId }
        let batch = status.batches.first { $0.id == transfer.batch }
        let reasons =
            [own?.reasons, batch?.reasons, status.reasons].compactMap { $0 }
            .first { !$0.isEmpty } ?? []
        return Answer(
            endToEndId: transfer.endToEndId, order: transfer.order,
            operatorId: transfer.operatorId, funder: transfer.funder, amount: transfer.amount,
            isRejected: status.isRejected(
                endToEndId: transfer.endToEndId, batch: transfer.batch),
            reason: reasons.joined(separator: "; "))
    }

    /// Keeps the rejections; a payment that was booked all the same stands.
    package static func keep(_ answers: [Answer], in store: Store, at now: Moment) throws {
        try store.write { store in
            for answer in answers where answer.isRejected {
                try store.answer(
                    "rejected", of: answer.endToEndId, reason: answer.reason, at: now)
            }
        }
    }
}
