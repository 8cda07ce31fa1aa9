internal import Foundation
package import Meals

/// Reads an RD2010 file (商户交易汇总表) and adds it up again.
package struct TotalsReader {
    private let name: ClearingName
    private var leniency: Leniency
    private var lines: ClearingLines
    private var next = 0

    /// - Throws: up to a hundred problems; nothing of a file with a problem is taken.
    package static func read(
        _ bytes: [UInt8], file: String, name: ClearingName, counterparty: Counterparty
    ) throws(Problems) -> ClearingFile {
        var leniency = Leniency(counterparty, name.settleDate)
        let lines = try ClearingLines(bytes, file: file, &leniency)
        var reader = TotalsReader(name: name, leniency: leniency, lines: lines)
        let totals = reader.totals()
        try reader.lines.refuseProblems()
        guard let totals else {
            throw Problems(Problem(file: file, reason: "ends before its tables do"))
        }
        return ClearingFile(
            name: "\(name)", content: .totals(totals), deviations: reader.leniency.used)
    }

    private init(name: ClearingName, leniency: Leniency, lines: ClearingLines) {
        self.name = name
        self.leniency = leniency
        self.lines = lines
    }

    private mutating func totals() -> ClearingTotals? {
        guard expect(TotalsReport.titleLine, "the title"), expect([], "a blank line"),
            let head = head(), expect([], "a blank line"), expect([], "a blank line"),
            let byTrade = table(TotalsReport.tables[0]), expect([], "a blank line"),
            let byCard = table(TotalsReport.tables[1])
        else { return nil }
        if next < lines.lines.count { lines.report(next + 1, nil, "nothing more is expected") }
        checkTitles(byTrade, byCard)
        let (trade, card) = (ClearingTotals.total(byTrade), ClearingTotals.total(byCard))
        // A row's net stands on one side: tables cut differently agree in the balance alone.
        if !trade.agrees(with: card) {
            lines.report(
                next, nil,
                "总计 of 卡性质 (\(card.figures)) is not 总计 of 交易类型 (\(trade.figures))")
        }
        guard let merchant = MerchantID(checked: head[0][0]),
            let settleDate = Day(compact: head[1][1]), let madeOn = Day(compact: head[2][1])
        else { return nil }
        return ClearingTotals(
            merchant: merchant, merchantName: head[2][0], acquirer: head[1][0],
            settleDate: settleDate, madeOn: madeOn, byTrade: byTrade, byCard: byCard)
    }

    /// Each kind of card stands in one row; a kind of movement is known by its word.
    private mutating func checkTitles(
        _ byTrade: [ClearingTotals.Row], _ byCard: [ClearingTotals.Row]
    ) {
        let (cards, trades) = (byCard.map(\.title), byTrade.map(\.title))
        for title in CardType.allCases.map(\.title) where !cards.contains(title) {
            lines.report(next, nil, "卡性质 has no row \(title)")
        }
        for title in cards where !CardType.allCases.contains(where: { $0.title == title }) {
            lines.report(
                next, nil, "卡性质 has a row '\(Discreet.text(title))', which is no kind of card")
        }
        for titles in [cards, trades] {
            let twice = Dictionary(grouping: titles) { $0 }.filter { $0.value.count > 1 }
            for title in twice.keys.sorted() {
                lines.report(next, nil, "the row '\(Discreet.text(title))' is there twice")
            }
        }
        for title in trades where ClearingKind(title: title) == nil {
            if leniency.allows(.unknownTradeTitle) { continue }
            lines.report(
                next, nil,
                "交易类型 has a row '\(Discreet.text(title))', which names no kind of movement "
                    + "(option unknown-trade-title)")
        }
    }

    private mutating func line() -> ArraySlice<UInt8>? {
        guard next < lines.lines.count else {
            lines.report(next + 1, nil, "the file ends here, before its tables do")
            return nil
        }
        next += 1
        return lines.lines[next - 1]
    }

    private mutating func expect(_ bytes: [UInt8], _ words: String) -> Bool {
        guard let line = line() else { return false }
        guard Array(line) == bytes else {
            lines.report(next, nil, "\(words) is expected here")
            return false
        }
        return true
    }

    /// Three lines of two named values each.
    private mutating func head() -> [[String]]? {
        var values: [[String]] = []
        for names in TotalsReport.headNames {
            guard let bytes = line() else { return nil }
            guard let text = GBKText.decode(bytes) else {
                lines.report(next, nil, "is not GBK")
                return nil
            }
            // A name may have blanks in it, so the second label parts the two.
            guard text.hasPrefix(names[0] + ":"),
                let label = text.range(of: names[1] + ":", options: .backwards)
            else {
                lines.report(next, nil, "\(names[0]): and \(names[1]): are expected here")
                return nil
            }
            let first = text[..<label.lowerBound].dropFirst(names[0].count + 1)
            values.append([String(first).trimmed, String(text[label.upperBound...]).trimmed])
        }
        if values[0][0] != name.merchant.text {
            lines.report(3, nil, "商户代码 \(values[0][0]) is not \(name.merchant)")
        }
        if values[0][1] != "人民币" { lines.report(3, nil, "清算币种 is not 人民币") }
        if Day(compact: values[1][1]) != name.settleDate {
            lines.report(4, nil, "清算日期 \(values[1][1]) is not \(name.settleDate)")
        }
        if Day(compact: values[2][1]) == nil {
            lines.report(5, nil, "生成日期 \(values[2][1]) is no date")
        }
        return values
    }

    private mutating func table(_ name: String) -> [ClearingTotals.Row]? {
        let head = TotalsReport.tableHead(name)
        guard expect(head[0], "the head of \(name)"), expect(head[1], "借 and 贷"),
            expect(head[2], "a rule")
        else { return nil }
        var rows: [ClearingTotals.Row] = []
        while let bytes = line(), rows.count < 100 {
            if Array(bytes) == head[2] {
                guard let last = line(), let stated = row(last) else { return nil }
                let sum = ClearingTotals.total(rows)
                if stated != sum {
                    lines.report(
                        next, nil,
                        "\(stated.title) says \(stated.figures), its rows give \(sum.figures)")
                }
                return rows
            }
            guard let row = row(bytes) else { return nil }
            if row.amount.balance + row.fee.balance != row.net.balance {
                lines.report(
                    next, nil,
                    "\(row.title): 交易金额 \(row.amount.balance) and 费用 \(row.fee.balance) "
                        + "give \(row.amount.balance + row.fee.balance), 资金清算差额 says "
                        + "\(row.net.balance)")
            }
            rows.append(row)
        }
        return nil
    }

    private mutating func row(_ bytes: ArraySlice<UInt8>) -> ClearingTotals.Row? {
        guard bytes.count == TotalsReport.ends.last,
            let title = GBKText.decode(bytes.prefix(TotalsReport.titleWidth).trimmingRightBlanks)
        else {
            lines.report(next, nil, "a row has 124 bytes of GBK, this line \(bytes.count)")
            return nil
        }
        var start = TotalsReport.titleWidth
        var figures: [Fen] = []
        var count = 0
        for (column, end) in TotalsReport.ends.enumerated() {
            let part = bytes[(bytes.startIndex + start)..<(bytes.startIndex + end)]
            let text = String(
                decoding: part.drop { $0 == FieldShape.blank }, as: UTF8.self)
            if column == 0, let number = Int(decimal: text.utf8) {
                count = number
            } else if column > 0, let amount = Fen(yuan: text), amount.yuan == text {
                figures.append(amount)
            } else {
                lines.report(
                    next, nil,
                    "\(title), offset \(start): '\(Discreet.text(text))' is not "
                        + (column == 0 ? "a count" : "an amount such as 0.00"))
                return nil
            }
            start = end
        }
        return ClearingTotals.Row(
            title: title, count: count, amount: .init(debit: figures[0], credit: figures[1]),
            fee: .init(debit: figures[2], credit: figures[3]),
            net: .init(debit: figures[4], credit: figures[5]))
    }
}

extension ClearingTotals.Row {
    /// True where both rows count and sum the same, whatever stands on which side of the net.
    func agrees(with other: ClearingTotals.Row) -> Bool {
        count == other.count && amount == other.amount && fee == other.fee
            && net.balance == other.net.balance
    }

    /// The row's figures for an error line.
    var figures: String {
        "\(count) of \(amount.credit)-\(amount.debit), fee \(fee.debit)-\(fee.credit), net "
            + "\(net.balance)"
    }
}
