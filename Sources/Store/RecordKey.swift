/// A record's name as one integer: terminal number × 2⁴⁴ + epoch × 2³² + seq.
package struct RecordKey: Hashable, Comparable, Sendable {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// - Parameters:
    ///   - terminal: 1 to 262,143.
    ///   - epoch: 1 to 4,095.
    ///   - seq: 1 to 2³² − 1.
    package init(terminal: Int, epoch: Int, seq: Int) {
        precondition((1...262_143).contains(terminal) && (0...4_095).contains(epoch))
        precondition(seq >= 0 && seq < 1 << 32)
        rawValue = Int64(terminal) << 44 | Int64(epoch) << 32 | Int64(seq)
    }

    package var terminal: Int { Int(rawValue >> 44) }
    package var epoch: Int { Int(rawValue >> 32 & 0xFFF) }
    package var seq: Int { Int(rawValue & 0xFFFF_FFFF) }

    package static func < (a: RecordKey, b: RecordKey) -> Bool { a.rawValue < b.rawValue }
}
