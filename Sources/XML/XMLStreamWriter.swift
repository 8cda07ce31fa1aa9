/// Writes an XML file from front to back in constant memory, through libxml2's output buffer.
///
/// UTF-8, LF, an indentation of two spaces; the same calls give the same bytes, and the bytes that
/// libxml2's own text writer would give. An element has either text or child elements. The file
/// appears under its name in ``finish()``; before that, and after any failure, there is none.
///
/// Names are literals of the program and are not checked; values may be any text. libxml2 escapes
/// and gathers; its text writer, which allocates for every name and value, is left out.
package struct XMLStreamWriter: ~Copyable {
    private let output: XMLOutput
    private var markup: XMLMarkup
    private var open: [StaticString] = []
    private var content = Content.children

    /// What the innermost open element holds so far.
    private enum Content { case nothing, text, children }

    package init(path: String) throws(XMLError) {
        output = try XMLOutput(PartialFile(path))
        markup = XMLMarkup()
        markup.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    }

    /// Opens an element; its attributes follow.
    package mutating func start(_ name: StaticString) throws(XMLError) {
        try beginChild(name)
        open.append(name)
        content = .nothing
    }

    package mutating func attribute(_ name: StaticString, _ value: String) throws(XMLError) {
        try beginAttribute(name)
        try put(value, in: name, isAttribute: true)
        markup.append(UInt8(ascii: "\""))
    }

    package mutating func attribute(_ name: StaticString, _ number: Int64) throws(XMLError) {
        try beginAttribute(name)
        markup.append(number)
        markup.append(UInt8(ascii: "\""))
    }

    package mutating func text(_ text: String) throws(XMLError) {
        try beginText()
        try put(text, in: open.last ?? "", isAttribute: false)
    }

    package mutating func text(_ number: Int64) throws(XMLError) {
        try beginText()
        markup.append(number)
    }

    /// Closes the innermost open element.
    package mutating func end() throws(XMLError) {
        guard let name = open.popLast() else { preconditionFailure("no element is open") }
        try makeRoom()
        switch content {
        case .nothing:
            markup.append("/>\n")
        case .text:
            markup.appendEndTag(name)
        case .children:
            markup.appendIndent(open.count)
            markup.appendEndTag(name)
        }
        content = .children
    }

    /// Writes an element without attributes.
    package mutating func element(_ name: StaticString, _ text: String) throws(XMLError) {
        try beginChild(name)
        markup.append(UInt8(ascii: ">"))
        try put(text, in: name, isAttribute: false)
        markup.appendEndTag(name)
        content = .children
    }

    /// Writes an element without attributes.
    package mutating func element(_ name: StaticString, _ number: Int64) throws(XMLError) {
        try beginChild(name)
        markup.append(UInt8(ascii: ">"))
        markup.append(number)
        markup.appendEndTag(name)
        content = .children
    }

    /// Ends the document and gives the file its name, once it is on the disk.
    package mutating func finish() throws(XMLError) {
        precondition(open.isEmpty, "an element is still open")
        try markup.send(to: output)
        try output.finish()
    }

    private mutating func beginChild(_ name: StaticString) throws(XMLError) {
        precondition(content != .text, "an element with text has no children")
        try makeRoom()
        if content == .nothing { markup.append(">\n") }
        markup.appendIndent(open.count)
        markup.append(UInt8(ascii: "<"))
        markup.append(name)
    }

    private mutating func beginAttribute(_ name: StaticString) throws(XMLError) {
        precondition(content == .nothing && !open.isEmpty, "attributes come first")
        try makeRoom()
        markup.append(UInt8(ascii: " "))
        markup.append(name)
        markup.append("=\"")
    }

    private mutating func beginText() throws(XMLError) {
        precondition(content != .children, "an element with children has no text")
        try makeRoom()
        if content == .nothing { markup.append(UInt8(ascii: ">")) }
        content = .text
    }

    private mutating func makeRoom() throws(XMLError) {
        if markup.isNearlyFull { try markup.send(to: output) }
    }

    private mutating func put(
        _ text: String, in place: StaticString, isAttribute: Bool
    ) throws(XMLError) {
        try markup.send(to: output)
        if try output.writePlain(text) { return }
        for scalar in text.unicodeScalars where !XMLText.canHold(scalar) {
            throw .unwritable(place: "\(place)", character: scalar.value)
        }
        if isAttribute {
            try output.writeEscaped(attribute: text)
        } else {
            try output.writeEscaped(text: text)
        }
    }
}
