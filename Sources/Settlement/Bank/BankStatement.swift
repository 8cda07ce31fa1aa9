package import Meals

/// An account statement (camt.053) or a notification of bookings (camt.054).
package struct BankStatement: Hashable, Sendable {
    package let id: String
    package let kind: Kind
    /// IBAN or the bank's own number; empty where none is stated.
    package let account: String
    package let opening: Balance?
    package let closing: Balance?
    package let entries: [BankEntry]
    /// What the bank says that the entries come to (TxsSummry).
    let summaries: [EntrySummary]
    /// The page, where the bank sends the statement in several.
    let page: String
    package let line: Int

    package enum Kind: String, Sendable {
        case statement = "camt.053"
        case notification = "camt.054"
    }

    /// A balance with its currency.
    package struct Balance: Hashable, Sendable {
        package let amount: BankAmount
        package let currency: String
    }

    /// What no other statement has: read twice, its money would be counted twice.
    package var name: String { [kind.rawValue, account, id, page].joined(separator: " ") }

    /// Where opening, booked entries and closing are at odds, or a stated total is not the
    /// entries' own; both figures are named.
    package func problems(file: String) -> [Problem] {
        var reasons = summaries.flatMap { summary in
            summary.complaints(entries).map { (summary.line, "\(summary.place) of Stmt \(id)", $0) }
        }
        if kind == .statement, let reason = imbalance {
            reasons.append((line, "Stmt \(id)", reason))
        }
        return reasons.map { Problem(file: file, line: $0, place: $1, reason: $2) }
    }

    private var imbalance: String? {
        guard let opening, let closing else {
            return "states no \(opening == nil ? "opening" : "closing") balance (Bal): "
                + "its entries cannot be checked"
        }
        let currencies = Set(
            [opening.currency, closing.currency] + entries.map(\.currency))
        guard currencies.count == 1 else {
            return "mixes the currencies \(currencies.sorted().joined(separator: ", "))"
        }
        guard let booked = BankAmount.sum(entries.filter(\.isBooked).map(\.amount)),
            let end = opening.amount.adding(booked)
        else { return BankAmount.tooMuch }
        guard end != closing.amount else { return nil }
        return "opens with \(opening.amount) and books \(booked), which gives \(end), but closes "
            + "with \(closing.amount)"
    }
}

/// One booking on an account; positive is in favour of its owner.
package struct BankEntry: Hashable, Sendable {
    package let amount: BankAmount
    package let currency: String
    /// False while it is only pending or for information.
    package let isBooked: Bool
    package let isReversal: Bool
    package let bookedOn: Day?
    package let valueOn: Day?
    /// The bank's own reference, or the entry's.
    package let reference: String
    /// Ends of payments that it is made of (EndToEndId), without NOTPROVIDED.
    package let endToEndIds: [String]
    /// The payments that it is made of, where the bank tells them singly (TxDtls).
    package let details: [Detail]
    /// Every text that came with it, in document order.
    package let remittance: String
    package let line: Int

    /// One payment inside a booking.
    package struct Detail: Hashable, Sendable {
        /// Empty where there is none (NOTPROVIDED).
        package let endToEndId: String
        /// Positive in favour of the account's owner; nil where none is stated in the booking's
        /// currency.
        package let amount: BankAmount?
    }
}

/// An amount with five decimals, as ISO 20022 admits; only CNY with whole fen becomes ``Fen``.
package struct BankAmount: Hashable, Comparable, Sendable {
    /// Hundred-thousandths of the currency.
    package let units: Int64

    package init(units: Int64) { self.units = units }

    package static let zero = BankAmount(units: 0)

    /// Reads `8.85`; up to 18 digits, five of them decimals.
    package init?(_ text: String) {
        let parts = text.split(separator: "." as Character, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), text.utf8.count <= 19,
            let whole = Int(decimal: parts[0].utf8), whole < 10_000_000_000_000
        else { return nil }
        var rest = 0
        if parts.count == 2 {
            guard (1...5).contains(parts[1].utf8.count),
                let value = Int(decimal: parts[1].utf8)
            else { return nil }
            rest = value
            for _ in parts[1].utf8.count..<5 { rest *= 10 }
        }
        units = Int64(whole) * 100_000 + Int64(rest)
    }

    package init(_ fen: Fen) { units = fen.fen * 1_000 }

    package static func < (a: BankAmount, b: BankAmount) -> Bool { a.units < b.units }

    /// The sum, or nil where it is more than 64 bits hold.
    package func adding(_ other: BankAmount) -> BankAmount? {
        let (sum, isTooMuch) = units.addingReportingOverflow(other.units)
        return isTooMuch ? nil : BankAmount(units: sum)
    }

    /// The sum of amounts, or nil where it is more than 64 bits hold.
    package static func sum(_ amounts: some Sequence<BankAmount>) -> BankAmount? {
        amounts.reduce(BankAmount?.some(.zero)) { sum, next in sum.flatMap { $0.adding(next) } }
    }

    static let tooMuch =
        "its amounts come to more than can be added up; ask the bank for a right file"

    /// Without its sign.
    var size: BankAmount { units < 0 ? -self : self }

    package static prefix func - (a: BankAmount) -> BankAmount { BankAmount(units: -a.units) }

    /// Whole fen; nil where a part of one is left.
    package var fen: Fen? { units % 1_000 == 0 ? Fen(units / 1_000) : nil }
}

extension BankAmount: CustomStringConvertible {
    package var description: String {
        let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: 100_000)
        var decimals = Int(rest).padded(5)
        while decimals.utf8.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
        return (units < 0 ? "-" : "") + "\(whole).\(decimals)"
    }
}
