internal import Meals

/// Collects the fields whose values the schema would not admit.
struct SettlementShapes {
    private(set) var defects: [SettlementDefect] = []

    mutating func require(_ holds: Bool, _ field: String, _ value: @autoclosure () -> String) {
        if !holds { defects.append(.shape(field: field, value: value())) }
    }

    mutating func check(_ header: SettlementHeader) {
        require(SettlementShape.isRef(header.fileId), "fileId", header.fileId)
        require(SettlementShape.isDay(header.settleDate), "settleDate", "\(header.settleDate)")
        require((1...999).contains(header.issue), "issue", "\(header.issue)")
        require(SettlementShape.isTime(header.windowFrom), "windowFrom", "\(header.windowFrom)")
        require(SettlementShape.isTime(header.windowTo), "windowTo", "\(header.windowTo)")
        let (sender, receiver) = (header.sendInsCode, header.recvInsCode)
        require(SettlementShape.isDigits(sender, 8...11), "sendInsCode", sender)
        require(SettlementShape.isDigits(receiver, 8...11), "recvInsCode", receiver)
        guard let previous = header.previous else { return }
        require(SettlementShape.isRef(previous.fileId), "prevFile fileId", previous.fileId)
        require(SettlementShape.isDigest(previous.digest), "prevFile", previous.digest)
    }

    mutating func check(_ merchant: SettlementMerchant) {
        check(merchant.merId)
        require(SettlementShape.isTitle(merchant.name), "merName", merchant.name)
        require(SettlementShape.isDigits(merchant.mcc, 4...4), "merCatCode", merchant.mcc)
        if let canteen = merchant.canteen?.text {
            require(CanteenKind.accepts(canteen), "canteenCode", canteen)
        }
        if let street = merchant.street?.text {
            require(DivisionKind.accepts(street), "street", street)
        }
        for terminal in merchant.terminals {
            require(TerminalKind.accepts(terminal.text), "termId", terminal.text)
        }
    }

    mutating func check(_ merchant: MerchantID) {
        require(MerchantKind.accepts(merchant.text), "merId", merchant.text)
    }

    /// Merchant and terminal are not asked: they must be in the list, which was.
    mutating func check(_ transaction: SettlementTransaction) {
        require(SettlementShape.isRef(transaction.ref), "ref", transaction.ref)
        require(SettlementShape.isTime(transaction.time), "txnTime", "\(transaction.time)")
        let day = transaction.businessDay
        require(SettlementShape.isDay(day), "businessDay", "\(day)")
        if let late = transaction.lateFrom {
            require(SettlementShape.isDay(late), "lateFrom", "\(late)")
        }
        if let original = transaction.original {
            require(SettlementShape.isRef(original.ref), "orig ref", original.ref)
            if let date = original.settleDate {
                require(SettlementShape.isDay(date), "orig settleDate", "\(date)")
            }
        }
        require(SettlementShape.isAmount(transaction.meal), "mealAmt", "\(transaction.meal)")
        require(
            SettlementShape.isAmount(transaction.discount), "discountAmt",
            "\(transaction.discount)")
        require(transaction.subsidies.count <= 24, "subsidy", "more than 24")
        require(transaction.tenders.count <= 8, "tender", "more than 8")
        for subsidy in transaction.subsidies { check(subsidy) }
        for tender in transaction.tenders { check(tender) }
    }

    private mutating func check(_ subsidy: SettlementSubsidy) {
        let amount = subsidy.amount
        require(amount > .zero && amount <= Fen.limit, "subsidy", "\(amount)")
        require(SettlementShape.isWord(subsidy.policy), "subsidy policy", subsidy.policy)
        require(SettlementShape.isWord(subsidy.rule), "subsidy rule", subsidy.rule)
        require(SettlementShape.isWord(subsidy.fund), "subsidy fund", subsidy.fund)
    }

    private mutating func check(_ tender: Tender) {
        require(SettlementShape.isAmount(tender.amount), "tender", "\(tender.amount)")
        guard let reference = tender.reference else { return }
        require(SettlementShape.isDigits(reference.trace, 6...6), "traceNo", reference.trace)
        require(SettlementShape.isDigits(reference.batch, 6...6), "batchNo", reference.batch)
        require(SettlementShape.isAlphanumeric(reference.rrn, 12), "rrn", reference.rrn)
        let (code, card) = (reference.authCode, reference.maskedCard)
        require(code.isEmpty || SettlementShape.isAlphanumeric(code, 6), "authCode", code)
        require(card.isEmpty || SettlementShape.isMasked(card), "accNo", card)
    }

    mutating func check(_ item: SettlementItem) {
        require(SettlementShape.isRef(item.ref), "ref", item.ref)
        if let merchant = item.merId { check(merchant) }
        require(SettlementShape.isDay(item.firstSeen), "firstSeen", "\(item.firstSeen)")
        if let number = item.openItem {
            require(SettlementShape.isCount(number), "openItem", "\(number)")
        }
        let sides = item.ours + item.theirs
        require(max(item.ours.count, item.theirs.count) <= 999, "our or their", "over 999")
        for side in sides {
            require(SettlementShape.isRef(side.ref), "side ref", side.ref)
            require(abs(side.gained.fen) <= Fen.limit.fen, "side amount", "\(side.gained)")
            if let day = side.settleDate {
                require(SettlementShape.isDay(day), "side settleDate", "\(day)")
            }
        }
    }

    mutating func check(_ delivery: SettlementDelivery) {
        check(delivery.merId)
        require(KitchenKind.accepts(delivery.kitchen.text), "kitchen", delivery.kitchen.text)
        let day = delivery.serviceDate
        require(SettlementShape.isDay(day), "serviceDate", "\(day)")
        require(SettlementShape.isCount(delivery.portions), "portions", "\(delivery.portions)")
        require(SettlementShape.isCount(delivery.returned), "returned", "\(delivery.returned)")
        require(SettlementShape.isAmount(delivery.amount), "supplyAmt", "\(delivery.amount)")
    }
}
