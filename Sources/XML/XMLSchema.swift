internal import CLibXML2

/// A compiled XSD 1.0 schema; it stands alone and includes no other file.
package final class XMLSchema: Sendable {
    /// Validating does not change it, on whatever thread.
    nonisolated(unsafe) let pointer: xmlSchemaPtr

    /// Reads and compiles a schema.
    ///
    /// - Throws: ``XMLError/system(act:path:reason:)`` or ``XMLError/unusableSchema(_:)``.
    package init(path: String) throws(XMLError) {
        XMLLibrary.prepare()
        var bytes: [UInt8] = []
        let file = try ReadableFile(path)
        try file.forEachChunk { bytes += $0 }
        let complaints = XMLComplaints()
        guard let compiled = XMLSchema.compile(bytes, complaints), complaints.all.isEmpty else {
            let unexplained = XMLComplaint(line: 1, reason: "not an XSD 1.0 schema")
            throw .unusableSchema(complaints.all.isEmpty ? [unexplained] : complaints.all)
        }
        pointer = compiled
    }

    private static func compile(_ bytes: [UInt8], _ complaints: XMLComplaints) -> xmlSchemaPtr? {
        complaints.whileListening {
            bytes.withUnsafeBytes { buffer in
                // Read from memory: the entity loader refuses every file, the schema's own too.
                guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                    let parser = xmlSchemaNewMemParserCtxt(start, Int32(clamping: buffer.count))
                else { return nil }
                defer { xmlSchemaFreeParserCtxt(parser) }
                return xmlSchemaParse(parser)
            }
        }
    }

    deinit { xmlSchemaFree(pointer) }
}

/// What libxml2 needs once in a process.
enum XMLLibrary {
    private static let prepared: Void = {
        xmlInitParser()
        // Built lazily and without a lock by the library, so two schemas at once would race.
        xmlSchemaInitTypes()
        xmlSetExternalEntityLoader { _, _, _ in nil }
    }()

    static func prepare() { prepared }
}
