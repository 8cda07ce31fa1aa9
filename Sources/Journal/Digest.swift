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
        self.init(word: { word in bytes.dropFirst(word * 8).prefix(8) })
    }

    private init(word: (Int) -> some Sequence<UInt8>) {
        func number(_ index: Int) -> UInt64 { word(index).reduce(0) { $0 << 8 | UInt64($1) } }
        (a, b, c, d) = (number(0), number(1), number(2), number(3))
    }

    private init(_ hash: SHA256) {
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
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Reads hexadecimal digits, two a byte; nil for anything else.
    package init?(hex: some StringProtocol) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.utf8.count, digits.count % 2 == 0 else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}
