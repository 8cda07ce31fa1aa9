package import Meals
package import Settlement

/// What an acquirer sends the next morning: ZM_, ZME_ and RD2010 for each merchant, and what its
/// bank books; with faults on request, each of them told apart by its movement.
package struct AcquirerMorning: Sendable {
    /// Names and bytes of the clearing files.
    package private(set) var files: [(name: String, bytes: [UInt8])] = []
    package private(set) var bookings: [BankStatementWriter.Booking] = []
    /// What comes a date later, where something is late.
    package private(set) var later:
        (files: [(name: String, bytes: [UInt8])], bookings: [BankStatementWriter.Booking]) = (
            [], []
        )
    /// What was done to which movement, for those who check the reconciliation.
    package private(set) var faults: [(fault: AcquirerFault, movement: Movement)] = []

    private static let acquirer = "99932900"

    /// Makes the morning after a settlement date; the same arguments give the same bytes.
    ///
    /// - Parameters:
    ///   - movements: what the acquirer authorised.
    ///   - wanted: how many of each fault.
    ///   - lateBefore: what came late with an earlier date; what the date has itself is left out.
    /// - Throws: where a movement does not fit a clearing file.
    package init(
        movements: [Movement], date: Day, merchants: [Canteen], fees: FeeSchedule,
        wanted: [AcquirerFault: Int], seed: UInt64, lateBefore: [ClearingEntry] = []
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
        book.add(late: lateBefore)
        for canteen in merchants.sorted(by: { $0.merchant < $1.merchant }) {
            let day = try Papers(
                canteen, book.settled, book.disputes, date, acquirer: AcquirerMorning.acquirer)
            files += day.files
            if let booking = day.booking { bookings.append(booking) }
            guard book.late.contains(where: { $0.merchant == canteen.merchant }) else { continue }
            let next = try Papers(
                canteen, book.late, [], date + 1, acquirer: AcquirerMorning.acquirer)
            later.files += next.files
            if let booking = next.booking { later.bookings.append(booking) }
        }
        for _ in 0..<(wanted[.splitCredit] ?? 0) { split(&random) }
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
    /// 差错: taken back by the card's bank after it was settled.
    case chargeback
    case wrongMerchant = "wrong-merchant"
    case fee
    /// One payment booked a second time, minutes later.
    case duplicate
    /// Money given back for a sale that nobody made.
    case strayRefund = "stray-refund"
    /// One payment cleared as two.
    case parts
    case splitCredit = "split-credit"

    /// What a reconciliation should say of it; nil where it should say nothing.
    package var verdict: Verdict? {
        switch self {
        case .missing, .late: .short
        case .extra: .long
        case .amount: .amount
        case .reversed, .chargeback: .status
        case .wrongMerchant: .wrongMerchant
        case .fee: .fee
        case .duplicate: .duplicate
        case .strayRefund: .refundWithoutSale
        case .parts, .splitCredit: nil
        }
    }
}
