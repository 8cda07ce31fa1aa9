internal import Journal
internal import Meals
internal import XML

extension XMLStreamWriter {
    /// Opens an acquirer's file.
    mutating func begin(_ file: SettlementClearingFile) throws(XMLError) {
        try start("file")
        try attribute("merId", file.merId.text)
        try attribute("layout", file.layout.rawValue)
        try attribute("lineEnd", file.lineEnd.rawValue)
        if file.series != file.layout.kind.usualSeries { try attribute("series", file.series) }
        if file.isLastLineOpen { try attribute("lastLine", "open") }
        try attribute("digest", file.digest.hex)
    }

    /// Writes a record whose fields fit their places, but for what a blank one has too.
    mutating func write(
        _ movement: SettlementMovement, in file: SettlementClearingFile, blank: FixedRecord
    ) throws(XMLError) {
        let (fields, record) = (file.fields, movement.record)
        let isDispute = file.layout == .disputes
        try start(isDispute ? "dispute" : "mov")
        try attribute("ref", movement.ref)
        if let txn = movement.txn { try attribute("txn", txn) }
        let typed = isDispute || record[20] == ClearingKind.sale.rawValue ? "C" : "D"
        for field in fields.fields {
            let text = record[field.number]
            guard field.isAlways || text != blank[field.number] else { continue }
            switch field.kind {
            case .text: try element(field.element, text)
            case .fen: try element(field.element, CarriedField.fen(text).fen)
            case .typed: try amount(field.element, CarriedField.fen(text), typed)
            case .directed:
                try amount(
                    field.element, CarriedField.fen(text), text.first == "D" ? "D" : "C")
            }
        }
        for number in fields.others where record[number] != blank[number] {
            try start("ext")
            try attribute("n", "\(fields.prefix)\(number)")
            try text(record[number])
            try end()
        }
        try end()
    }

    mutating func write(_ summary: SettlementSummary) throws(XMLError) {
        try start("summary")
        try attribute("merId", summary.merId.text)
        for row in summary.sold {
            try start("byTrade")
            try attribute("txnType", row.type.rawValue)
            try attribute("count", Int64(row.count))
            try attribute("mealAmt", row.meal.fen)
            try attribute("discountAmt", row.discount.fen)
            try attribute("subsidyAmt", row.subsidy.fen)
            try attribute("txnAmt", row.amount.fen)
            try end()
        }
        for row in summary.byTrade {
            try start("clearedByTrade")
            try attribute("txnType", row.code)
            try write(row)
        }
        for row in summary.byCard {
            try start("clearedByCard")
            try attribute("payCardType", row.code)
            try write(row)
        }
        try end()
    }

    private mutating func write(_ row: SettlementSummary.Cleared) throws(XMLError) {
        try attribute("count", Int64(row.count))
        try attribute("amtCredit", row.amount.credit.fen)
        try attribute("amtDebit", row.amount.debit.fen)
        try attribute("feeCredit", row.fee.credit.fen)
        try attribute("feeDebit", row.fee.debit.fen)
        try attribute("netCredit", max(0, row.net.fen))
        try attribute("netDebit", max(0, -row.net.fen))
        try end()
    }

    mutating func write(_ item: SettlementItem, on settleDate: Day) throws(XMLError) {
        try start("item")
        try attribute("ref", item.ref)
        if let merchant = item.merId { try attribute("merId", merchant.text) }
        try attribute("leg", item.leg.rawValue)
        try attribute("kind", item.kind.rawValue)
        try attribute("state", item.state.rawValue)
        if let number = item.openItem { try attribute("openItem", Int64(number)) }
        try element("firstSeen", item.firstSeen.description)
        try element("ageDays", Int64(item.age(on: settleDate)))
        for side in item.ours { try write(side, "our") }
        for side in item.theirs { try write(side, "their") }
        try signed("diff", item.difference)
        try end()
    }

    private mutating func write(
        _ side: SettlementItem.Side, _ name: StaticString
    ) throws(XMLError) {
        try start(name)
        try attribute("ref", side.ref)
        if let day = side.settleDate { try attribute("settleDate", day.description) }
        try attribute("dc", side.gained < .zero ? "D" : "C")
        try text(side.gained < .zero ? -side.gained.fen : side.gained.fen)
        try end()
    }
}

extension CarriedField {
    /// The digits of an amount that is known to be one, without its direction.
    fileprivate static func fen(_ text: String) -> Fen {
        Fen(Int64(Int(decimal: text.drop { !("0"..."9").contains($0) }.utf8) ?? 0))
    }
}
