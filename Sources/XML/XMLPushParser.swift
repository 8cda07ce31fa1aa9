internal import CLibXML2

/// libxml2's push parser with an optional schema: takes bytes, writes down what they say.
///
/// The parser is fed and not asked, since only then is the line of a step exact and no tree is
/// built; entities are never declared, so only the five built-in ones exist.
final class XMLPushParser {
    let listener = XMLListener()
    private let parser: xmlParserCtxtPtr
    private let schema: XMLSchema?
    private var validator: xmlSchemaValidCtxtPtr?
    private var plug: xmlSchemaSAXPlugPtr?

    init(schema: XMLSchema?, ignoringHints: Bool) throws(XMLError) {
        XMLLibrary.prepare()
        self.schema = schema
        var handler = XMLListener.handler
        let context = Unmanaged.passUnretained(listener).toOpaque()
        guard let parser = xmlCreatePushParserCtxt(&handler, context, nil, 0, nil) else {
            throw XMLPushParser.outOfMemory
        }
        self.parser = parser
        xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
        listener.parser = parser
        listener.ignoresHints = ignoringHints
        listener.complaints.currentLine = { Int(xmlSAX2GetLineNumber(parser)) }
        guard let schema else { return }
        validator = xmlSchemaNewValidCtxt(schema.pointer)
        if let validator { plug = mulin_xml_plug(validator, parser) }
        if plug == nil { throw XMLPushParser.outOfMemory }
    }

    private static let outOfMemory = XMLError.system(
        act: "read", path: "XML", reason: "no memory for a parser")

    /// Parses bytes; what they say is added to the listener's record.
    ///
    /// - Throws: at the first bytes after which something is wrong; what they say is not to be used.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(XMLError) {
        let isLast = bytes.isEmpty
        listener.complaints.whileListening {
            _ = xmlParseChunk(
                parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count), isLast ? 1 : 0)
        }
        let complaints = listener.complaints
        if isLast, listener.recorder.depth > 0 {
            complaints.addCause(
                XMLComplaint(
                    line: complaints.currentLine(),
                    reason: "ends early; \(listener.recorder.depth) elements are open"))
        } else if isLast, complaints.all.isEmpty {
            if parser.pointee.wellFormed != 1 {
                complaints.add(
                    XMLComplaint(line: complaints.currentLine(), reason: "is not well-formed"))
            } else if let validator, xmlSchemaIsValid(validator) != 1 {
                complaints.add(
                    XMLComplaint(line: 1, reason: "does not follow the schema"), fromSchema: true)
            }
        }
        guard !complaints.all.isEmpty else { return }
        throw complaints.firstIsFromSchema
            ? .invalid(complaints.all) : .malformed(complaints.all)
    }

    deinit {
        if let plug { xmlSchemaSAXUnplug(plug) }
        if let validator { xmlSchemaFreeValidCtxt(validator) }
        xmlFreeParserCtxt(parser)
    }
}
