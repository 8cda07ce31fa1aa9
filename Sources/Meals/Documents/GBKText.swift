#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// GBK, in which UnionPay and the banks write their files.
package enum GBKText {
    /// The text of GBK bytes; nil where they are none.
    package static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        let source = Array(bytes)
        if source.allSatisfy({ $0 < 0x80 }) { return String(decoding: source, as: UTF8.self) }
        // A character of two bytes becomes three at most.
        return convert(source, from: "GBK", to: "UTF-8", room: source.count * 2 + 16)
            .flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The text in GBK; nil where it has a character that GBK does not have.
    package static func encode(_ text: String) -> [UInt8]? {
        let source = Array(text.utf8)
        if source.allSatisfy({ $0 < 0x80 }) { return source }
        return convert(source, from: "UTF-8", to: "GBK", room: source.count + 16)
    }

    private static func convert(
        _ bytes: [UInt8], from: String, to: String, room: Int
    ) -> [UInt8]? {
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
