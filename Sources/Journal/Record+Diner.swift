package import Meals

extension Record {
    /// The diner whom sealed bytes name, without reading the rest; nil for the public.
    ///
    /// For a first look at very many records: a quote inside a text is escaped, so the key can only
    /// be the record's own.
    package static func diner(in bytes: UnsafeRawBufferPointer) -> DinerID? {
        let key: StaticString = "\"diner\":\""
        let length = key.utf8CodeUnitCount
        var start = 0
        while start + length < bytes.count {
            var matched = 0
            while matched < length, bytes[start + matched] == key.utf8Start[matched] {
                matched += 1
            }
            if matched == length {
                let rest = bytes[(start + length)...]
                let end = rest.firstIndex(of: UInt8(ascii: "\"")) ?? rest.endIndex
                return DinerID(String(decoding: rest[..<end], as: UTF8.self))
            }
            start += 1
        }
        return nil
    }
}
