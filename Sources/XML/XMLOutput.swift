internal import CLibXML2

/// libxml2's output buffer over a file: gathers bytes, escapes text, hands both to the disk.
final class XMLOutput {
    private let file: PartialFile
    private let buffer: xmlOutputBufferPtr
    /// Says to libxml2 that texts stay UTF-8; else it would write numbers for their characters.
    private let document: xmlDocPtr
    /// Where libxml2 puts an escaped attribute; used again for each.
    private let escaped: xmlBufferPtr

    init(_ file: PartialFile) throws(XMLError) {
        XMLLibrary.prepare()
        let buffer = xmlOutputBufferCreateIO(
            { file, bytes, count in
                guard let file, let bytes else { return -1 }
                Unmanaged<PartialFile>.fromOpaque(file).takeUnretainedValue()
                    .take(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
                return count
            }, nil, Unmanaged.passUnretained(file).toOpaque(), nil)
        let document = xmlNewDoc(nil)
        document?.pointee.encoding = UnsafePointer(xmlStrdup("UTF-8"))
        let escaped = xmlBufferCreate()
        guard let buffer, let document, document.pointee.encoding != nil, let escaped else {
            xmlOutputBufferClose(buffer)
            xmlFreeDoc(document)
            xmlBufferFree(escaped)
            throw XMLOutput.outOfMemory(file)
        }
        (self.file, self.buffer, self.document, self.escaped) = (file, buffer, document, escaped)
    }

    deinit {
        // What is still gathered goes to the file, which removes itself unless it was finished.
        xmlOutputBufferClose(buffer)
        xmlFreeDoc(document)
        xmlBufferFree(escaped)
    }

    /// Writes bytes as they are.
    func write(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws(XMLError) {
        let written = bytes.withMemoryRebound(to: CChar.self, capacity: count) {
            xmlOutputBufferWrite(buffer, Int32(truncatingIfNeeded: count), $0)
        }
        try check(written)
    }

    /// Writes a text in which nothing is to be escaped or refused.
    ///
    /// - Returns: false where there may be such a thing; nothing is written then.
    func writePlain(_ text: String) throws(XMLError) -> Bool {
        var text = text
        let written: Int32? = text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            guard bytes.count <= Int32.max, !XMLText.hasSpecial(bytes) else { return nil }
            return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                xmlOutputBufferWrite(buffer, Int32(bytes.count), $0)
            }
        }
        guard let written else { return false }
        try check(written)
        return true
    }

    /// Writes a text between tags, escaped.
    ///
    /// - Parameter text: without a zero byte, as all that XML can hold is.
    func writeEscaped(text: String) throws(XMLError) {
        let written: Int32? = text.withXMLBytes { bytes in
            guard let escaped = xmlEncodeSpecialChars(nil, bytes) else { return nil }
            defer { mulin_xml_free(escaped) }
            return escaped.withMemoryRebound(to: CChar.self, capacity: 1) {
                xmlOutputBufferWriteString(buffer, $0)
            }
        }
        guard let written else { throw XMLOutput.outOfMemory(file) }
        try check(written)
    }

    /// Writes an attribute's value without its quotes, escaped.
    ///
    /// - Parameter attribute: without a zero byte.
    func writeEscaped(attribute: String) throws(XMLError) {
        xmlBufferEmpty(escaped)
        attribute.withXMLBytes { xmlAttrSerializeTxtContent(escaped, document, nil, $0) }
        // The library says nothing when it lacks the memory; an escape is never shorter.
        guard let content = xmlBufferContent(escaped),
            xmlBufferLength(escaped) >= attribute.utf8.count
        else { throw XMLOutput.outOfMemory(file) }
        try write(content, Int(xmlBufferLength(escaped)))
    }

    /// Brings everything to the disk and the file to its name.
    func finish() throws(XMLError) {
        try check(xmlOutputBufferFlush(buffer))
        try file.finish()
    }

    private func check(_ written: Int32) throws(XMLError) {
        if let failure = file.failure { throw failure }
        if written < 0 { throw XMLOutput.outOfMemory(file) }
    }

    private static func outOfMemory(_ file: PartialFile) -> XMLError {
        .system(act: "write", path: file.path, reason: "out of memory")
    }
}

extension String {
    fileprivate func withXMLBytes<Value>(_ use: (UnsafePointer<xmlChar>) -> Value) -> Value {
        withCString {
            $0.withMemoryRebound(to: xmlChar.self, capacity: utf8.count + 1) { use($0) }
        }
    }
}
