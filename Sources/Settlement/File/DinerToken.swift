/// A keyed token of 128 bits that stands for a diner in files; it tells two apart and no more.
package struct DinerToken: Hashable, Sendable {
    package let bits: UInt128

    package init(bits: UInt128) { self.bits = bits }

    /// The first 16 bytes of a keyed digest; nil where there are fewer.
    package init?(digest: some Collection<UInt8>) {
        guard digest.count >= 16 else { return nil }
        bits = digest.prefix(16).reduce(0) { $0 << 8 | UInt128($1) }
    }
}

extension DinerToken: CustomStringConvertible {
    /// Reads 32 small hexadecimal digits.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32 else { return nil }
        var bits: UInt128 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39: bits = bits << 4 | UInt128(byte - 0x30)
            case 0x61...0x66: bits = bits << 4 | UInt128(byte - 0x57)
            default: return nil
            }
        }
        self.bits = bits
    }

    package var description: String {
        String(unsafeUninitializedCapacity: 32) { bytes in
            DinerToken.spell(UInt64(truncatingIfNeeded: bits >> 64), bytes, from: 0)
            DinerToken.spell(UInt64(truncatingIfNeeded: bits), bytes, from: 16)
            return 32
        }
    }

    private static func spell(
        _ half: UInt64, _ bytes: UnsafeMutableBufferPointer<UInt8>, from start: Int
    ) {
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * place)) & 15
            bytes[start + place] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
    }
}
