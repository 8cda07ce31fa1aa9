import Meals

/// An answer of the service, as far as the bench looks at it: HTTP/1.1 with a content length.
struct HTTPAnswer {
    let status: Int
    let body: ArraySlice<UInt8>

    /// Bytes of an answer that can never become one.
    struct Malformed: Error {}

    private static let headEnd = Array("\r\n\r\n".utf8)
    private static let lengthName = Array("content-length:".utf8)

    /// Reads the answer at the start of some bytes; nil while it is not all there.
    static func read(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> HTTPAnswer? {
        guard let end = bytes.firstRange(of: headEnd) else { return nil }
        let head = bytes[..<end.lowerBound]
        guard head.count > 12, let status = Int(decimal: head.dropFirst(9).prefix(3)),
            let length = length(in: head)
        else { throw Malformed() }
        guard bytes.endIndex - end.upperBound >= length else { return nil }
        return HTTPAnswer(status: status, body: bytes[end.upperBound...].prefix(length))
    }

    private static func length(in head: ArraySlice<UInt8>) -> Int? {
        for line in head.split(separator: UInt8(ascii: "\n")) where line.count > lengthName.count {
            let name = line.prefix(lengthName.count)
            guard zip(name, lengthName).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
            return Int(decimal: line.dropFirst(name.count).filter { $0 != 0x20 && $0 != 0x0D })
        }
        return nil
    }
}
