internal import CLibXML2

/// Turns the parser's calls into events and refuses what is never read.
final class XMLListener {
    var events: [XMLEvent] = []
    let complaints = XMLComplaints()
    var parser: xmlParserCtxtPtr?
    /// True where attributes of the schema's own namespace, such as its place, are passed over.
    var ignoresHints = false
    private(set) var depth = 0

    private var text: [UInt8] = []
    private var textIsBlank = true
    /// True where the innermost open element has had no child.
    private var isLeaf = false
    private var namespace = (pointer: UnsafePointer<UInt8>?.none, text: "")

    private static let depthLimit = 64
    private static let textLimit = 1 << 16

    private func refuse(_ reason: String) {
        complaints.add(XMLComplaint(line: complaints.currentLine(), reason: reason))
        if let parser { xmlStopParser(parser) }
    }

    fileprivate func opened(
        _ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?, _ rows: Rows
    ) {
        flushText(beforeEnd: false)
        depth += 1
        isLeaf = true
        if depth > XMLListener.depthLimit {
            return refuse("elements lie more than \(XMLListener.depthLimit) deep")
        }
        // The parser keeps one copy of each name, so an equal pointer is an equal text.
        if uri != namespace.pointer {
            namespace = (uri, uri.map { String(cString: $0) } ?? "")
        }
        guard let attributes = rows.attributes(ignoringHints: ignoresHints) else {
            // Those of the schema's own namespace could lead validation away from our schema.
            return refuse("attributes with a prefix are not read")
        }
        events.append(
            .start(
                XMLElement(
                    name: String(cString: name), namespace: namespace.text,
                    attributes: attributes, line: complaints.currentLine())))
    }

    fileprivate func closed() {
        flushText(beforeEnd: true)
        depth -= 1
        isLeaf = false
        events.append(.end)
    }

    fileprivate func met(_ characters: UnsafeBufferPointer<UInt8>) {
        guard text.count + characters.count <= XMLListener.textLimit else {
            return refuse("a text is longer than \(XMLListener.textLimit) bytes")
        }
        text.append(contentsOf: characters)
        textIsBlank = textIsBlank && characters.allSatisfy { $0 <= 0x20 }
    }

    private func flushText(beforeEnd: Bool) {
        guard !text.isEmpty else { return }
        if !textIsBlank || (beforeEnd && isLeaf) {
            events.append(.text(String(decoding: text, as: UTF8.self)))
        }
        text.removeAll(keepingCapacity: true)
        textIsBlank = true
    }

    /// The attributes of one element as libxml2 lays them out: five pointers each.
    fileprivate struct Rows {
        let pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
        let count: Int

        private static let hints = "http://www.w3.org/2001/XMLSchema-instance"

        /// Nil where one of them has a prefix.
        func attributes(ignoringHints: Bool) -> [XMLAttribute]? {
            guard let pointers, count > 0 else { return [] }
            var attributes: [XMLAttribute] = []
            attributes.reserveCapacity(count)
            for row in 0..<count {
                let fields = pointers + row * 5
                if ignoringHints, let uri = fields[2], String(cString: uri) == Rows.hints {
                    continue
                }
                guard fields[1] == nil, let name = fields[0], let start = fields[3],
                    let end = fields[4]
                else { return nil }
                let value = UnsafeBufferPointer(start: start, count: end - start)
                attributes.append(
                    XMLAttribute(name: String(cString: name), value: Rows.decoded(value)))
            }
            return attributes
        }

        /// The library hands over each ampersand of an attribute as `&#38;`, and nothing else so.
        private static func decoded(_ value: UnsafeBufferPointer<UInt8>) -> String {
            guard value.contains(UInt8(ascii: "&")) else {
                return String(decoding: value, as: UTF8.self)
            }
            var bytes: [UInt8] = []
            var rest = value[...]
            while let byte = rest.popFirst() {
                bytes.append(byte)
                if byte == UInt8(ascii: "&"), rest.starts(with: "#38;".utf8) { rest.removeFirst(4) }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension XMLListener {
    /// The table of calls for the parser; its user data is a listener.
    static var handler: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { context, _, _, _ in
            XMLListener.at(context)?.refuse("a DOCTYPE is not read")
        }
        handler.startElementNs = { context, name, _, uri, _, _, count, _, rows in
            guard let name else { return }
            XMLListener.at(context)?.opened(name, uri, Rows(pointers: rows, count: Int(count)))
        }
        handler.endElementNs = { context, _, _, _ in XMLListener.at(context)?.closed() }
        handler.characters = { context, start, count in
            XMLListener.at(context)?.met(UnsafeBufferPointer(start: start, count: Int(count)))
        }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        return handler
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> XMLListener? {
        context.map { Unmanaged<XMLListener>.fromOpaque($0).takeUnretainedValue() }
    }
}
