/// Reads an XML file from front to back in constant memory, checked by a schema on the way.
///
/// No DOCTYPE, no entity but the five built-in ones, no other file, no network; at most 64
/// elements deep and 64 KiB of text in one element.
package final class XMLStreamReader {
    private let ahead: XMLAhead
    @exclusivity(unchecked) private var batch = XMLBatch()
    @exclusivity(unchecked) private var player = XMLPlayer(XMLTape())
    /// The text, not yet read, of the element that was opened last, where it has no children.
    @exclusivity(unchecked) private var leaf: String?
    /// The line of the element opened last, from 1.
    @exclusivity(unchecked) package private(set) var line = 1

    /// The URI of the root's namespace, empty for none or where the root is not read yet.
    package var namespace: String { batch.namespace }

    /// Opens a file and begins to parse it, a little ahead of what is read.
    ///
    /// - Parameter ignoringHints: passes over `xsi:` attributes, which others' files have; no
    ///   schema that they name is ever read.
    package init(
        path: String, schema: XMLSchema? = nil, ignoringHints: Bool = false
    ) throws(XMLError) {
        let file = try ReadableFile(path)
        ahead = XMLAhead(file, try XMLPushParser(schema: schema, ignoringHints: ignoringHints))
    }

    /// The next event, or nil where the document is over and was whole and valid.
    package func next() throws(XMLError) -> XMLEvent? {
        if let text = leaf {
            leaf = text.isEmpty ? nil : ""
            return text.isEmpty ? .end : .text(text)
        }
        switch try step() {
        case .start(let element): return .start(element)
        case .leaf(let element, let text):
            leaf = text
            return .start(element)
        case .text(let text): return .text(text)
        case .end: return .end
        case nil: return nil
        }
    }

    private func step() throws(XMLError) -> XMLStep? {
        while true {
            if let step = player.step() {
                switch step {
                case .start(let element), .leaf(let element, _): line = element.line
                case .text, .end: break
                }
                return step
            }
            if let error = batch.error { throw error }
            if batch.isLast { return nil }
            batch = ahead.next()
            player = XMLPlayer(batch.tape)
        }
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
        if let text = leaf.take() {
            guard text.isEmpty else { throw noText }
            return nil
        }
        switch try step() {
        case .start(let element): return element
        case .leaf(let element, let text):
            leaf = text
            return element
        case .end, nil: return nil
        case .text: throw noText
        }
    }

    /// The text of the element that was opened last, to its end.
    package func text() throws(XMLError) -> String {
        if let text = leaf.take() { return text }
        var text = ""
        while true {
            switch try step() {
            case .text(let piece): text += piece
            case .end: return text
            case .start, .leaf, nil: throw unexpected("only text is expected here")
            }
        }
    }

    /// Passes over the rest of the element that was opened last.
    package func skip() throws(XMLError) {
        if leaf.take() != nil { return }
        var depth = 1
        while depth > 0 {
            switch try step() {
            case .start: depth += 1
            case .end: depth -= 1
            case .leaf, .text: break
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

    private var noText: XMLError { unexpected("no text is expected here") }

    private func unexpected(_ reason: String) -> XMLError {
        .malformed([XMLComplaint(line: line, reason: reason)])
    }
}
