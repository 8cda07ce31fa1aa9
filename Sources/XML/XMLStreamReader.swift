/// Reads an XML file from front to back in constant memory, checked by a schema on the way.
///
/// No DOCTYPE, no entity but the five built-in ones, no other file, no network; at most 64
/// elements deep and 64 KiB of text in one element.
package final class XMLStreamReader {
    private let file: ReadableFile
    private let parser: XMLPushParser
    private var events: [XMLEvent] = []
    private var position = 0
    private var isAtEnd = false
    /// The line of the element opened last, from 1.
    package private(set) var line = 1

    /// Opens a file; nothing of it is read yet.
    ///
    /// - Parameter ignoringHints: passes over `xsi:` attributes, which others' files have; no
    ///   schema that they name is ever read.
    package init(
        path: String, schema: XMLSchema? = nil, ignoringHints: Bool = false
    ) throws(XMLError) {
        file = try ReadableFile(path)
        parser = try XMLPushParser(schema: schema, ignoringHints: ignoringHints)
    }

    /// The next event, or nil where the document is over and was whole and valid.
    package func next() throws(XMLError) -> XMLEvent? {
        while position == events.count {
            if isAtEnd { return nil }
            let bytes = try file.chunk()
            isAtEnd = bytes.isEmpty
            position = 0
            try parser.feed(bytes, into: &events)
        }
        defer { position += 1 }
        if case .start(let element) = events[position] { line = element.line }
        return events[position]
    }

    /// The element that opens next, which must have this name.
    package func element(_ name: String) throws(XMLError) -> XMLElement {
        guard let child = try child(), child.name == name else {
            throw unexpected("<\(name)> is expected here")
        }
        return child
    }

    /// The next element in the one that is open, or nil where that one ends here.
    package func child() throws(XMLError) -> XMLElement? {
        switch try next() {
        case .start(let element): return element
        case .end, nil: return nil
        case .text: throw unexpected("no text is expected here")
        }
    }

    /// The text of the element that was opened last, to its end.
    package func text() throws(XMLError) -> String {
        var text = ""
        while true {
            switch try next() {
            case .text(let piece): text += piece
            case .end: return text
            case .start, nil: throw unexpected("only text is expected here")
            }
        }
    }

    /// Passes over the rest of the element that was opened last.
    package func skip() throws(XMLError) {
        var depth = 1
        while depth > 0 {
            switch try next() {
            case .start: depth += 1
            case .end: depth -= 1
            case .text: break
            case nil: throw unexpected("the document ends early")
            }
        }
    }

    /// Reads on to the end of the file, where nothing more may stand.
    package func finish() throws(XMLError) {
        while let event = try next() {
            guard event == .end else { throw unexpected("nothing more is expected here") }
        }
    }

    private func unexpected(_ reason: String) -> XMLError {
        .malformed([XMLComplaint(line: line, reason: reason)])
    }
}
