/// GBK, in which UnionPay and the banks write their files.
package enum GBKText {
    /// The text of GBK bytes; nil where they are none.
    package static func decode(_ bytes: some Sequence<UInt8>) -> String? {
        let source = Array(bytes)
        if source.allSatisfy({ $0 < 0x80 }) { return String(decoding: source, as: UTF8.self) }
        // A character of two bytes becomes three at most.
        return TextEncoding.convert(source, from: "GBK", to: "UTF-8", room: source.count * 2 + 16)
            .flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The text in GBK; nil where it has a character that GBK does not have.
    package static func encode(_ text: String) -> [UInt8]? {
        let source = Array(text.utf8)
        if source.allSatisfy({ $0 < 0x80 }) { return source }
        return TextEncoding.convert(source, from: "UTF-8", to: "GBK", room: source.count + 16)
    }
}
