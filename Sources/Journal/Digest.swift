internal import Crypto

/// A SHA-256 digest.
package struct Digest: Hashable, Sendable {
    private let a: UInt64
    private let b: UInt64
    private let c: UInt64
    private let d: UInt64

    /// 32 bytes as a digest; nil for any other number of them.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        // One copy costs less than many steps through a collection of an unknown kind.
        let bytes = Array(bytes)
        self.init(word: { word in bytes[(word * 8)..<(word * 8 + 8)] })
    }

    private init(word: (Int) -> some Sequence<UInt8>) {
        func number(_ index: Int) -> UInt64 { word(index).reduce(0) { $0 << 8 | UInt64($1) } }
        (a, b, c, d) = (number(0), number(1), number(2), number(3))
    }

    fileprivate init(_ hash: SHA256) {
        self = hash.finalize().withUnsafeBytes { raw in
            Digest(word: { word in raw[(word * 8)..<(word * 8 + 8)] })
        }
    }

    /// The digest of some bytes.
    package init(of bytes: some Sequence<UInt8>) {
        var hash = SHA256()
        hash.add(bytes)
        self.init(hash)
    }

    /// The digest of a digest followed by bytes: one link of a chain.
    package func linked(to bytes: some Sequence<UInt8>) -> Digest {
        var hash = SHA256()
        for word in [a, b, c, d] {
            withUnsafeBytes(of: word.bigEndian) { hash.update(bufferPointer: $0) }
        }
        hash.add(bytes)
        return Digest(hash)
    }

    package var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(32)
        for word in [a, b, c, d] {
            withUnsafeBytes(of: word.bigEndian) { output.append(contentsOf: $0) }
        }
        return output
    }

    package var hex: String { bytes.hex }
}

/// Takes the digest of bytes that come piece by piece.
package struct DigestBuilder: Sendable {
    private var hash = SHA256()

    package init() {}

    package mutating func add(_ bytes: some Sequence<UInt8>) { hash.add(bytes) }

    /// The digest of all that was added so far.
    package var digest: Digest { Digest(hash) }
}

extension SHA256 {
    fileprivate mutating func add(_ bytes: some Sequence<UInt8>) {
        let added: Void? = bytes.withContiguousStorageIfAvailable {
            update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if added == nil { update(data: Array(bytes)) }
    }
}

extension Digest: CustomStringConvertible {
    /// Reads 64 hexadecimal digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = [UInt8](hex: hex) else { return nil }
        self.init(bytes)
    }

    package var description: String { hex }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    package var hex: String {
        let bytes = Array(self)
        return String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (place, byte) in bytes.enumerated() {
                text[place * 2] = UInt8.hexDigit(byte >> 4)
                text[place * 2 + 1] = UInt8.hexDigit(byte & 15)
            }
            return bytes.count * 2
        }
    }
}

extension [UInt8] {
    /// Reads hexadecimal digits, two a byte; nil for anything else.
    package init?(hex: some StringProtocol) {
        // Copied first: going through any text's characters one by one is many times slower.
        self.init(hexDigits: Array(hex.utf8))
    }

    private init?(hexDigits digits: [UInt8]) {
        guard digits.count % 2 == 0 else { return nil }
        self = []
        reserveCapacity(digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place].hexValue, let low = digits[place + 1].hexValue else {
                return nil
            }
            append(high << 4 | low)
        }
    }
}

extension UInt8 {
    fileprivate static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 48 + value : 87 + value
    }

    /// What the byte means as a hexadecimal digit of either case.
    fileprivate var hexValue: UInt8? {
        switch self {
        case 48...57: self - 48
        case 97...102: self - 87
        case 65...70: self - 55
        default: nil
        }
    }
}
