package import Meals

/// Reads Allinpay's (通联) statement: a CSV of 34 columns in prescribed order.
package enum AllinpayReader {
    /// The columns as Allinpay's description has them.
    package static let columns = [
        "商户号", "门店名称", "终端号", "交易时间", "交易类型", "交易批次号", "凭证号", "参考号", "卡号", "卡类别",
        "发卡行机构代码", "发卡行名称", "交易金额", "手续费", "交易日期", "交易单号", "订单号", "商户备注", "对接应用号",
        "原始金额", "结算金额", "产品类型", "分期贴息", "交易完成时间", "持卡人姓名", "持卡人身份证", "分期数", "优惠金额",
        "实付金额", "原交易单", "渠道交易类型", "出金方账户名称", "门店编号", "交易完成日期",
    ]
    private static let personal = ["持卡人姓名", "持卡人身份证"]

    /// The words of 交易类型 that are known.
    private static let kinds: [String: ClearingKind] = [
        "消费": .sale, "退货": .refund, "消费撤销": .void, "冲正": .reversal,
    ]
    private static let cards: [String: CardType] = [
        "借记卡": .debit, "贷记卡": .credit, "准贷记卡": .semiCredit,
    ]

    /// - Throws: every problem; nothing of a file with a problem is taken.
    package static func read(
        _ bytes: [UInt8], file: String, settleDate: Day, counterparty: Counterparty
    ) throws(Problems) -> ClearingFile {
        var leniency = Leniency(counterparty, settleDate)
        var text = bytes
        let firstLine = bytes.prefix { $0 != 0x0A }
        let hasHeader =
            TextEncoding.decode(Array(firstLine)).map { $0.text.hasPrefix(columns[0]) } ?? false
        if !hasHeader {
            guard leniency.allows(.noHeaderRow) else {
                throw Problems(
                    Problem(
                        file: file, line: 1, place: columns[0],
                        reason: "the header row is missing (option no-header-row)"))
            }
            let isText = String(validating: bytes, as: UTF8.self) != nil
            let header = columns.joined(separator: ",") + "\n"
            text = (isText ? Array(header.utf8) : GBKText.encode(header) ?? []) + bytes
        }
        let table = try CSV(text, file: file, required: columns)
        var reader = AllinpayRows(leniency: leniency, settleDate: settleDate)
        var entries: [ClearingEntry] = []
        for row in table.rows {
            if let entry = reader.entry(row, kinds: kinds, cards: cards) { entries.append(entry) }
            for column in personal where !row[column].isEmpty { reader.refuse(row, column) }
        }
        if entries.isEmpty, reader.problems.isEmpty, !reader.leniency.allows(.emptyFile) {
            reader.problems.append(Problem(file: file, reason: "holds no movement"))
        }
        if !reader.problems.isEmpty { throw Problems(Array(reader.problems.prefix(100))) }
        return ClearingFile(
            name: file, content: .entries(nil, entries), deviations: reader.leniency.used)
    }
}

/// Turns the rows into movements.
private struct AllinpayRows {
    var leniency: Leniency
    let settleDate: Day
    var problems: [Problem] = []
    private var seen: [String: Int] = [:]

    init(leniency: Leniency, settleDate: Day) {
        self.leniency = leniency
        self.settleDate = settleDate
    }

    mutating func refuse(_ row: CSV.Row, _ column: String) {
        if leniency.allows(.personalData) { return }
        problems.append(
            row.problem(
                column, "must be empty: it names a person (option personal-data drops it unread)"))
    }

    mutating func entry(
        _ row: CSV.Row, kinds: [String: ClearingKind], cards: [String: CardType]
    ) -> ClearingEntry? {
        let before = problems.count
        let merchant = MerchantID(checked: row["商户号"])
        require(merchant != nil, row, "商户号", "is not \(MerchantKind.shape)")
        require(
            TerminalID(checked: row["终端号"]) != nil, row, "终端号",
            "is not \(TerminalKind.shape)")
        let time = Moment(
            iso8601: "\(row["交易日期"])T\(row["交易时间"])")
        require(time != nil, row, "交易日期", "with 交易时间 is no date and time")
        let kind = kinds[row["交易类型"]]
        require(
            kind != nil, row, "交易类型", "is none of \(kinds.keys.sorted().joined(separator: ", "))")
        let trace = row["凭证号"]
        require(
            trace.utf8.count == 6 && Int(decimal: trace.utf8) != nil, row, "凭证号",
            "is not 6 digits")
        let amount = amount(row, "交易金额")
        let fee = signedAmount(row, "手续费")
        let settled = signedAmount(row, "结算金额")
        let card = ClearingFields.card(row["卡号"])
        require(
            card != .clear, row, "卡号",
            "a card number stands here in clear; ask for masked files and destroy this one")
        require(card == .clear || card != .other, row, "卡号", "is not a masked card number")
        let number = row["交易单号"]
        if let earlier = seen.updateValue(row.line, forKey: number), !number.isEmpty,
            !leniency.allows(.queryIdTwice)
        {
            problems.append(
                row.problem("交易单号", "is that of line \(earlier) too (option query-id-twice)"))
        }
        guard problems.count == before, let merchant, let time, let kind, let amount, let fee,
            let settled, case .masked(let masked) = card
        else { return nil }
        let gained = kind.isCredit ? amount : -amount
        if gained - fee != settled {
            problems.append(
                row.problem(
                    "结算金额",
                    "\(settled) is settled, but \(gained) less the fee \(fee) gives "
                        + "\(gained - fee)"))
            return nil
        }
        return ClearingEntry(
            merchant: merchant, terminal: row["终端号"], trace: trace, time: time,
            kind: kind, amount: amount, fee: fee, settled: settled,
            cardType: cards[row["卡类别"]] ?? .other, card: masked,
            rrn: row["参考号"], queryId: number,
            original: kind == .sale
                ? nil : .init(trace: "", time: "", queryId: row["原交易单"]),
            settleDate: settleDate, line: row.line)
    }

    private mutating func require(
        _ holds: Bool, _ row: CSV.Row, _ column: String, _ reason: String
    ) {
        if !holds {
            let value = Discreet.text(row[column])
            problems.append(row.problem(column, "'\(value)' \(reason)"))
        }
    }

    private mutating func amount(_ row: CSV.Row, _ column: String) -> Fen? {
        let value = Fen(yuan: row[column])
        require(value != nil, row, column, "is not an amount in yuan")
        return value
    }

    /// An amount that may be negative.
    private mutating func signedAmount(_ row: CSV.Row, _ column: String) -> Fen? {
        let text = row[column]
        let value =
            text.hasPrefix("-") ? Fen(yuan: text.dropFirst()).map { -$0 } : Fen(yuan: text)
        require(value != nil, row, column, "is not an amount in yuan")
        return value
    }
}
