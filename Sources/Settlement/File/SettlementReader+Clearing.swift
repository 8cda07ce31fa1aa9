internal import Journal
internal import Meals
internal import XML

/// What stands in the sections of the acquirer's files.
package enum SettlementClearingRow: Hashable, Sendable {
    case file(SettlementClearingFile, line: Int)
    case record(SettlementMovement, line: Int, defects: [SettlementDefect])
    /// The end of the file that was opened last.
    case fileEnd(line: Int)
}

extension SettlementClearingFile {
    init(_ row: XMLElement, _ xml: XMLStreamReader) throws(XMLError) {
        self.init(
            merId: MerchantID(try xml.value("merId", of: row["merId"]) { $0 }),
            layout: try xml.value("layout", of: row["layout"], Layout.init),
            lineEnd: try xml.value("lineEnd", of: row["lineEnd"], LineEnd.init),
            isLastLineOpen: row["lastLine"] != nil,
            digest: try xml.value("digest", of: row["digest"]) { Digest(hex: $0) },
            series: row["series"])
    }
}

extension SettlementClearingRow {
    /// Reads a record, whose fields get back the form that the acquirer's layout gives them.
    static func record(
        _ row: XMLElement, in file: SettlementClearingFile, from blank: FixedRecord,
        _ xml: XMLStreamReader
    ) throws(XMLError) -> SettlementClearingRow {
        let fields = file.fields
        var record = blank
        var defects: [SettlementDefect] = []
        var typed: String?
        while let field = try xml.child() {
            if field.name == "ext" {
                let number = try xml.value("ext", of: field["n"]) { fields.other($0) }
                record[number] = try xml.text()
                continue
            }
            guard let place = fields[field.name] else { throw xml.unreadable(field.name) }
            let text = try xml.text()
            let width = fields.layout[place.number].width
            switch place.kind {
            case .text: record[place.number] = text
            case .fen: record[place.number] = padded(text, width)
            case .typed:
                record[place.number] = padded(text, width)
                typed = field["dc"]
            case .directed:
                record[place.number] = (field["dc"] ?? " ") + padded(text, width - 1)
            }
        }
        if let typed, (typed == "C") != (record[20] == ClearingKind.sale.rawValue) {
            defects.append(.direction(field: "txnAmt", stated: typed))
        }
        let movement = SettlementMovement(
            ref: try xml.value("ref", of: row["ref"]) { $0 }, txn: row["txn"], record: record)
        return .record(movement, line: row.line, defects: defects)
    }

    private static func padded(_ digits: String, _ width: Int) -> String {
        String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension SettlementClosing {
    mutating func readSummaries(_ xml: XMLStreamReader) throws(XMLError) {
        _ = try xml.element("summaries")
        while let row = try xml.child() {
            guard summaries.count < SettlementRules.rowLimit else {
                throw xml.unreadable("summary")
            }
            summaryLines.append(row.line)
            var summary = SettlementSummary(
                MerchantID(try xml.value("merId", of: row["merId"]) { $0 }))
            while let part = try xml.child() {
                try xml.skip()
                switch part.name {
                case "byTrade": summary.sold.append(try .init(part, xml))
                case "clearedByTrade":
                    summary.byTrade.append(try .init("txnType", part, xml))
                case "clearedByCard":
                    summary.byCard.append(try .init("payCardType", part, xml))
                default: throw xml.unreadable(part.name)
                }
            }
            summaries.append(summary)
        }
    }

    mutating func readItems(_ xml: XMLStreamReader) throws(XMLError) {
        isCompared = try xml.element("recon")["compared"] != nil
        while let row = try xml.child() {
            guard items.count < SettlementRules.rowLimit else { throw xml.unreadable("item") }
            itemLines.append(row.line)
            let item = try readItem(row, xml)
            // A bound for what has to be kept, and for every sum.
            sideCount += item.ours.count + item.theirs.count
            guard sideCount <= SettlementRules.rowLimit else { throw xml.unreadable("item") }
            items.append(item)
        }
    }

    private mutating func readItem(
        _ row: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) -> SettlementItem {
        let line = row.line
        let ref = try xml.value("ref", of: row["ref"]) { $0 }
        var (firstSeen, age, stated) = (Day?.none, 0, Fen.zero)
        var (ours, theirs): ([SettlementItem.Side], [SettlementItem.Side]) = ([], [])
        let at = Located.at(line, "item \(ref)")
        while let field = try xml.child() {
            switch field.name {
            case "firstSeen": firstSeen = try xml.value("firstSeen") { Day($0) }
            case "ageDays": age = try xml.count("ageDays")
            case "our": ours.append(try readSide(field, xml, at))
            case "their": theirs.append(try readSide(field, xml, at))
            case "diff":
                let amount = try xml.fen("diff")
                stated = signed(amount, field["dc"], "diff", at)
            default: throw xml.unreadable(field.name)
            }
        }
        guard let firstSeen else { throw xml.unreadable("firstSeen") }
        var number: Int?
        if let text = row["openItem"] {
            number = try xml.value("openItem", of: text) { Int(decimal: $0.utf8) }
        }
        let item = SettlementItem(
            ref: ref, merId: row["merId"].map { MerchantID($0) },
            leg: try xml.value("leg", of: row["leg"], SettlementItem.Leg.init),
            kind: try xml.value("kind", of: row["kind"], Verdict.init),
            state: try xml.value("state", of: row["state"], SettlementItem.State.init),
            firstSeen: firstSeen, openItem: number, ours: ours, theirs: theirs)
        for (name, stated, derived) in [
            ("diff", stated.fen, item.difference.fen),
            ("ageDays", Int64(age), Int64(item.age(on: settleDate))),
        ] where stated != derived {
            defects.append(at(.figure(name: name, stated: stated, derived: derived)))
        }
        return item
    }

    private mutating func readSide(
        _ field: XMLElement, _ xml: XMLStreamReader, _ at: Located.Maker
    ) throws(XMLError) -> SettlementItem.Side {
        var settleDate: Day?
        if let text = field["settleDate"] {
            settleDate = try xml.value("settleDate", of: text) { Day($0) }
        }
        let amount = try xml.fen(field.name)
        return SettlementItem.Side(
            ref: try xml.value("ref", of: field["ref"]) { $0 }, settleDate: settleDate,
            gained: signed(amount, field["dc"], field.name, at))
    }
}

extension SettlementSummary.Sold {
    fileprivate init(_ row: XMLElement, _ xml: XMLStreamReader) throws(XMLError) {
        self.init(try xml.value("txnType", of: row["txnType"], SettlementType.init))
        count = try xml.value("count", of: row["count"]) { Int(decimal: $0.utf8) }
        meal = try xml.value("mealAmt", of: row["mealAmt"], Fen.init(whole:))
        discount = try xml.value("discountAmt", of: row["discountAmt"], Fen.init(whole:))
        subsidy = try xml.value("subsidyAmt", of: row["subsidyAmt"], Fen.init(whole:))
        amount = try xml.value("txnAmt", of: row["txnAmt"], Fen.init(whole:))
    }
}

extension SettlementSummary.Cleared {
    fileprivate init(
        _ key: String, _ row: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) {
        self.init(try xml.value(key, of: row[key]) { $0 })
        count = try xml.value("count", of: row["count"]) { Int(decimal: $0.utf8) }
        amount = try CreditDebit(row, xml)
        fee = CreditDebit(
            credit: try xml.value("feeCredit", of: row["feeCredit"], Fen.init(whole:)),
            debit: try xml.value("feeDebit", of: row["feeDebit"], Fen.init(whole:)))
        let gained = try xml.value("netCredit", of: row["netCredit"], Fen.init(whole:))
        let lost = try xml.value("netDebit", of: row["netDebit"], Fen.init(whole:))
        guard gained == .zero || lost == .zero else { throw xml.unreadable("netDebit") }
        net = gained - lost
    }
}
