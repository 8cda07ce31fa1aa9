internal import Meals
internal import XML

/// Reads camt.053 and camt.054 of any version, entry by entry.
package enum BankStatementReader {
    private static let space = "urn:iso:std:iso:20022:tech:xsd:"
    private static let entryLimit = 5_000_000

    /// Reads a file and adds every statement up.
    ///
    /// - Throws: ``Problems`` with line and element; both figures where a statement does not add
    ///   up. Nothing of a file with a problem is taken.
    package static func read(path: String) throws -> [BankStatement] {
        let statements = try parse(path: path)
        let problems = statements.flatMap { $0.problems(file: path) }
        if !problems.isEmpty { throw Problems(Array(problems.prefix(100))) }
        return statements
    }

    /// Reads a file as it stands, without adding anything up.
    package static func parse(path: String) throws -> [BankStatement] {
        var statements: [BankStatement] = []
        var found: [Problem] = []
        do throws(XMLError) {
            var reader = BankReader(
                xml: try XMLStreamReader(path: path, ignoringHints: true), file: path)
            statements = try reader.document()
            found = reader.problems
        } catch {
            throw BankStatementReader.problems(error, file: path) ?? error
        }
        if !found.isEmpty { throw Problems(found) }
        return statements
    }

    static func problems(_ error: XMLError, file: String) -> (any Error)? {
        switch error {
        case .malformed(let list), .invalid(let list):
            Problems(
                list.map { Problem(file: file, line: $0.line, place: "XML", reason: $0.reason) })
        case .system, .unusableSchema, .unwritable: nil
        }
    }

    /// The statement's kind by the namespace of the document; nil for another message.
    static func kind(_ namespace: String) -> BankStatement.Kind? {
        guard namespace.hasPrefix(space) else { return nil }
        let name = String(namespace.dropFirst(space.count))
        for kind in [BankStatement.Kind.statement, .notification]
        where name.hasPrefix(kind.rawValue + ".001.") {
            return kind
        }
        return nil
    }

    static var limit: Int { entryLimit }
}

/// Walks through one document.
private struct BankReader {
    let xml: XMLStreamReader
    let file: String
    var problems: [Problem] = []

    init(xml: XMLStreamReader, file: String) {
        self.xml = xml
        self.file = file
    }

    mutating func document() throws(XMLError) -> [BankStatement] {
        let root = try xml.element("Document")
        guard let kind = BankStatementReader.kind(xml.namespace) else {
            report(root.line, "Document", "is neither camt.053 nor camt.054")
            return []
        }
        let isStatement = kind == .statement
        _ = try xml.element(isStatement ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn")
        var statements: [BankStatement] = []
        var hasHead = false
        while let element = try xml.child() {
            if element.name == "GrpHdr" { hasHead = true }
            if element.name == (isStatement ? "Stmt" : "Ntfctn") {
                statements.append(try statement(element, kind))
            } else {
                try xml.skip()
            }
        }
        try xml.finish()
        if !hasHead { report(root.line, "GrpHdr", "is missing") }
        if statements.isEmpty {
            report(root.line, isStatement ? "Stmt" : "Ntfctn", "is missing: nothing to check")
        }
        return statements
    }

    private mutating func statement(
        _ element: XMLElement, _ kind: BankStatement.Kind
    ) throws(XMLError) -> BankStatement {
        var (id, account) = ("", "")
        var balances: [String: BankStatement.Balance] = [:]
        var entries: [BankEntry] = []
        while let child = try xml.child() {
            switch child.name {
            case "Id": id = try xml.text()
            case "Acct":
                let branch = try XMLBranch(child, xml)
                account =
                    branch["Id", "IBAN"]?.text ?? branch["Id", "Othr", "Id"]?.text
                    ?? branch["Id", "PrtryAcct", "Id"]?.text ?? ""
            case "Bal":
                let branch = try XMLBranch(child, xml)
                if let code = branch["Tp", "CdOrPrtry", "Cd"]?.text,
                    let balance = balance(branch), balances[code] == nil
                {
                    balances[code] = balance
                }
            case "Ntry":
                let branch = try XMLBranch(child, xml)
                if entries.count < BankStatementReader.limit, let entry = entry(branch) {
                    entries.append(entry)
                }
            default: try xml.skip()
            }
        }
        if id.isEmpty { report(element.line, "Id", "is missing") }
        return BankStatement(
            id: id, kind: kind, account: account,
            opening: balances["OPBD"] ?? balances["PRCD"], closing: balances["CLBD"],
            entries: entries, line: element.line)
    }

    private mutating func balance(_ branch: XMLBranch) -> BankStatement.Balance? {
        signed(branch).map { BankStatement.Balance(amount: $0.amount, currency: $0.currency) }
    }

    private mutating func signed(
        _ branch: XMLBranch
    ) -> (amount: BankAmount, currency: String)? {
        guard let amount = branch["Amt"], let direction = branch["CdtDbtInd"]?.text else {
            report(branch.line, branch.name, "has no Amt or no CdtDbtInd")
            return nil
        }
        guard let value = BankAmount(amount.text.trimmed), let currency = amount.attribute("Ccy")
        else {
            report(amount.line, "Amt", "is not an amount of at most 18 digits with a currency")
            return nil
        }
        switch direction {
        case "CRDT": return (value, currency)
        case "DBIT": return (-value, currency)
        default:
            report(branch.line, "CdtDbtInd", "is neither CRDT nor DBIT")
            return nil
        }
    }

    private mutating func entry(_ branch: XMLBranch) -> BankEntry? {
        guard let (amount, currency) = signed(branch) else { return nil }
        let status = branch["Sts", "Cd"]?.text ?? branch["Sts"]?.text ?? ""
        guard ["BOOK", "PDNG", "INFO", "FUTR"].contains(status.trimmed) else {
            report(branch.line, "Sts", "is none of BOOK, PDNG, INFO, FUTR")
            return nil
        }
        for text in branch.everywhere("Ustrd") where text.text.unicodeScalars.count > 140 {
            report(text.line, "Ustrd", "has more than 140 characters")
        }
        let words =
            (branch.everywhere("Ustrd") + branch.everywhere("Ref")
            + branch.everywhere("AddtlNtryInf")).map(\.text)
        return BankEntry(
            amount: amount, currency: currency, isBooked: status.trimmed == "BOOK",
            isReversal: branch["RvslInd"]?.text == "true", bookedOn: day(branch, "BookgDt"),
            valueOn: day(branch, "ValDt"),
            reference: branch["AcctSvcrRef"]?.text ?? branch["NtryRef"]?.text ?? "",
            endToEndIds: branch.everywhere("EndToEndId").map(\.text)
                .filter { $0 != "NOTPROVIDED" && !$0.isEmpty },
            remittance: ([branch["NtryRef"]?.text ?? ""] + words).filter { !$0.isEmpty }
                .joined(separator: " "),
            line: branch.line)
    }

    private mutating func day(_ branch: XMLBranch, _ name: String) -> Day? {
        guard let date = branch[name] else { return nil }
        let text = date["Dt"]?.text ?? date["DtTm"]?.text ?? ""
        guard let day = Day(text.prefix(10)) else {
            report(date.line, name, "is no date")
            return nil
        }
        return day
    }

    private mutating func report(_ line: Int, _ place: String, _ reason: String) {
        if problems.count < 100 {
            problems.append(Problem(file: file, line: line, place: place, reason: reason))
        }
    }
}
