/// The marks, names and whole numbers since the last text, on their way to the output.
///
/// Gathered here they cost libxml2's buffer one call a tag instead of one a mark.
struct XMLMarkup: ~Copyable {
    private let bytes: UnsafeMutablePointer<UInt8> = .allocate(capacity: XMLMarkup.capacity)
    private var count = 0

    private static let capacity = 2048
    /// More than any one step appends: two names, an indentation, a number and their marks.
    private static let room = 1024
    private static let longestName = 200
    private static let deepest = 200

    deinit { bytes.deallocate() }

    var isNearlyFull: Bool { count > XMLMarkup.capacity - XMLMarkup.room }

    mutating func send(to output: XMLOutput) throws(XMLError) {
        if count == 0 { return }
        try output.write(bytes, count)
        count = 0
    }

    mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    mutating func append(_ literal: StaticString) {
        let length = literal.utf8CodeUnitCount
        precondition(length <= XMLMarkup.longestName, "a name is too long")
        (bytes + count).update(from: literal.utf8Start, count: length)
        count += length
    }

    mutating func append(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var width = 1
        var bound: UInt64 = 10
        while magnitude >= bound, width < 20 {
            width += 1
            bound = width < 20 ? bound * 10 : bound
        }
        var rest = magnitude
        for place in stride(from: count + width - 1, through: count, by: -1) {
            bytes[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
        count += width
    }

    mutating func appendIndent(_ depth: Int) {
        precondition(depth <= XMLMarkup.deepest, "elements are nested too deeply")
        (bytes + count).update(repeating: UInt8(ascii: " "), count: depth * 2)
        count += depth * 2
    }

    mutating func appendEndTag(_ name: StaticString) {
        append("</")
        append(name)
        append(">\n")
    }
}
