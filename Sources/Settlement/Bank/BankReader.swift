internal import Meals
internal import XML

/// Walks through one document.
struct BankReader {
    let xml: XMLStreamReader
    let file: String
    private(set) var problems: [Problem] = []
    /// Σ of all amounts without their signs: far more than a bank moves in a day is no statement.
    private var moved = BankAmount.zero
    private var isTooMuch = false

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
        var names: [String: Int] = [:]
        var hasHead = false
        while let element = try xml.child() {
            if element.name == "GrpHdr" { hasHead = true }
            if element.name == (isStatement ? "Stmt" : "Ntfctn") {
                let statement = try statement(element, kind)
                if let line = names.updateValue(statement.line, forKey: statement.name) {
                    report(
                        statement.line, "\(element.name) \(statement.id)",
                        "is the statement of line \(line) once more; take one of the two out")
                }
                statements.append(statement)
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
        var (id, account, page) = ("", "", "")
        var balances: [String: BankStatement.Balance] = [:]
        var entries: [BankEntry] = []
        var summaries: [EntrySummary] = []
        while let child = try xml.child() {
            switch child.name {
            case "Id": id = try xml.text()
            case "StmtPgntn", "NtfctnPgntn": page = try XMLBranch(child, xml)["PgNb"]?.text ?? ""
            case "Acct":
                let branch = try XMLBranch(child, xml)
                account =
                    branch["Id", "IBAN"]?.text ?? branch["Id", "Othr", "Id"]?.text
                    ?? branch["Id", "PrtryAcct", "Id"]?.text ?? ""
            case "Bal": balance(try XMLBranch(child, xml), &balances)
            case "TxsSummry":
                let branch = try XMLBranch(child, xml)
                summaries += EntrySummary.Side.allCases.flatMap { side in
                    branch.all(side.rawValue).map { summary($0, side) }
                }
            case "Ntry":
                let branch = try XMLBranch(child, xml)
                if entries.count == BankStatementReader.limit {
                    report(child.line, "Ntry", "is one entry too many for one statement")
                } else if let entry = entry(branch) {
                    entries.append(entry)
                }
            default: try xml.skip()
            }
        }
        if id.isEmpty { report(element.line, "Id", "is missing") }
        return BankStatement(
            id: id, kind: kind, account: account,
            opening: balances["OPBD"] ?? balances["PRCD"], closing: balances["CLBD"],
            entries: entries, summaries: summaries, page: page, line: element.line)
    }

    private mutating func balance(
        _ branch: XMLBranch, _ balances: inout [String: BankStatement.Balance]
    ) {
        guard let code = branch["Tp", "CdOrPrtry", "Cd"]?.text,
            let (amount, currency) = signed(branch)
        else { return }
        let balance = BankStatement.Balance(amount: amount, currency: currency)
        guard let known = balances[code] else {
            balances[code] = balance
            return
        }
        // Forward balances come once a day; there is one opening and one closing.
        if ["OPBD", "PRCD", "CLBD"].contains(code), known != balance {
            report(
                branch.line, "Bal \(code)",
                "says \(amount) \(currency), an earlier one \(known.amount) \(known.currency)")
        }
    }

    private mutating func summary(
        _ branch: XMLBranch, _ side: EntrySummary.Side
    ) -> EntrySummary {
        var count: Int?
        if let text = branch["NbOfNtries"] {
            count = Int(decimal: text.text.trimmed.utf8)
            if count == nil { report(text.line, "NbOfNtries", "is no number") }
        }
        let net = branch["TtlNetNtry"] ?? branch
        var balance = amount(branch["TtlNetNtryAmt"] ?? branch["TtlNetNtry", "Amt"])
        if net["CdtDbtInd"]?.text == "DBIT" { balance = balance.map { -$0 } }
        return EntrySummary(
            side: side, count: count, sum: amount(branch["Sum"]), net: balance, line: branch.line)
    }

    /// A stated amount, or nil where there is none; one that cannot be read is told.
    private mutating func amount(_ branch: XMLBranch?) -> BankAmount? {
        guard let branch else { return nil }
        guard let amount = BankAmount(branch.text.trimmed) else {
            report(branch.line, branch.name, "is not an amount of at most 18 digits")
            return nil
        }
        return amount
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
        add(amount, branch.line)
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
            isReversal: ["true", "1"].contains(branch["RvslInd"]?.text.trimmed),
            bookedOn: day(branch, "BookgDt"),
            valueOn: day(branch, "ValDt"),
            reference: branch["AcctSvcrRef"]?.text ?? branch["NtryRef"]?.text ?? "",
            endToEndIds: branch.everywhere("EndToEndId").map(\.text)
                .filter { $0 != "NOTPROVIDED" && !$0.isEmpty },
            details: branch.all("NtryDtls").flatMap { $0.all("TxDtls") }
                .map { detail($0, of: amount, currency) },
            remittance: ([branch["NtryRef"]?.text ?? ""] + words).filter { !$0.isEmpty }
                .joined(separator: " "),
            line: branch.line)
    }

    private mutating func add(_ amount: BankAmount, _ line: Int) {
        if let sum = moved.adding(amount.size) {
            moved = sum
        } else if !isTooMuch {
            isTooMuch = true
            report(line, "Amt", BankAmount.tooMuch)
        }
    }

    /// A payment's own amount: in the newer versions beside its references, else among the details.
    private func detail(
        _ branch: XMLBranch, of entry: BankAmount, _ currency: String
    ) -> BankEntry.Detail {
        let id = branch["Refs", "EndToEndId"]?.text ?? ""
        let stated =
            branch["Amt"] ?? branch["AmtDtls", "TxAmt", "Amt"]
            ?? branch["AmtDtls", "InstdAmt", "Amt"]
        var amount = stated.flatMap {
            $0.attribute("Ccy") == currency ? BankAmount($0.text.trimmed) : nil
        }
        let isDebit = branch["CdtDbtInd"].map { $0.text == "DBIT" } ?? (entry < .zero)
        if isDebit { amount = amount.map { -$0 } }
        return BankEntry.Detail(endToEndId: id == "NOTPROVIDED" ? "" : id, amount: amount)
    }

    /// The day in Shanghai; a date stands for itself, whatever zone is written behind it.
    private mutating func day(_ branch: XMLBranch, _ name: String) -> Day? {
        guard let date = branch[name] else { return nil }
        let day: Day? =
            if let text = date["Dt"]?.text.trimmed {
                Day(zoned: text)
            } else {
                Moment(iso8601: date["DtTm"]?.text.trimmed ?? "")?.day
            }
        if day == nil { report(date.line, name, "is no date") }
        return day
    }

    private mutating func report(_ line: Int, _ place: String, _ reason: String) {
        if problems.count < 100 {
            problems.append(Problem(file: file, line: line, place: place, reason: reason))
        }
    }
}

extension Day {
    /// Reads `2026-11-23`, with a zone behind it or without.
    fileprivate init?(zoned text: String) {
        guard let day = Day(text.prefix(10)) else { return nil }
        let zone = text.dropFirst(10)
        guard zone.isEmpty || Moment(iso8601: "\(day)T00:00:00\(zone)") != nil else { return nil }
        self = day
    }
}
