internal import Meals
internal import Store

/// Finds payments among the entries of statements.
struct PaymentBookings {
    private(set) var found: [PaymentBookingRow] = []
    private(set) var untold: [String] = []
    private let payments: [String: DuePayment]
    private let batches: [String: [DuePayment]]
    private let known: KnownPayments
    private var seen: [String: Int] = [:]

    init(payments: [DuePayment], known: KnownPayments) {
        self.payments = Dictionary(payments.map { ($0.endToEndId, $0) }) { first, _ in first }
        batches = Dictionary(grouping: payments, by: \.batch)
        self.known = known
    }

    mutating func take(_ entry: BankEntry, of statement: BankStatement) {
        guard entry.isBooked else { return }
        let named = Set(entry.endToEndIds).filter { payments[$0] != nil }.sorted()
        let batch = named.isEmpty ? batch(of: entry) : nil
        guard !named.isEmpty || batch != nil else { return }
        guard entry.currency == "CNY", let amount = entry.amount.fen else {
            tell(entry, statement, "is not in whole fen of CNY")
            return
        }
        if let batch { return takeBatch(batch, amount, entry, statement) }
        let details = entry.details.filter { named.contains($0.endToEndId) }
        if entry.details.count > 1 {
            let amounts = details.compactMap { $0.amount?.fen }
            if amounts.count == details.count, !details.isEmpty {
                for (detail, amount) in zip(details, amounts) {
                    add(detail.endToEndId, amount, entry)
                }
                return
            }
        }
        if named.count == 1, entry.details.count <= 1 {
            add(named[0], amount, entry)
        } else {
            takeBatch(named.compactMap { payments[$0] }, amount, entry, statement)
        }
    }

    /// One booking for several payments: it has to be their sum.
    private mutating func takeBatch(
        _ batch: [DuePayment], _ amount: Fen, _ entry: BankEntry, _ statement: BankStatement
    ) {
        let sum = batch.total(\.amount)
        guard amount == .zero - sum || amount == sum else {
            tell(
                entry, statement,
                "is one booking for \(batch.count) payments, which come to \(sum); ask the bank "
                    + "which of them it made")
            return
        }
        for payment in batch {
            add(payment.endToEndId, amount < .zero ? .zero - payment.amount : payment.amount, entry)
        }
    }

    /// The batch that an entry without payments' ids books: by the batch's id among its words, else
    /// the only one with this sum that nothing was booked of.
    private func batch(of entry: BankEntry) -> [DuePayment]? {
        let words = entry.remittance + " " + entry.reference
        let named = batches.filter { !$0.key.isEmpty && words.contains($0.key) }
        // The id of a second order begins with that of the first.
        if let name = named.keys.max(by: { $0.utf8.count < $1.utf8.count }) { return named[name] }
        guard entry.endToEndIds.isEmpty, let amount = entry.amount.fen, amount < .zero else {
            return nil
        }
        let alike = batches.values.filter { own in
            own.total(\.amount) == .zero - amount
                && own.allSatisfy { payment in
                    known.bookings[payment.endToEndId] == nil && payment.transfer?.stands ?? true
                        && !found.contains { $0.endToEndId == payment.endToEndId }
                }
        }
        return alike.count == 1 ? alike[0] : nil
    }

    private mutating func add(_ endToEndId: String, _ amount: Fen, _ entry: BankEntry) {
        let day = entry.bookedOn ?? entry.valueOn
        let name = entry.reference.isEmpty ? day.map { "\($0)" } ?? "" : entry.reference
        let place = "\(endToEndId) \(name) \(amount)"
        let count = (seen[place] ?? 0) + 1
        seen[place] = count
        guard amount != .zero else { return }
        found.append(
            PaymentBookingRow(
                endToEndId: endToEndId,
                identity: "\(name) \(amount)" + (count > 1 ? " \(count)" : ""),
                bookedOn: day ?? (payments[endToEndId]?.to ?? Day(number: 0)) + 1,
                amount: amount))
    }

    private mutating func tell(_ entry: BankEntry, _ statement: BankStatement, _ reason: String) {
        untold.append(
            "statement \(statement.id), line \(entry.line): \(entry.amount) \(entry.currency) "
                + reason)
    }
}
