internal import Meals

/// Turns the rows into movements.
struct AllinpayRows {
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
        if let time { checkDates(row, time) }
        let (type, instalments) = (cardType(row, cards), instalments(row))
        checkPaid(row, amount)
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
        let kept = fee + instalments
        if gained - kept != settled {
            problems.append(
                row.problem(
                    "结算金额",
                    "\(settled) is settled, but \(gained) less the fee \(kept) gives "
                        + "\(gained - kept)"))
            return nil
        }
        return ClearingEntry(
            merchant: merchant, terminal: row["终端号"], trace: trace, time: time,
            kind: kind, amount: amount, fee: kept, settled: settled,
            cardType: type, card: masked,
            rrn: row["参考号"], queryId: number,
            original: kind == .sale
                ? nil : .init(trace: "", time: "", queryId: row["原交易单"]),
            settleDate: settleDate, line: row.line)
    }

    /// Furthest that a movement lies from its settlement date: a till that was offline for a month.
    private static let dayLimit = 31

    /// The movement and its completion lie near the settlement date, in this order.
    private mutating func checkDates(_ row: CSV.Row, _ time: Moment) {
        let distance = abs(time.day - settleDate)
        require(
            distance <= AllinpayRows.dayLimit, row, "交易日期",
            "lies \(distance) days from the settlement date \(settleDate)")
        let text = row["交易完成日期"]
        guard !text.isEmpty else { return }
        guard let end = Day(text) ?? Day(compact: text) else {
            return require(false, row, "交易完成日期", "is no date")
        }
        require(end >= time.day, row, "交易完成日期", "is before the day of the movement")
        let after = abs(end - settleDate)
        require(
            after <= AllinpayRows.dayLimit, row, "交易完成日期",
            "lies \(after) days from the settlement date \(settleDate)")
    }

    /// A blank states no type: 其他卡.
    private mutating func cardType(_ row: CSV.Row, _ cards: [String: CardType]) -> CardType {
        let word = row["卡类别"]
        if let type = cards[word] ?? (word.isEmpty ? .other : nil) { return type }
        if !leniency.allows(.unknownCardType) {
            require(
                false, row, "卡类别",
                "is none of \(cards.keys.sorted().joined(separator: ", ")) (option "
                    + "unknown-card-type)")
        }
        return .other
    }

    /// 分期贴息, which the acquirer keeps beside its fee.
    private mutating func instalments(_ row: CSV.Row) -> Fen {
        guard !row["分期贴息"].isEmpty, let fee = signedAmount(row, "分期贴息"), fee != .zero else {
            return .zero
        }
        if !leniency.allows(.instalmentFee) {
            require(
                false, row, "分期贴息", "is a fee for instalments (option instalment-fee)")
        }
        return fee
    }

    /// What the payer paid is the amount less the discount, where both are stated.
    private mutating func checkPaid(_ row: CSV.Row, _ amount: Fen?) {
        guard !row["实付金额"].isEmpty, let paid = self.amount(row, "实付金额"), let amount else {
            return
        }
        let discount = row["优惠金额"].isEmpty ? .zero : self.amount(row, "优惠金额")
        guard let discount, amount - discount != paid, !leniency.allows(.paidDiffers) else {
            return
        }
        problems.append(
            row.problem(
                "实付金额",
                "\(paid) was paid, but \(amount) less the discount \(discount) gives "
                    + "\(amount - discount) (option paid-differs)"))
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
