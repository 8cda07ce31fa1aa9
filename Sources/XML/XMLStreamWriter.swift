/// Writes an XML file from front to back in constant memory.
///
/// UTF-8, LF, an indentation of two spaces; the same calls give the same bytes, and the bytes that
/// libxml2's own text writer would give. An element has either text or child elements. The file
/// appears under its name in ``finish()``; before that, and after any failure, there is none.
///
/// Names are literals of the program and are not checked; values may be any text. The bytes are
/// made here and not by libxml2, whose writer allocates for every name and value.
package struct XMLStreamWriter: ~Copyable {
    private let file: PartialFile
    private let buffer: UnsafeMutablePointer<UInt8>
    private var used = 0
    private var open: [StaticString] = []
    private var content = Content.children

    /// What the innermost open element holds so far.
    private enum Content { case nothing, text, children }

    private static let capacity = 1 << 16
    /// The longest text that is copied in one go.
    private static let pieceLimit = 1 << 12

    package init(path: String) throws(XMLError) {
        file = try PartialFile(path)
        buffer = .allocate(capacity: XMLStreamWriter.capacity)
        append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    }

    deinit { buffer.deallocate() }

    /// Opens an element; its attributes follow.
    package mutating func start(_ name: StaticString) throws(XMLError) {
        try beginChild(name)
        open.append(name)
        content = .nothing
    }

    package mutating func attribute(_ name: StaticString, _ value: String) throws(XMLError) {
        try beginAttribute(name)
        try put(value, in: name, isAttribute: true)
        try endAttribute()
    }

    package mutating func attribute(_ name: StaticString, _ number: Int64) throws(XMLError) {
        try beginAttribute(name)
        append(number)
        try endAttribute()
    }

    package mutating func text(_ text: String) throws(XMLError) {
        try beginText()
        try put(text, in: open.last ?? "", isAttribute: false)
    }

    package mutating func text(_ number: Int64) throws(XMLError) {
        try beginText()
        append(number)
    }

    /// Closes the innermost open element.
    package mutating func end() throws(XMLError) {
        guard let name = open.popLast() else { preconditionFailure("no element is open") }
        try reserve(open.count * 2 + name.utf8CodeUnitCount + 24)
        switch content {
        case .nothing:
            append("/>\n")
        case .text:
            appendEndTag(name)
        case .children:
            appendIndent()
            appendEndTag(name)
        }
        content = .children
    }

    /// Writes an element without attributes.
    package mutating func element(_ name: StaticString, _ text: String) throws(XMLError) {
        try beginChild(name)
        append(UInt8(ascii: ">"))
        try put(text, in: name, isAttribute: false)
        try reserve(name.utf8CodeUnitCount + 4)
        appendEndTag(name)
        content = .children
    }

    /// Writes an element without attributes.
    package mutating func element(_ name: StaticString, _ number: Int64) throws(XMLError) {
        try beginChild(name)
        append(UInt8(ascii: ">"))
        append(number)
        try reserve(name.utf8CodeUnitCount + 4)
        appendEndTag(name)
        content = .children
    }

    /// Ends the document and gives the file its name, once it is on the disk.
    package mutating func finish() throws(XMLError) {
        precondition(open.isEmpty, "an element is still open")
        try flush()
        try file.finish()
    }

    /// Writes up to the name of an opening tag and leaves room for a number and a mark.
    private mutating func beginChild(_ name: StaticString) throws(XMLError) {
        precondition(content != .text, "an element with text has no children")
        try reserve(open.count * 2 + name.utf8CodeUnitCount + 32)
        if content == .nothing { append(">\n") }
        appendIndent()
        append(UInt8(ascii: "<"))
        append(name)
    }

    private mutating func beginAttribute(_ name: StaticString) throws(XMLError) {
        precondition(content == .nothing && !open.isEmpty, "attributes come first")
        try reserve(name.utf8CodeUnitCount + 32)
        append(UInt8(ascii: " "))
        append(name)
        append("=\"")
    }

    private mutating func endAttribute() throws(XMLError) {
        try reserve(1)
        append(UInt8(ascii: "\""))
    }

    private mutating func beginText() throws(XMLError) {
        precondition(content != .children, "an element with children has no text")
        try reserve(32)
        if content == .nothing { append(UInt8(ascii: ">")) }
        content = .text
    }
}

// The buffer. What is appended must have been reserved; a reservation is far below its size.
extension XMLStreamWriter {
    private mutating func reserve(_ count: Int) throws(XMLError) {
        if used + count > XMLStreamWriter.capacity { try flush() }
    }

    private mutating func flush() throws(XMLError) {
        try file.write(UnsafeRawBufferPointer(start: buffer, count: used))
        used = 0
    }

    private mutating func append(_ byte: UInt8) {
        buffer[used] = byte
        used += 1
    }

    private mutating func append(_ literal: StaticString) {
        (buffer + used).update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
        used += literal.utf8CodeUnitCount
    }

    private mutating func append(_ number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var width = 1
        var bound: UInt64 = 10
        while magnitude >= bound, width < 20 {
            width += 1
            bound = width < 20 ? bound * 10 : bound
        }
        var rest = magnitude
        var place = used + width
        used = place
        for _ in 0..<width {
            place -= 1
            buffer[place] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
        }
    }

    private mutating func appendIndent() {
        let width = open.count * 2
        (buffer + used).update(repeating: UInt8(ascii: " "), count: width)
        used += width
    }

    private mutating func appendEndTag(_ name: StaticString) {
        append("</")
        append(name)
        append(">\n")
    }

    private mutating func put(
        _ text: String, in place: StaticString, isAttribute: Bool
    ) throws(XMLError) {
        var text = text
        let count = text.utf8.count
        if count <= XMLStreamWriter.pieceLimit {
            try reserve(count)
            let target = buffer + used
            let isPlain = text.withUTF8 { bytes in
                guard let start = bytes.baseAddress else { return true }
                // Copied first and looked at then: most texts are plain.
                target.update(from: start, count: count)
                return !XMLText.hasSpecial(bytes)
            }
            if isPlain {
                used += count
                return
            }
        }
        for scalar in text.unicodeScalars {
            guard XMLText.canHold(scalar) else {
                throw .unwritable(place: "\(place)", character: scalar.value)
            }
            try reserve(8)
            if let escape = XMLText.escape(scalar, isAttribute) {
                append(escape)
            } else {
                for byte in scalar.utf8 { append(byte) }
            }
        }
    }
}
