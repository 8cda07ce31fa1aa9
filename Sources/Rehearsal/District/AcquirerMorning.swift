package import Meals
package import Settlement

/// What an acquirer sends the next morning: ZM_, ZME_ and RD2010 for each merchant, and what its
/// bank books; with faults on request, each of them told apart by its movement.
package struct AcquirerMorning: Sendable {
    /// Names and bytes of the clearing files.
    package private(set) var files: [(name: String, bytes: [UInt8])] = []
    package private(set) var bookings: [BankStatementWriter.Booking] = []
    /// What was done to which movement, for those who check the reconciliation.
    package private(set) var faults: [(fault: AcquirerFault, movement: Movement)] = []

    private static let acquirer = "99932900"

    /// Makes the morning after a settlement date; the same arguments give the same bytes.
    ///
    /// - Parameters:
    ///   - movements: what the acquirer authorised.
    ///   - wanted: how many of each fault.
    /// - Throws: where a movement does not fit a clearing file.
    package init(
        movements: [Movement], date: Day, merchants: [Canteen], fees: FeeSchedule,
        wanted: [AcquirerFault: Int], seed: UInt64
    ) throws {
        var random = SeededRandom(seed: seed, "acquirer \(date)")
        var book = AcquirerBook(
            date: date, fees: fees,
            entries: movements.enumerated().map { index, movement in
                AcquirerBook.entry(movement, date: date, fees: fees, line: index + 1)
            })
        for fault in AcquirerFault.allCases where fault != .splitCredit {
            for _ in 0..<(wanted[fault] ?? 0) {
                guard let index = book.victim(&random) else { continue }
                book.apply(fault, at: index, merchants: merchants.map(\.merchant))
                faults.append((fault, movements[index]))
            }
        }
        for canteen in merchants.sorted(by: { $0.merchant < $1.merchant }) {
            try write(canteen, book, date)
        }
        for _ in 0..<(wanted[.splitCredit] ?? 0) { split(&random) }
    }

    private mutating func write(_ canteen: Canteen, _ book: AcquirerBook, _ date: Day) throws {
        let merchant = canteen.merchant
        let entries = book.settled.filter { $0.merchant == merchant }
        // Two tills of a merchant may have the same trace in the same second: the digit differs.
        var taken: Set<String> = []
        let records = entries.enumerated().map { index, entry in
            let records = (0..<10).lazy.map { more in
                ClearingWriter.general(
                    entry, acquirer: AcquirerMorning.acquirer, digit: (index + more) % 10)
            }
            let record = records.first { !taken.contains($0[10]) } ?? records[0]
            taken.insert(record[10])
            return record
        }
        let name = ClearingName(kind: .general, settleDate: date, merchant: merchant)
        files.append(
            ("\(name)", try ClearingWriter.write(records, layout: .general)))
        let disputes = book.disputes.filter { $0.merchant == merchant }
        if !disputes.isEmpty {
            let records = disputes.map {
                ClearingWriter.dispute($0, acquirer: AcquirerMorning.acquirer)
            }
            files.append(
                (
                    "\(ClearingName(kind: .disputes, settleDate: date, merchant: merchant))",
                    try ClearingWriter.write(records, layout: .disputes)
                ))
        }
        let totals = ClearingTotals(
            of: entries, merchant: merchant,
            merchantName: String(canteen.name.filter { $0 != " " }.prefix(24)),
            acquirer: AcquirerMorning.acquirer, settleDate: date, madeOn: date + 1
        ) { kind in
            switch kind {
            case .sale: "消费"
            case .refund: "退货"
            case .void: "消费撤销"
            case .reversal: "冲正"
            }
        }
        if let report = TotalsReport.write(totals) {
            let name = ClearingName(kind: .totals, settleDate: date, merchant: merchant)
            files.append(("\(name)", report))
        }
        let net = entries.total(\.settled)
        if net != .zero {
            bookings.append(
                .init(
                    amount: net, reference: "\(merchant)-\(date)",
                    endToEndId: "\(merchant)-1", words: "\(merchant) \(date) 清算款"))
        }
    }

    /// One bank credit becomes two.
    private mutating func split(_ random: inout SeededRandom) {
        let large = bookings.indices.filter { bookings[$0].amount > Fen(1_000) }
        guard !large.isEmpty else { return }
        let index = large[random.below(large.count)]
        let whole = bookings[index]
        for (number, amount) in [Fen(500), whole.amount - Fen(500)].enumerated() {
            let part = BankStatementWriter.Booking(
                amount: amount, reference: whole.reference + "-\(number + 1)",
                endToEndId: whole.endToEndId, words: whole.words)
            if number == 0 { bookings[index] = part } else { bookings.append(part) }
        }
    }
}

/// A thing that goes wrong between a till and its acquirer's morning.
package enum AcquirerFault: String, CaseIterable, Sendable {
    case missing, extra, amount, late, reversed
    case wrongMerchant = "wrong-merchant"
    case fee
    case splitCredit = "split-credit"

    /// What a reconciliation should say of it; nil where it should say nothing.
    package var verdict: Verdict? {
        switch self {
        case .missing, .late: .short
        case .extra: .long
        case .amount: .amount
        case .reversed: .status
        case .wrongMerchant: .wrongMerchant
        case .fee: .fee
        case .splitCredit: nil
        }
    }
}
