internal import Meals
internal import XML

extension XMLStreamWriter {
    mutating func begin(
        _ header: SettlementHeader, _ merchants: [SettlementMerchant]
    ) throws(XMLError) {
        try start("settlement")
        try attribute("xmlns", "urn:mulin:settlement:1")
        try attribute("version", "1.0")
        try write(header)
        try start("merchants")
        for merchant in merchants { try write(merchant) }
        try end()
        try start("txns")
    }

    mutating func end(
        _ summaries: [SettlementSummary], _ claims: [SettlementClaim],
        _ deliveries: [SettlementDelivery], _ items: SettlementItems,
        _ totals: SettlementTotals
    ) throws(XMLError) {
        try start("summaries")
        for summary in summaries { try write(summary) }
        try end()
        try start("subsidies")
        for claim in claims { try write(claim) }
        try end()
        try start("supply")
        for delivery in deliveries { try write(delivery) }
        try end()
        try start("recon")
        if items.isCompared {
            try attribute("compared", SettlementItem.Leg.tillAcquirer.rawValue)
        }
        for item in items.list { try write(item, on: items.settleDate) }
        try end()
        try write(totals)
        try end()
        try finish()
    }

    private mutating func write(_ header: SettlementHeader) throws(XMLError) {
        try start("hdr")
        try element("fileId", header.fileId)
        try element("settleDate", header.settleDate.description)
        try element("issue", Int64(header.issue))
        try element("windowFrom", header.windowFrom.exact)
        try element("windowTo", header.windowTo.exact)
        try element("sendInsCode", header.sendInsCode)
        try element("recvInsCode", header.recvInsCode)
        try element("currencyCode", "156")
        if let previous = header.previous {
            try start("prevFile")
            try attribute("fileId", previous.fileId)
            try text(previous.digest)
            try end()
        }
        try end()
    }

    private mutating func write(_ merchant: SettlementMerchant) throws(XMLError) {
        try start("mer")
        try attribute("merId", merchant.merId.text)
        try element("merName", merchant.name)
        try element("merCatCode", merchant.mcc)
        if let canteen = merchant.canteen { try element("canteenCode", canteen.text) }
        if let street = merchant.street { try element("street", street.text) }
        for terminal in merchant.terminals { try element("termId", terminal.text) }
        try end()
    }

    mutating func write(
        _ transaction: SettlementTransaction, _ days: inout DayText
    ) throws(XMLError) {
        let direction = transaction.type.direction
        let time = days.time(transaction.time)
        try start("txn")
        try attribute("ref", transaction.ref)
        try element("merId", transaction.merId.text)
        try element("termId", transaction.termId.text)
        try element("txnType", transaction.type.rawValue)
        try start("txnTime")
        try text(time.date)
        try text(time.clock)
        try end()
        try element("businessDay", days.text(transaction.businessDay))
        try element("period", transaction.period.rawValue)
        if let late = transaction.lateFrom { try element("lateFrom", late.description) }
        if let diner = transaction.diner { try element("diner", diner.description) }
        if let original = transaction.original {
            try start("orig")
            try attribute("ref", original.ref)
            if let day = original.settleDate { try attribute("settleDate", day.description) }
            if original.isUnexplained { try attribute("state", "unexplained") }
            try end()
        }
        try amount("mealAmt", transaction.meal, direction)
        try element("discountAmt", transaction.discount.fen)
        for subsidy in transaction.subsidies { try write(subsidy) }
        for tender in transaction.tenders { try write(tender, time.monthToSecond) }
        try amount("txnAmt", transaction.amount, direction)
        try end()
    }

    mutating func amount(
        _ name: StaticString, _ amount: Fen, _ direction: String
    ) throws(XMLError) {
        try start(name)
        try attribute("dc", direction)
        try text(amount.fen)
        try end()
    }

    mutating func signed(_ name: StaticString, _ amount: Fen) throws(XMLError) {
        try self.amount(
            name, amount < .zero ? -amount : amount, amount < .zero ? "D" : "C")
    }

    private mutating func write(_ subsidy: SettlementSubsidy) throws(XMLError) {
        try start("subsidy")
        try attribute("policy", subsidy.policy)
        try attribute("rule", subsidy.rule)
        try attribute("fund", subsidy.fund)
        try attribute("state", subsidy.state.rawValue)
        try text(subsidy.amount.fen)
        try end()
    }

    private mutating func write(
        _ tender: Tender, _ traceTime: String
    ) throws(XMLError) {
        try start("tender")
        try attribute("kind", tender.kind.rawValue)
        if let reference = tender.reference {
            try attribute("traceNo", reference.trace)
            try attribute("traceTime", traceTime)
            try attribute("batchNo", reference.batch)
            try attribute("rrn", reference.rrn)
            if !reference.authCode.isEmpty { try attribute("authCode", reference.authCode) }
            if !reference.maskedCard.isEmpty { try attribute("accNo", reference.maskedCard) }
        }
        try text(tender.amount.fen)
        try end()
    }

    private mutating func write(_ claim: SettlementClaim) throws(XMLError) {
        try start("claim")
        try attribute("merId", claim.merId.text)
        try attribute("policy", claim.policy)
        try attribute("rule", claim.rule)
        try attribute("fund", claim.fund)
        try element("count", Int64(claim.count))
        try element("persons", Int64(claim.persons))
        try element("amt", claim.amount.fen)
        try element("reversedAmt", claim.reversed.fen)
        try signed("payable", claim.payable)
        try end()
    }

    private mutating func write(_ delivery: SettlementDelivery) throws(XMLError) {
        try start("delivery")
        try attribute("merId", delivery.merId.text)
        try attribute("kitchen", delivery.kitchen.text)
        try attribute("serviceDate", delivery.serviceDate.description)
        try element("portions", Int64(delivery.portions))
        try element("returned", Int64(delivery.returned))
        try element("supplyAmt", delivery.amount.fen)
        try end()
    }

    private mutating func write(_ totals: SettlementTotals) throws(XMLError) {
        try start("trailer")
        try element("txnCount", Int64(totals.txnCount))
        try element("mealCredit", totals.meal.credit.fen)
        try element("mealDebit", totals.meal.debit.fen)
        try element("discountCredit", totals.discount.credit.fen)
        try element("discountDebit", totals.discount.debit.fen)
        try element("subsidyCredit", totals.subsidy.credit.fen)
        try element("subsidyDebit", totals.subsidy.debit.fen)
        try element("amtCredit", totals.amount.credit.fen)
        try element("amtDebit", totals.amount.debit.fen)
        for fund in totals.funds {
            try start("fund")
            try attribute("name", fund.name)
            try attribute("state", fund.state.rawValue)
            try attribute("amtCredit", fund.sum.credit.fen)
            try attribute("amtDebit", fund.sum.debit.fen)
            try end()
        }
        for tender in totals.tenders {
            try start("tender")
            try attribute("kind", tender.kind.rawValue)
            try attribute("count", Int64(tender.count))
            try attribute("amtCredit", tender.sum.credit.fen)
            try attribute("amtDebit", tender.sum.debit.fen)
            try end()
        }
        try element("clearedCount", Int64(totals.clearedCount))
        try element("clearedCredit", totals.cleared.credit.fen)
        try element("clearedDebit", totals.cleared.debit.fen)
        try element("feeCredit", totals.fee.credit.fen)
        try element("feeDebit", totals.fee.debit.fen)
        try signed("net", totals.net)
        try element("disputeCount", Int64(totals.disputeCount))
        try signed("disputed", totals.disputed)
        try element("claimCount", Int64(totals.claimCount))
        try signed("payable", totals.payable)
        try element("deliveryCount", Int64(totals.deliveryCount))
        try element("portions", Int64(totals.portions))
        try element("returned", Int64(totals.returned))
        try element("supplyAmt", totals.supplyAmount.fen)
        try element("itemCount", Int64(totals.itemCount))
        try signed("difference", totals.difference)
        try end()
    }
}
