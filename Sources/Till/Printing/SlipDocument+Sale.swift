package import Journal
package import Meals

/// Where and when a slip was made.
package struct SlipHeading: Hashable, Sendable {
    package let canteen: String
    package let id: RecordID
    package let at: Moment

    package init(canteen: String, id: RecordID, at: Moment) {
        self.canteen = canteen
        self.id = id
        self.at = at
    }
}

extension SlipDocument {
    /// The slip of a sealed record, for the first time or for a reprint; nil for a kind of record
    /// that a diner gets none of.
    ///
    /// A sale in training is always marked as one.
    ///
    /// - Parameters:
    ///   - received: the notes and coins handed over, where there was change to give.
    ///   - sold: gives the sale that a refund is of; nil where the journal does not have it.
    ///   - name: gives the name of an item on the menu; nil for an open item.
    package static func record(
        _ record: Record, canteen: String, received: Fen? = nil, sold: (RecordID) -> Sale?,
        name: (String) -> String?
    ) -> SlipDocument? {
        let heading = SlipHeading(canteen: canteen, id: record.id, at: record.at)
        switch record.body {
        case .sale(let sale):
            return .sale(sale, heading, received: received, name: name)
        case .training(let sale):
            return SlipDocument.sale(sale, heading, received: received, name: name).forTraining
        case .void(let back):
            return reversal(back, of: sold(back.sale), heading, isVoid: true, name: name)
        case .refund(let back):
            return reversal(back, of: sold(back.sale), heading, name: name)
        case .shiftOpen, .shiftClose, .cashMove, .clock, .dayClose: return nil
        }
    }

    /// The diner's slip: what was eaten and what was paid.
    ///
    /// Discount and subsidy are one figure, and nothing tells who the diner is: two diners who pay
    /// the same hold the same slip. It is made of a sealed sale, so that the record is on the disk
    /// before anything is on paper.
    ///
    /// - Parameters:
    ///   - received: the notes and coins handed over, where there was change to give.
    ///   - name: gives the name of an item on the menu; nil for an open item.
    package static func sale(
        _ sale: Sale, _ heading: SlipHeading, received: Fen? = nil, name: (String) -> String?
    ) -> SlipDocument {
        var parts = top(heading)
        if sale.channel != .dineIn { parts.append(.centred(sale.channel.chinese)) }
        parts.append(.rule)
        parts += sale.lines.map { item($0.item, $0.quantity, $0.amount, name) }
        parts.append(.rule)
        parts += amounts(sale.gross, sale.discount + sale.subsidy, "实付", sale.paid)
        parts += sale.tenders.map { .row($0.kind.chinese, $0.amount.yuan) }
        let cash = sale.tenders.filter { $0.kind == .cash }.total(\.amount)
        if let received, received > cash {
            parts.append(.row("收现金", received.yuan))
            parts.append(.row("找零", (received - cash).yuan))
        }
        return .slip(parts)
    }

    /// The slip of a void or a refund: what was taken back and what the diner got for it.
    ///
    /// The reason stays in the journal: a cashier may have typed into it what nobody else is to
    /// read.
    package static func reversal(
        _ reversal: Reversal, of sale: Sale?, _ heading: SlipHeading, isVoid: Bool = false,
        name: (String) -> String?
    ) -> SlipDocument {
        var parts: [Part] = [.big(isVoid ? "作废单" : "退餐单")] + top(heading)
        parts.append(.text("原单 \(reversal.sale)"))
        parts.append(.rule)
        for line in reversal.lines {
            guard let sale, sale.lines.indices.contains(line.index) else {
                // The sale is in another journal; its slip has the names.
                parts.append(.text("原单第 \(line.index + 1) 行 ×\(line.quantity)"))
                continue
            }
            let sold = sale.lines[line.index]
            parts.append(item(sold.item, line.quantity, sold.unitPrice * line.quantity, name))
        }
        parts.append(.rule)
        parts += amounts(reversal.gross, reversal.discount + reversal.subsidy, "实退", reversal.paid)
        parts += reversal.tenders.map { .row("退\($0.kind.chinese)", $0.amount.yuan) }
        return .slip(parts)
    }

    private static func top(_ heading: SlipHeading) -> [Part] {
        [
            .centred(heading.canteen), .text("\(heading.at.day) \(heading.at.clock)"),
            .text("\(heading.id)"),
        ]
    }

    private static func item(
        _ code: String, _ quantity: Int, _ amount: Fen, _ name: (String) -> String?
    ) -> Part {
        let words = name(code) ?? code
        return .row(quantity == 1 ? words : "\(words) ×\(quantity)", amount.yuan)
    }

    private static func amounts(
        _ gross: Fen, _ saved: Fen, _ words: String, _ paid: Fen
    ) -> [Part] {
        var parts: [Part] = [.row("原价", gross.yuan)]
        if saved > .zero { parts.append(.row("优惠", (-saved).yuan)) }
        // U+FFE5, two bytes (A3 A4) that every Chinese printer draws; U+00A5 has four of them in
        // GB18030 (81 30 84 36), which printers without those glyphs show as stray digits.
        parts.append(.bigRow(words, "￥" + paid.yuan))
        return parts
    }
}

extension TenderKind {
    /// The tender's name on paper.
    var chinese: String {
        switch self {
        case .unionPayCard: "银联卡"
        case .unionPayQR: "云闪付"
        case .cash: "现金"
        case .eCNY: "数字人民币"
        case .voucher: "消费券"
        }
    }
}
