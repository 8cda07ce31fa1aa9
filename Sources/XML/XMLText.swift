/// Which characters XML 1.0 can hold, and which texts need a closer look.
enum XMLText {
    /// One bit for each byte below 64 that is special: controls and `"`, `&`, `<`, `>`.
    private static let specialBits: UInt64 =
        0xFFFF_FFFF | 1 << 0x22 | 1 << 0x26 | 1 << 0x3C | 1 << 0x3E

    /// True where some byte may need an escape or may not be written at all.
    static func hasSpecial(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var found: UInt64 = 0
        for byte in bytes {
            // 0xEF begins U+FFFE and U+FFFF, among many harmless ones.
            found |= byte < 64 ? specialBits &>> UInt64(byte) : byte == 0xEF ? 1 : 0
        }
        return found & 1 != 0
    }

    static func canHold(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD: true
        case 0..<0x20, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}
