internal import CLibXML2

/// Writes the parser's calls down and refuses what is never read.
final class XMLListener {
    // Ten accesses for each element, never one within another: checking them is a tenth of reading.
    @exclusivity(unchecked) var recorder = XMLRecorder()
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
        _ name: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?, _ attributes: AttributeRows
    ) {
        let depth = recorder.depth
        if depth == XMLListener.depthLimit {
            return refuse("elements lie more than \(XMLListener.depthLimit) deep")
        }
        if depth == 0, let uri { namespace = String(cString: uri) }
        let line = Int(xmlSAX2GetLineNumber(parser))
        recorder.open(UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))), line: line)
        for row in 0..<attributes.count {
            let attribute = attributes[row]
            if ignoresHints, attribute.isHint { continue }
            guard !attribute.hasPrefix else {
                // Those of the schema's own namespace could lead validation away from our schema.
                return refuse("attributes with a prefix are not read")
            }
            recorder.attribute(attribute.name, attribute.value)
        }
    }

    fileprivate func met(_ characters: UnsafeBufferPointer<UInt8>) {
        if !recorder.met(characters) {
            refuse("a text is longer than \(XMLRecorder.textLimit) bytes")
        }
    }
}

/// The attributes of one element as libxml2 lays them out: five pointers each.
private struct AttributeRows {
    let pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    let count: Int

    subscript(row: Int) -> AttributeRow {
        guard let fields = pointers.map({ $0 + row * 5 }), let name = fields[0],
            let start = fields[3], let end = fields[4]
        else { preconditionFailure("the library gives a name and a value") }
        return AttributeRow(
            name: UnsafeBufferPointer(start: name, count: Int(xmlStrlen(name))),
            hasPrefix: fields[1] != nil, namespace: fields[2],
            value: UnsafeBufferPointer(start: start, count: end - start))
    }
}

private struct AttributeRow {
    let name: UnsafeBufferPointer<UInt8>
    let hasPrefix: Bool
    let namespace: UnsafePointer<UInt8>?
    let value: UnsafeBufferPointer<UInt8>

    private static let hints = "http://www.w3.org/2001/XMLSchema-instance"

    /// True where it only says where a schema lies.
    var isHint: Bool { namespace.map { String(cString: $0) == AttributeRow.hints } ?? false }
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
            let attributes = AttributeRows(pointers: rows, count: Int(count))
            XMLListener.at(context)?.opened(name, uri, attributes)
        }
        handler.endElementNs = { context, _, _, _ in XMLListener.at(context)?.recorder.close() }
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
