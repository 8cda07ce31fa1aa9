package import Meals

/// One card movement of one side, packed so that a million of them are compared in memory.
package struct ReconciliationRow: Hashable, Sendable {
    package let terminal: UInt32
    package let merchant: UInt32
    /// 系统跟踪号, below a million.
    package let trace: UInt32
    /// Seconds since 1970.
    package let second: UInt32
    /// 检索参考号 as a number that stands for this text alone; 0 for none.
    package let reference: UInt64
    /// The visible digits of the card; 0 for none.
    package let card: UInt64
    package let amount: Fen
    /// The fee: on our side what it should be, on theirs what it was; nil where unknown.
    package let fee: Fen?
    package let kind: ClearingKind
    /// The key of the sale that is taken back; 0 for none.
    package let original: UInt64
    /// True for an open item of an earlier settlement date.
    package let isCarried: Bool

    package init(
        terminal: UInt32, merchant: UInt32, trace: UInt32, second: UInt32, reference: UInt64 = 0,
        card: UInt64 = 0, amount: Fen, fee: Fen? = nil, kind: ClearingKind = .sale,
        original: UInt64 = 0, isCarried: Bool = false
    ) {
        self.terminal = terminal
        self.merchant = merchant
        self.trace = trace
        self.second = second
        self.reference = reference
        self.card = card
        self.amount = amount
        self.fee = fee
        self.kind = kind
        self.original = original
        self.isCarried = isCarried
    }

    /// Terminal, trace and second; seconds repeat after 48 days, a reconciliation spans fewer.
    package var key: UInt64 {
        ReconciliationRow.key(terminal: terminal, trace: trace, second: second)
    }

    package static func key(terminal: UInt32, trace: UInt32, second: UInt32) -> UInt64 {
        UInt64(terminal) << 42 | UInt64(trace & 0xFFFFF) << 22 | UInt64(second & 0x3FFFFF)
    }

    /// Seconds between two rows.
    func distance(to other: ReconciliationRow) -> UInt32 {
        second > other.second ? second - other.second : other.second - second
    }

    /// Seen from the merchant.
    package var gained: Fen { kind.isCredit ? amount : -amount }
}

/// Turns the texts of both sides into the numbers of their rows.
package struct ReconciliationNames: Sendable {
    private var terminals: [String: UInt32] = [:]
    private var merchants: [String: UInt32] = [:]
    private var references: [String: UInt64] = [:]
    package private(set) var merchantTexts: [String] = []

    package init() {}

    package mutating func terminal(_ text: String) -> UInt32 {
        if let known = terminals[text] { return known }
        let number = UInt32(terminals.count + 1)
        precondition(number < 1 << 22, "more terminals than a key has room for")
        terminals[text] = number
        return number
    }

    package mutating func merchant(_ text: String) -> UInt32 {
        if let known = merchants[text] { return known }
        let number = UInt32(merchants.count)
        merchants[text] = number
        merchantTexts.append(text)
        return number
    }

    /// Twelve digits or capitals in base 36, any other text by a list.
    package mutating func reference(_ text: String) -> UInt64 {
        if text.isEmpty { return 0 }
        var value: UInt64 = 0
        guard text.utf8.count == 12 else { return listed(text) }
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: value = value * 36 + UInt64(byte - 0x30)
            case 0x41...0x5A: value = value * 36 + UInt64(byte - 0x41 + 10)
            default: return listed(text)
            }
        }
        return value + 1
    }

    private mutating func listed(_ text: String) -> UInt64 {
        if let known = references[text] { return known }
        let number = UInt64(references.count + 1) | 1 << 63
        references[text] = number
        return number
    }

    /// The ten visible digits of a masked card.
    package static func card(_ masked: String) -> UInt64 {
        var value: UInt64 = 0
        for byte in masked.utf8 where (0x30...0x39).contains(byte) {
            guard value < 1 << 59 else { return 0 }
            value = value * 10 + UInt64(byte - 0x30)
        }
        return masked.isEmpty ? 0 : value + 1
    }
}
