package import Meals

/// What funders owe one operator for a time, to be printed, signed and sealed.
package struct OperatorStatement: Hashable, Sendable {
    package let operatorName: String
    package let from: Day
    /// The last day.
    package let to: Day
    package let lines: [Line]
    package let outstanding: [Outstanding.Line]
    /// What the page calls funders by their ids; rules keep theirs, which tell nobody who is poor.
    package var funderNames: [String: String] = [:]

    /// One claim of one canteen.
    package struct Line: Hashable, Sendable {
        package let canteen: String
        package let funder: String
        /// The subsidy rule or the reward and its tier.
        package let rule: String
        package let count: Int
        package let amount: Fen

        package init(canteen: String, funder: String, rule: String, count: Int, amount: Fen) {
            self.canteen = canteen
            self.funder = funder
            self.rule = rule
            self.count = count
            self.amount = amount
        }
    }

    package init(
        operatorName: String, from: Day, to: Day, lines: [Line],
        outstanding: [Outstanding.Line] = []
    ) {
        self.operatorName = operatorName
        self.from = from
        self.to = to
        self.lines = lines.sorted {
            ($0.canteen, $0.funder, $0.rule) < ($1.canteen, $1.funder, $1.rule)
        }
        self.outstanding = outstanding
    }

    package var total: Fen { lines.total(\.amount) }

    package var csv: String {
        CSV.row(["operator", "from", "to", "canteen", "funder", "rule", "count", "amount"])
            + lines.map { line in
                CSV.row([
                    operatorName, "\(from)", "\(to)", line.canteen, line.funder, line.rule,
                    "\(line.count)", line.amount.yuan,
                ])
            }.joined()
    }

    /// One A4 page or more, with places for 制表, 审核 and 盖章, and the total in capitals.
    package var html: String {
        """
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
        <meta charset="utf-8">
        <title>\(OperatorStatement.escaped(operatorName)) 补贴结算单 \(from) 至 \(to)</title>
        <style>
        @page { size: A4; margin: 18mm 15mm; }
        body { font: 12pt/1.6 "Noto Serif CJK SC", "SimSun", serif; color: #000; margin: 0 auto; \
        max-width: 180mm; }
        h1 { font-size: 18pt; text-align: center; margin: 0 0 4mm; }
        table { width: calc(100% - 0.6mm); border-collapse: collapse; margin: 3mm 0.3mm; \
        font-size: 10.5pt; }
        th, td { border: 0.3mm solid #000; padding: 0.8mm 2mm; text-align: left; }
        th, td.rule { white-space: nowrap; }
        td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        .sign { display: flex; justify-content: space-between; margin-top: 14mm; \
        break-inside: avoid; }
        .sign div { width: 30%; border-top: 0.3mm solid #000; padding-top: 2mm; }
        </style>
        </head>
        <body>
        <h1>助餐补贴结算单</h1>
        <p>单位：\(OperatorStatement.escaped(operatorName))<br>期间：\(from) 至 \(to)</p>
        <table>
        <thead><tr><th>助餐点</th><th>出资方</th><th>项目</th><th class="n">笔数</th>\
        <th class="n">金额（元）</th></tr></thead>
        <tbody>
        \(lines.map(row).joined(separator: "\n"))
        </tbody>
        <tfoot><tr><th colspan="4">合计</th><th class="n">\(total)</th></tr></tfoot>
        </table>
        <p>合计人民币（大写）：<strong>\(total.chineseCapitals)</strong></p>
        \(outstandingHTML)
        <div class="sign"><div>制表：</div><div>审核：</div><div>盖章：<br>&nbsp;&nbsp;&nbsp;&nbsp;年\
        &nbsp;&nbsp;&nbsp;月&nbsp;&nbsp;&nbsp;日</div></div>
        </body>
        </html>

        """
    }

    private func row(_ line: Line) -> String {
        "<tr><td>\(OperatorStatement.escaped(line.canteen))</td><td>\(funder(line.funder))</td>"
            + "<td class=\"rule\">\(OperatorStatement.escaped(line.rule))</td>"
            + "<td class=\"n\">\(line.count)</td>"
            + "<td class=\"n\">\(line.amount)</td></tr>"
    }

    private var outstandingHTML: String {
        guard !outstanding.isEmpty else { return "" }
        let rows = outstanding.map { line in
            "<tr><td>\(funder(line.funder))</td><td>\(line.date)</td>"
                + "<td class=\"n\">\(line.ageDays)</td><td class=\"n\">\(line.open)</td></tr>"
        }
        return """
            <p>未付款项：</p>
            <table><thead><tr><th>出资方</th><th>清算日期</th><th class="n">账龄（天）</th>\
            <th class="n">未付（元）</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table>
            """
    }

    private func funder(_ id: String) -> String {
        OperatorStatement.escaped(funderNames[id] ?? id)
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
