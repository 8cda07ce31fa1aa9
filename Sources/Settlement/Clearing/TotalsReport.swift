internal import Meals

/// The printed form of ``ClearingTotals``: fixed columns in GBK, CRLF.
package enum TotalsReport {
    private static let title = "中国银联全渠道商户交易汇总表"
    private static let rule = [UInt8](repeating: UInt8(ascii: "_"), count: 136)
    /// The second column of the head begins here.
    private static let secondColumn = 64
    /// Where the seven figures of a row end; the title of the row stands before the first.
    static let ends = [28, 44, 60, 76, 92, 108, 124]
    static let titleWidth = 20

    static let headNames = [
        ["商户代码", "清算币种"], ["收单机构", "清算日期"], ["商户名称", "生成日期"],
    ]
    static let tables = ["交易类型", "卡性质"]

    /// The report's bytes; nil where a name has characters that GBK has not.
    package static func write(_ totals: ClearingTotals) -> [UInt8]? {
        let head = [
            [totals.merchant.text, "人民币"],
            [totals.acquirer, dateText(totals.settleDate)],
            [totals.merchantName, dateText(totals.madeOn)],
        ]
        var lines: [[UInt8]?] = [titleLine, []]
        for (names, values) in zip(headNames, head) {
            let first = GBKText.encode("\(names[0]):\(values[0])")
            let second = GBKText.encode("\(names[1]):\(values[1])")
            lines.append(
                first.flatMap { first in
                    second.map { pad(first, to: secondColumn) + $0 }
                })
        }
        lines += [[], []]
        lines += table(tables[0], totals.byTrade)
        lines.append([])
        lines += table(tables[1], totals.byCard)
        var output: [UInt8] = []
        for line in lines {
            guard let line else { return nil }
            output += line + [0x0D, 0x0A]
        }
        return output
    }

    static func dateText(_ day: Day) -> String { day.description.filter { $0 != "-" } }

    static var titleLine: [UInt8] {
        let words = GBKText.encode(title) ?? []
        return blanks(73) + words + blanks(12)
    }

    /// The two lines over a table and the rule below them.
    static func tableHead(_ name: String) -> [[UInt8]] {
        func line(_ parts: [(start: Int, word: String)]) -> [UInt8] {
            parts.reduce(into: []) { line, part in
                line = pad(line, to: part.start) + (GBKText.encode(part.word) ?? [])
            }
        }
        return [
            line([(0, name), (20, "交易笔数"), (43, "交易金额"), (76, "费用"), (110, "资金清算差额")]),
            line([(41, "借"), (57, "贷"), (73, "借"), (89, "贷"), (106, "借"), (126, "贷")]),
            rule,
        ]
    }

    private static func table(_ name: String, _ rows: [ClearingTotals.Row]) -> [[UInt8]?] {
        tableHead(name) + rows.map(line) + [rule, line(ClearingTotals.total(rows))]
    }

    private static func line(_ row: ClearingTotals.Row) -> [UInt8]? {
        guard var line = GBKText.encode(row.title), line.count <= titleWidth else { return nil }
        let figures = [
            "\(row.count)", row.amount.debit.yuan, row.amount.credit.yuan, row.fee.debit.yuan,
            row.fee.credit.yuan, row.net.debit.yuan, row.net.credit.yuan,
        ]
        for (end, figure) in zip(ends, figures) {
            line = pad(line, to: end - figure.utf8.count) + Array(figure.utf8)
        }
        return line
    }

    private static func pad(_ line: [UInt8], to column: Int) -> [UInt8] {
        line + blanks(max(0, column - line.count))
    }

    private static func blanks(_ count: Int) -> [UInt8] {
        [UInt8](repeating: FieldShape.blank, count: count)
    }
}
