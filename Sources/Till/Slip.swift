package import Journal
package import Meals

/// The diner's slip as plain text, 32 columns wide.
///
/// It shows what was eaten and what was paid. Discount and subsidy are one figure, so that two
/// diners who pay the same hold the same slip, whatever the reason.
package struct Slip {
    package let lines: [String]

    private static let width = 32

    /// - Parameter name: gives the name of an item on the menu; nil for an open item.
    package init(
        _ sale: Sale, id: RecordID, at: Moment, canteen: String, name: (String) -> String?
    ) {
        var lines = [canteen, "\(at.day) \(at.clock)", "\(id)", Slip.rule]
        for line in sale.lines {
            let item = name(line.item) ?? line.item
            let text = line.quantity == 1 ? item : "\(item) ×\(line.quantity)"
            lines.append(Slip.row(text, line.amount.yuan))
        }
        lines.append(Slip.rule)
        lines.append(Slip.row("原价", sale.gross.yuan))
        let saved = sale.discount + sale.subsidy
        if saved > .zero { lines.append(Slip.row("优惠", "-" + saved.yuan)) }
        lines.append(Slip.row("实付", "¥" + sale.paid.yuan))
        for tender in sale.tenders {
            lines.append(Slip.row(Slip.words(tender.kind), tender.amount.yuan))
        }
        self.lines = lines
    }

    private static let rule = String(repeating: "-", count: width)

    /// A text to the left and a figure to the right.
    private static func row(_ text: String, _ figure: String) -> String {
        let gap = max(1, width - columns(text) - columns(figure))
        return text + String(repeating: " ", count: gap) + figure
    }

    /// Columns on paper: a Chinese character takes two.
    private static func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
    }

    private static func words(_ kind: TenderKind) -> String {
        switch kind {
        case .unionPayCard: "银联卡"
        case .unionPayQR: "云闪付"
        case .cash: "现金"
        case .eCNY: "数字人民币"
        case .voucher: "消费券"
        }
    }
}
