package import Journal
package import Meals

/// One cashier's turn at the drawer (班次): its records, by sequence, from its opening on.
package struct Shift: Hashable, Sendable {
    /// Counts up over the life of a journal.
    package let number: Int
    package let cashier: String
    /// The change that lay in the drawer at the beginning.
    package let float: Fen
    package let opened: Moment
    /// The place of its opening in the journal.
    package let first: Int
    package fileprivate(set) var takings = Takings()
    /// Cash put in and taken out beside sales, as positive amounts.
    package fileprivate(set) var paidIn = Fen.zero
    package fileprivate(set) var paidOut = Fen.zero

    /// The cash that should lie in the drawer.
    package var expected: Fen {
        float + (takings.tenders[.cash] ?? .zero) + paidIn - paidOut
    }
}

/// The drawer of a till, from the records of its journal alone.
///
/// A record belongs to the shift that was open at its place in the sequence; clocks do not matter.
package struct Drawer: Hashable, Sendable {
    /// Nil between two shifts.
    package private(set) var shift: Shift?
    private var lastNumber = 0
    package private(set) var lastSale: RecordID?

    mutating func add(_ record: Record) {
        shift?.takings.add(record.body)
        switch record.body {
        case .shiftOpen(let open):
            lastNumber = max(lastNumber, open.shift)
            shift = Shift(
                number: open.shift, cashier: record.cashier, float: open.float, opened: record.at,
                first: record.id.seq)
        case .shiftClose: shift = nil
        case .cashMove(let move):
            if move.amount > .zero {
                shift?.paidIn += move.amount
            } else {
                shift?.paidOut -= move.amount
            }
        case .sale: lastSale = record.id
        case .void, .refund, .training, .clock, .dayClose: break
        }
    }

    /// The opening of the next shift.
    package func opening(float: Fen) -> ShiftOpen { ShiftOpen(shift: lastNumber + 1, float: float) }
}

extension Shift {
    /// Its end, after the drawer was counted.
    ///
    /// - Parameter counts: how many of each note and coin.
    package func closing(counts: [Fen: Int], approved: Bool) -> ShiftClose {
        let counts = counts.filter { $0.value > 0 }
        return ShiftClose(
            shift: number, expected: expected, counted: counts.total { $0.key * $0.value },
            counts: counts, approved: approved)
    }
}

extension ShiftClose {
    /// 长短款: counted less expected.
    package var difference: Fen { counted - expected }

    /// Notes and coins that a drawer holds, in fen, greatest first; the last one is for the rest.
    package static let denominations: [Fen] =
        [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 1].map { Fen($0) }
}
