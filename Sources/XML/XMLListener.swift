internal import CLibXML2

/// Turns the parser's calls into steps and refuses what is never read.
final class XMLListener {
    // Ten accesses for each element, never one within another: checking them is a tenth of reading.
    @exclusivity(unchecked) var steps = XMLSteps()
    let complaints = XMLComplaints()
    @exclusivity(unchecked) var parser: xmlParserCtxtPtr?
    /// True where attributes of the schema's own namespace, such as its place, are passed over.
    @exclusivity(unchecked) var ignoresHints = false
    /// The URI of the root's namespace, empty for none.
    private(set) var namespace = ""

    private static let depthLimit = 64

    private func refuse(_ reason: String) {
        complaints.add(XMLComplaint(line: complaints.currentLine(), reason: reason))
        if let parser { xmlStopParser(parser) }
    }

    fileprivate func opened(
        _ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?, _ rows: Rows
    ) {
        let depth = steps.depth
        if depth == XMLListener.depthLimit {
            return refuse("elements lie more than \(XMLListener.depthLimit) deep")
        }
        if depth == 0, let uri { namespace = String(cString: uri) }
        guard let attributes = rows.attributes(ignoringHints: ignoresHints) else {
            // Those of the schema's own namespace could lead validation away from our schema.
            return refuse("attributes with a prefix are not read")
        }
        let line = Int(xmlSAX2GetLineNumber(parser))
        steps.open(XMLElement(name: String(cString: name), attributes: attributes, line: line))
    }

    fileprivate func met(_ characters: UnsafeBufferPointer<UInt8>) {
        if !steps.met(characters) {
            refuse("a text is longer than \(XMLSteps.textLimit) bytes")
        }
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
        handler.endElementNs = { context, _, _, _ in XMLListener.at(context)?.steps.close() }
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
