internal import CLibXML2

/// Gathers what libxml2 reports on this thread, up to a limit.
final class XMLComplaints {
    private(set) var all: [XMLComplaint] = []
    /// True where the first complaint came from the schema and not from the parser.
    private(set) var firstIsFromSchema = false
    /// The line the parser has reached, for errors that do not say theirs.
    var currentLine: () -> Int = { 1 }

    private static let limit = 20

    /// Puts a complaint in front of those that only follow from it.
    func addCause(_ complaint: XMLComplaint) {
        all.insert(complaint, at: 0)
        firstIsFromSchema = false
    }

    func add(_ complaint: XMLComplaint, fromSchema: Bool = false) {
        if all.isEmpty { firstIsFromSchema = fromSchema }
        if all.count < XMLComplaints.limit { all.append(complaint) }
    }

    /// Runs calls into the library; what they report is gathered here and not printed.
    ///
    /// The handler belongs to the thread, so the calls must stay on it.
    func whileListening<Value>(_ calls: () -> Value) -> Value {
        let context = Unmanaged.passUnretained(self).toOpaque()
        xmlSetStructuredErrorFunc(context) { context, error in
            guard let context, let error = error?.pointee, error.level != XML_ERR_WARNING else {
                return
            }
            let complaints = Unmanaged<XMLComplaints>.fromOpaque(context).takeUnretainedValue()
            complaints.add(error)
        }
        defer { xmlSetStructuredErrorFunc(nil, nil) }
        return calls()
    }

    private func add(_ error: xmlError) {
        let fromSchema = error.domain == Int32(XML_FROM_SCHEMASV.rawValue)
        let words = error.message.map { String(cString: $0) } ?? "error \(error.code)"
        // While streaming, the schema part of the library does not know its place in the file.
        let line = fromSchema || error.line <= 0 ? currentLine() : Int(error.line)
        add(XMLComplaint(line: line, reason: words), fromSchema: fromSchema)
    }
}
