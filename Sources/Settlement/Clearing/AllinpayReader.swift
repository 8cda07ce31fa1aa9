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
        "借记卡": .debit, "贷记卡": .credit, "准贷记卡": .semiCredit, "其他卡": .other,
    ]

    /// The byte-order mark that Excel writes before UTF-8.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// True where the first row has the name of any column, in whatever order and quotes.
    private static func hasHeader(_ bytes: [UInt8]) -> Bool {
        let firstLine = Array(bytes.prefix { $0 != 0x0A && $0 != 0x0D })
        guard let text = TextEncoding.decode(firstLine)?.text else { return false }
        return text.split(separator: "," as Character).contains { field in
            columns.contains(field.filter { !"\"\u{FEFF}".contains($0) }.trimmed)
        }
    }

    /// - Throws: every problem; nothing of a file with a problem is taken.
    package static func read(
        _ bytes: [UInt8], file: String, settleDate: Day, counterparty: Counterparty
    ) throws(Problems) -> ClearingFile {
        var leniency = Leniency(counterparty, settleDate)
        var text = bytes
        if !hasHeader(bytes) {
            guard leniency.allows(.noHeaderRow) else {
                throw Problems(
                    Problem(
                        file: file, line: 1, place: columns[0],
                        reason: "the header row is missing (option no-header-row)"))
            }
            let rows = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
            let isText = String(validating: rows, as: UTF8.self) != nil
            let header = columns.joined(separator: ",") + "\n"
            text = (isText ? Array(header.utf8) : GBKText.encode(header) ?? []) + rows
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
