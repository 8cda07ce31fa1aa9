internal import Meals

/// A division code as one number, so that a prefix is compared in one step.
struct DivisionDigits: Hashable, Sendable {
    // Four bits a digit from the left, each digit plus one: an absent digit is 0 and equals none.
    private let packed: UInt64

    /// No code at all: it begins with no prefix.
    static let unknown = DivisionDigits(packed: 0)

    var isKnown: Bool { packed != 0 }

    private init(packed: UInt64) { self.packed = packed }

    /// Nil for anything but 1 to 12 digits.
    init?(_ code: String) {
        var code = code
        let packed = code.withUTF8 { DivisionDigits.pack($0) }
        guard let packed else { return nil }
        self.packed = packed
    }

    private static func pack(_ digits: UnsafeBufferPointer<UInt8>) -> UInt64? {
        guard (1...12).contains(digits.count) else { return nil }
        var packed: UInt64 = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            packed = packed << 4 | UInt64(digit - 47)
        }
        return packed << UInt64(64 - 4 * digits.count)
    }

    /// The code as it was written.
    var text: String {
        var text = ""
        var left = packed
        while left != 0 {
            text.append(String(left >> 60 - 1))
            left <<= 4
        }
        return text
    }

    /// True where this code begins with the other one.
    func begins(with prefix: DivisionDigits) -> Bool {
        (packed ^ prefix.packed) >> UInt64(prefix.packed.trailingZeroBitCount & ~3) == 0
    }

    /// True where both lie in one district: the first six digits are the same.
    func sharesDistrict(with other: DivisionDigits) -> Bool { (packed ^ other.packed) >> 40 == 0 }

    /// Where a street lies, seen from this residence.
    func place(of street: DivisionDigits) -> Place {
        if self == street { return .homeStreet }
        return sharesDistrict(with: street) ? .homeDistrict : .elsewhere
    }
}
