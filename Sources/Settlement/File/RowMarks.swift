internal import Meals

/// What later sections of a file may refer to, in a few bytes a row.
///
/// Names are kept as seeded hashes: a wrong name passes once in 2^64, whoever made the file.
struct RowMarks {
    private var tenders = MarkList()
    private var movements = MarkList()

    mutating func add(_ transaction: SettlementTransaction) {
        for tender in transaction.tenders {
            guard let reference = tender.reference else { continue }
            let fen = tender.amount.fen
            tenders.add(
                Mark(
                    ref: Mark.hash(transaction.ref),
                    gained: transaction.type == .sale ? fen : -fen,
                    terminal: Mark.packed(transaction.termId.text),
                    trace: Mark.number(reference.trace), second: Mark.second(transaction.time)))
        }
    }

    mutating func add(movement ref: String, gained: Fen) {
        movements.add(
            Mark(ref: Mark.hash(ref), gained: gained.fen, terminal: 0, trace: 0, second: 0))
    }

    static func hash(_ text: String) -> UInt64 { Mark.hash(text) }

    /// One hash of several texts, each with its end.
    static func hash(_ a: String, _ b: String, _ c: String = "") -> UInt64 {
        var hasher = Hasher()
        hasher.combine(a)
        hasher.combine(b)
        hasher.combine(c)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    /// Half of the hash, where a name is only held against another one.
    static func shortHash(_ text: String) -> UInt32 { UInt32(truncatingIfNeeded: hash(text)) }

    /// True where a transaction has a tender with these references.
    mutating func hasTender(
        of ref: String, terminal: String, trace: String, time: Moment
    ) -> Bool {
        let (terminal, trace) = (Mark.packed(terminal), Mark.number(trace))
        let second = Mark.second(time)
        return tenders.of(ref).contains {
            $0.terminal == terminal && $0.trace == trace && $0.second == second
        }
    }

    /// True where a transaction has a tender with references and this amount.
    mutating func hasTender(of ref: String, gained: Fen) -> Bool {
        tenders.of(ref).contains { $0.gained == gained.fen }
    }

    /// True where the acquirer has a movement of this name and amount.
    mutating func hasMovement(_ ref: String, gained: Fen) -> Bool {
        movements.of(ref).contains { $0.gained == gained.fen }
    }
}

private struct Mark {
    let ref: UInt64
    /// Seen from the merchant, in fen.
    let gained: Int64
    let terminal: UInt64
    let trace: UInt32
    let second: UInt32

    static func hash(_ ref: String) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(ref)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    static func number(_ trace: String) -> UInt32 {
        Int(decimal: trace.utf8).map { UInt32(clamping: $0) } ?? .max
    }

    static func second(_ time: Moment) -> UInt32 {
        UInt32(truncatingIfNeeded: time.milliseconds / 1000)
    }

    static func packed(_ terminal: String) -> UInt64 {
        terminal.utf8.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Marks that are sorted when they are first asked for.
private struct MarkList {
    private var marks: [Mark] = []
    private var isSorted = false

    mutating func add(_ mark: Mark) {
        marks.append(mark)
        isSorted = false
    }

    mutating func of(_ ref: String) -> ArraySlice<Mark> {
        if !isSorted { marks.sort { $0.ref < $1.ref } }
        isSorted = true
        let hash = Mark.hash(ref)
        var (low, high) = (0, marks.count)
        while low < high {
            let middle = (low + high) / 2
            if marks[middle].ref < hash { low = middle + 1 } else { high = middle }
        }
        let end = marks[low...].firstIndex { $0.ref != hash } ?? marks.count
        return marks[low..<end]
    }
}
