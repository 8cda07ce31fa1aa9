internal import Meals
internal import XML

/// The fields of a transaction while its row is read.
private struct EntryFields {
    var merId: MerchantID?
    var termId: TerminalID?
    var type: SettlementType?
    var time: Moment?
    var businessDay: Day?
    var period: MealPeriod?
    var lateFrom: Day?
    var diner: DinerToken?
    var original: SettlementOriginal?
    var meal: Fen?
    var discount: Fen?
    var paid: Fen?
    var subsidies: [SettlementSubsidy] = []
    var tenders: [Tender] = []
    var traceTimes: [String] = []
    var mealDirection = ""
    var paidDirection = ""
    var defects: [SettlementDefect] = []
}

extension SettlementEntry {
    init(
        _ row: XMLElement, _ xml: XMLStreamReader, _ days: inout DayText
    ) throws(XMLError) {
        var fields = EntryFields()
        while let field = try xml.child() { try fields.read(field, xml, &days) }
        let ref = try xml.value("ref", of: row["ref"]) { $0 }
        guard let merId = fields.merId, let termId = fields.termId, let type = fields.type,
            let time = fields.time, let businessDay = fields.businessDay,
            let period = fields.period, let meal = fields.meal, let discount = fields.discount,
            let paid = fields.paid
        else { throw xml.unreadable("txn") }
        transaction = SettlementTransaction(
            ref: ref, merId: merId, termId: termId, type: type, time: time,
            businessDay: businessDay, period: period, original: fields.original,
            lateFrom: fields.lateFrom, diner: fields.diner, meal: meal, discount: discount,
            subsidies: fields.subsidies, tenders: fields.tenders)
        line = row.line
        defects = fields.disagreements(with: transaction, paid: paid, &days)
    }
}

extension EntryFields {
    fileprivate mutating func read(
        _ field: XMLElement, _ xml: XMLStreamReader, _ days: inout DayText
    ) throws(XMLError) {
        let name = field.name
        switch name {
        case "merId": merId = MerchantID(try xml.text())
        case "termId": termId = TerminalID(try xml.text())
        case "txnType": type = try xml.value(name, SettlementType.init)
        case "txnTime": time = try xml.value(name) { days.moment($0) }
        case "businessDay": businessDay = try xml.value(name) { days.day($0) }
        case "period": period = try xml.value(name, MealPeriod.init)
        case "lateFrom": lateFrom = try xml.value(name) { days.day($0) }
        case "diner": diner = try xml.value(name) { DinerToken($0) }
        case "orig": try readOriginal(field, xml)
        case "mealAmt": (meal, mealDirection) = try readDirected(field, xml)
        case "discountAmt": discount = try xml.fen(name)
        case "subsidy": try readSubsidy(field, xml)
        case "tender": try readTender(field, xml)
        case "txnAmt": (paid, paidDirection) = try readDirected(field, xml)
        // The acquirer's amounts and free fields: in the schema, not in our sums.
        default: try xml.skip()
        }
    }

    private func readDirected(
        _ field: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) -> (Fen, direction: String) {
        (try xml.fen(field.name), try xml.value("dc", of: field["dc"]) { $0 })
    }

    private mutating func readOriginal(
        _ field: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) {
        var settleDate: Day?
        if let text = field["settleDate"] {
            settleDate = try xml.value("settleDate", of: text) { Day($0) }
        }
        let ref = try xml.value("ref", of: field["ref"]) { $0 }
        original = SettlementOriginal(
            ref: ref, settleDate: settleDate, isUnexplained: field["state"] != nil)
        try xml.skip()
    }

    private mutating func readSubsidy(
        _ field: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) {
        subsidies.append(
            SettlementSubsidy(
                policy: try xml.value("policy", of: field["policy"]) { $0 },
                rule: try xml.value("rule", of: field["rule"]) { $0 },
                fund: try xml.value("fund", of: field["fund"]) { $0 },
                amount: try xml.fen("subsidy"),
                state: try xml.value("state", of: field["state"], SettlementSubsidyState.init)))
    }

    private mutating func readTender(
        _ field: XMLElement, _ xml: XMLStreamReader
    ) throws(XMLError) {
        let kind = try xml.value("kind", of: field["kind"], TenderKind.init)
        var reference: AcquirerReference?
        if let trace = field["traceNo"], let traceTime = field["traceTime"],
            let batch = field["batchNo"], let rrn = field["rrn"]
        {
            reference = AcquirerReference(
                trace: trace, batch: batch, rrn: rrn, authCode: field["authCode"] ?? "",
                maskedCard: field["accNo"] ?? "")
            traceTimes.append(traceTime)
        } else if field.attributes.count > 1 {
            defects.append(.incompleteReference)
        }
        tenders.append(Tender(kind: kind, amount: try xml.fen("tender"), reference: reference))
    }

    /// Where the row does not agree with itself.
    fileprivate func disagreements(
        with transaction: SettlementTransaction, paid: Fen, _ days: inout DayText
    ) -> [SettlementDefect] {
        var defects = defects
        let direction = transaction.type.direction
        if mealDirection != direction {
            defects.append(.direction(field: "mealAmt", stated: mealDirection))
        }
        if paidDirection != direction {
            defects.append(.direction(field: "txnAmt", stated: paidDirection))
        }
        if paid != transaction.amount {
            defects.append(.paid(stated: paid, tenders: transaction.amount))
        }
        if !traceTimes.isEmpty {
            let second = days.time(transaction.time).monthToSecond
            for stated in traceTimes where stated != second {
                defects.append(.traceTime(stated: stated))
            }
        }
        return defects
    }
}
