internal import Meals
internal import XML

extension SettlementHeader {
    init(_ xml: XMLStreamReader) throws(XMLError) {
        _ = try xml.element("hdr")
        var texts: [String: String] = [:]
        var previous: Previous?
        while let field = try xml.child() {
            let text = try xml.text()
            if field.name == "prevFile", let fileId = field["fileId"] {
                previous = Previous(fileId: fileId, digest: text)
            } else {
                texts[field.name] = text
            }
        }
        self.init(
            fileId: try xml.value("fileId", of: texts["fileId"]) { $0 },
            settleDate: try xml.value("settleDate", of: texts["settleDate"]) { Day($0) },
            issue: try xml.value("issue", of: texts["issue"]) { Int(decimal: $0.utf8) },
            windowFrom: try xml.value("windowFrom", of: texts["windowFrom"]) {
                Moment(iso8601: $0)
            },
            windowTo: try xml.value("windowTo", of: texts["windowTo"]) { Moment(iso8601: $0) },
            sendInsCode: try xml.value("sendInsCode", of: texts["sendInsCode"]) { $0 },
            recvInsCode: try xml.value("recvInsCode", of: texts["recvInsCode"]) { $0 },
            previous: previous)
    }
}

extension SettlementMerchant {
    init(_ row: XMLElement, _ xml: XMLStreamReader) throws(XMLError) {
        var texts: [String: String] = [:]
        var terminals: [TerminalID] = []
        while let field = try xml.child() {
            let text = try xml.text()
            if field.name == "termId" {
                terminals.append(TerminalID(text))
            } else {
                texts[field.name] = text
            }
        }
        self.init(
            merId: MerchantID(try xml.value("merId", of: row["merId"]) { $0 }),
            name: try xml.value("merName", of: texts["merName"]) { $0 },
            mcc: try xml.value("merCatCode", of: texts["merCatCode"]) { $0 },
            canteen: texts["canteenCode"].map { CanteenID($0) },
            street: texts["street"].map { DivisionCode($0) },
            terminals: terminals)
    }
}

extension SettlementClosing {
    init(_ xml: XMLStreamReader, settleDate: Day) throws(XMLError) {
        self.init(settleDate: settleDate)
        try readSummaries(xml)
        try readClaims(xml)
        try readDeliveries(xml)
        try readItems(xml)
        try readTrailer(xml)
    }

    private mutating func readClaims(_ xml: XMLStreamReader) throws(XMLError) {
        _ = try xml.element("subsidies")
        while let row = try xml.child() {
            guard claims.count < SettlementRules.rowLimit else { throw xml.unreadable("claim") }
            let line = row.line
            var texts: [String: String] = [:]
            var direction: String?
            while let field = try xml.child() {
                direction = field["dc"] ?? direction
                texts[field.name] = try xml.text()
            }
            let claim = SettlementClaim(
                merId: MerchantID(try xml.value("merId", of: row["merId"]) { $0 }),
                policy: try xml.value("policy", of: row["policy"]) { $0 },
                rule: try xml.value("rule", of: row["rule"]) { $0 },
                fund: try xml.value("fund", of: row["fund"]) { $0 },
                count: try xml.value("count", of: texts["count"]) { Int(decimal: $0.utf8) },
                persons: try xml.value("persons", of: texts["persons"]) { Int(decimal: $0.utf8) },
                amount: try xml.value("amt", of: texts["amt"], Fen.init(whole:)),
                reversed: try xml.value("reversedAmt", of: texts["reversedAmt"], Fen.init(whole:)))
            let payable = try xml.value("payable", of: texts["payable"], Fen.init(whole:))
            let place = "claim \(claim.key)"
            let stated = signed(payable, direction, "payable", Located.at(line, place))
            if stated != claim.payable {
                let difference = SettlementDefect.figure(
                    name: "payable", stated: stated.fen, derived: claim.payable.fen)
                defects.append(Located(line: line, place: place, defect: difference))
            }
            claims.append(claim)
            claimLines.append(line)
        }
    }

    private mutating func readDeliveries(_ xml: XMLStreamReader) throws(XMLError) {
        _ = try xml.element("supply")
        while let row = try xml.child() {
            guard deliveries.count < SettlementRules.rowLimit else {
                throw xml.unreadable("delivery")
            }
            deliveryLines.append(row.line)
            var texts: [String: String] = [:]
            while let field = try xml.child() { texts[field.name] = try xml.text() }
            deliveries.append(
                SettlementDelivery(
                    merId: MerchantID(try xml.value("merId", of: row["merId"]) { $0 }),
                    kitchen: KitchenID(try xml.value("kitchen", of: row["kitchen"]) { $0 }),
                    serviceDate: try xml.value("serviceDate", of: row["serviceDate"]) { Day($0) },
                    portions: try xml.value("portions", of: texts["portions"]) {
                        Int(decimal: $0.utf8)
                    },
                    returned: try xml.value("returned", of: texts["returned"]) {
                        Int(decimal: $0.utf8)
                    },
                    amount: try xml.value("supplyAmt", of: texts["supplyAmt"], Fen.init(whole:))))
        }
    }

    private mutating func readTrailer(_ xml: XMLStreamReader) throws(XMLError) {
        trailerLine = try xml.element("trailer").line
        while let field = try xml.child() {
            let name = field.name
            switch name {
            case "fund": try readFund(field, xml)
            case "tender": try readTender(field, xml)
            case "txnCount": totals.txnCount = try xml.count(name)
            case "mealCredit": totals.meal.credit = try xml.fen(name)
            case "mealDebit": totals.meal.debit = try xml.fen(name)
            case "discountCredit": totals.discount.credit = try xml.fen(name)
            case "discountDebit": totals.discount.debit = try xml.fen(name)
            case "subsidyCredit": totals.subsidy.credit = try xml.fen(name)
            case "subsidyDebit": totals.subsidy.debit = try xml.fen(name)
            case "amtCredit": totals.amount.credit = try xml.fen(name)
            case "amtDebit": totals.amount.debit = try xml.fen(name)
            case "clearedCount": totals.clearedCount = try xml.count(name)
            case "clearedCredit": totals.cleared.credit = try xml.fen(name)
            case "clearedDebit": totals.cleared.debit = try xml.fen(name)
            case "feeCredit": totals.fee.credit = try xml.fen(name)
            case "feeDebit": totals.fee.debit = try xml.fen(name)
            case "net": totals.net = try readSigned(field, xml)
            case "disputeCount": totals.disputeCount = try xml.count(name)
            case "disputed": totals.disputed = try readSigned(field, xml)
            case "claimCount": totals.claimCount = try xml.count(name)
            case "payable": totals.payable = try readSigned(field, xml)
            case "deliveryCount": totals.deliveryCount = try xml.count(name)
            case "portions": totals.portions = try xml.count(name)
            case "returned": totals.returned = try xml.count(name)
            case "supplyAmt": totals.supplyAmount = try xml.fen(name)
            case "itemCount": totals.itemCount = try xml.count(name)
            case "difference": totals.difference = try readSigned(field, xml)
            default: throw xml.unreadable(name)
            }
        }
    }

    private mutating func readFund(
        _ row: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) {
        try xml.skip()
        totals.funds.append(
            SettlementFundTotal(
                name: try xml.value("name", of: row["name"]) { $0 },
                state: try xml.value("state", of: row["state"], SettlementSubsidyState.init),
                sum: try CreditDebit(row, xml)))
    }

    private mutating func readTender(
        _ row: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) {
        try xml.skip()
        totals.tenders.append(
            SettlementTenderTotal(
                kind: try xml.value("kind", of: row["kind"], TenderKind.init),
                count: try xml.value("count", of: row["count"]) { Int(decimal: $0.utf8) },
                sum: try CreditDebit(row, xml)))
    }

    private mutating func readSigned(
        _ field: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) -> Fen {
        let amount = try xml.fen(field.name)
        return signed(amount, field["dc"], field.name, Located.at(field.line, "trailer"))
    }

    /// An amount with the sign its direction gives it; a zero is always written as `C`.
    mutating func signed(
        _ amount: Fen, _ direction: String?, _ name: String, _ at: Located.Maker
    ) -> Fen {
        guard direction == "D" else { return amount }
        if amount == .zero { defects.append(at(.direction(field: name, stated: "D"))) }
        return -amount
    }
}

extension SettlementClosing.Located {
    typealias Maker = (SettlementDefect) -> SettlementClosing.Located

    static func at(_ line: Int, _ place: String) -> Maker {
        { SettlementClosing.Located(line: line, place: place, defect: $0) }
    }
}

extension CreditDebit {
    init(_ row: XMLElement, _ xml: XMLStreamReader) throws(XMLError) {
        self.init(
            credit: try xml.value("amtCredit", of: row["amtCredit"], Fen.init(whole:)),
            debit: try xml.value("amtDebit", of: row["amtDebit"], Fen.init(whole:)))
    }
}
