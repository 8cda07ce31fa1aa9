#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How the bytes of a text document were written.
package enum TextEncoding: String, Sendable {
    case utf8 = "UTF-8"
    /// What Excel in Chinese writes when a table is saved as CSV.
    case gb18030 = "GB18030"

    /// Finds the encoding and gives the text, without a byte-order mark; nil where the bytes are
    /// neither.
    package static func decode(_ bytes: [UInt8]) -> (text: String, encoding: TextEncoding)? {
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let text = String(validating: body, as: UTF8.self) { return (text, .utf8) }
        // A two-byte character becomes three bytes at most, a four-byte one four.
        let room = bytes.count * 2 + 16
        guard let converted = convert(bytes, from: "GB18030", to: "UTF-8", room: room),
            let text = String(validating: converted, as: UTF8.self)
        else { return nil }
        return (text, .gb18030)
    }

    /// The same characters in another encoding, by the names that iconv has for both.
    ///
    /// - Parameter room: bytes that the result has at most.
    /// - Returns: nil where a byte is no character of the one or a character none of the other.
    static func convert(_ bytes: [UInt8], from: String, to: String, room: Int) -> [UInt8]? {
        guard let converter = iconv_open(to, from), converter != iconv_t(bitPattern: -1)
        else { return nil }
        defer { iconv_close(converter) }
        var output = [UInt8](repeating: 0, count: room)
        var input = bytes
        let written: Int? = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var fromLeft = source.count
                var toLeft = target.count
                let irreversible = iconv(converter, &from, &fromLeft, &to, &toLeft)
                return irreversible == 0 && fromLeft == 0 ? target.count - toLeft : nil
            }
        }
        return written.map { Array(output.prefix($0)) }
    }
}
