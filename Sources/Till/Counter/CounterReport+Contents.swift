internal import Journal
internal import Meals

extension CounterReport {
    /// X: the open shift, as the journal has it now; nothing is closed.
    init(_ shift: Shift, _ facts: TillFacts) {
        title = "X 本班 第 \(shift.number) 班"
        rows =
            [
                Row("收银员", shift.cashier), Row("开班", "\(shift.opened.day) \(shift.opened.clock)"),
                Row("记录", "\(shift.first)–\(facts.head.seq)"),
            ] + CounterReport.rows(shift.takings) + [
                Row("备用金", shift.float.yuan), Row("放入", shift.paidIn.yuan),
                Row("取出", shift.paidOut.yuan), Row("抽屉应有", "¥\(shift.expected)"),
                Row("未上传", "\(facts.unsent) 笔"),
            ]
    }

    init(_ close: ShiftClose) {
        title = "交班 第 \(close.shift) 班"
        let counts = close.counts.sorted { $0.key > $1.key }.map { value, count in
            Row("¥\(value) × \(count)", (value * count).yuan)
        }
        rows =
            counts + [
                Row("抽屉应有", "¥\(close.expected)"), Row("实点", "¥\(close.counted)"),
                Row("长短款", close.difference.yuan),
            ] + (close.approved ? [Row("店长密码", "已核")] : [])
    }

    /// Z: what the day's closing record says, and the chain that ends with it.
    init(_ close: DayClose, head: ChainHead, unsent: Int) {
        title = "Z 日结 \(close.day)"
        rows =
            [
                Row("记录", "\(close.first)–\(close.last)"),
                Row("销售", "\(close.sales) 笔"), Row("退、作废", "\(close.reversals) 笔"),
                Row("原价", close.gross.yuan), Row("优惠", close.discount.yuan),
                Row("补贴", close.subsidy.yuan),
            ] + CounterReport.rows(close.tenders) + [
                Row("实收", "¥\(close.paid)"), Row("未上传", "\(unsent) 笔"),
                Row("链尾", "\(head.seq) \(head.hash.hex.prefix(16))"),
            ]
    }

    private static func rows(_ takings: Takings) -> [Row] {
        [
            Row("销售", "\(takings.sales) 笔"), Row("退、作废", "\(takings.reversals) 笔"),
            Row("原价", takings.gross.yuan), Row("优惠", takings.discount.yuan),
            Row("补贴", takings.subsidy.yuan),
        ] + rows(takings.tenders) + [Row("实收", "¥\(takings.paid)")]
    }

    private static func rows(_ tenders: [TenderKind: Fen]) -> [Row] {
        TenderKind.allCases.compactMap { kind in
            tenders[kind].map { Row(kind.chinese, $0.yuan) }
        }
    }
}
