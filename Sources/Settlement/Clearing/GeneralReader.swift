package import Meals

/// Reads a ZM_ file (一般交易明细流水), strictly but for what the counterparty may do.
package struct GeneralReader {
    private let name: ClearingName
    private let file: String
    private let layout: FixedLayout
    private var leniency: Leniency
    private var lines: ClearingLines
    private var queryIds: [String: Int] = [:]
    private var wholeLines: [ArraySlice<UInt8>: Int] = [:]

    /// Furthest that a movement lies from its settlement date: a till that was offline for a month.
    private static let dayLimit = 31

    /// Reads the movements of one merchant's settlement date.
    ///
    /// - Throws: up to a hundred problems; nothing of a file with a problem is taken.
    package static func read(
        _ bytes: [UInt8], file: String, name: ClearingName, counterparty: Counterparty
    ) throws(Problems) -> ClearingFile {
        var reader = try GeneralReader(bytes, file: file, name: name, counterparty: counterparty)
        let entries = try reader.entries()
        return ClearingFile(
            name: "\(name)", content: .entries(name, entries), deviations: reader.leniency.used)
    }

    /// The records as they stand, for writing them again.
    package static func records(
        _ bytes: [UInt8], file: String, name: ClearingName, counterparty: Counterparty
    ) throws(Problems) -> [FixedRecord] {
        let reader = try GeneralReader(bytes, file: file, name: name, counterparty: counterparty)
        var problems: [Problem] = []
        for (index, line) in reader.lines.lines.enumerated() where problems.isEmpty {
            problems += reader.layout.problems(in: line, file: file, line: index + 1)
        }
        if !problems.isEmpty { throw Problems(problems) }
        return reader.lines.lines.map(reader.layout.record)
    }

    private init(
        _ bytes: [UInt8], file: String, name: ClearingName, counterparty: Counterparty
    ) throws(Problems) {
        self.name = name
        self.file = file
        leniency = Leniency(counterparty, name.settleDate)
        layout = leniency.allows(.fields41) ? .generalOf41 : .general
        lines = try ClearingLines(bytes, file: file, &leniency)
    }

    private mutating func entries() throws(Problems) -> [ClearingEntry] {
        if lines.lines.isEmpty, !leniency.allows(.emptyFile) {
            throw Problems(
                Problem(
                    file: file,
                    reason: "holds no movement; a day without any is an option (empty-file)"))
        }
        var entries: [ClearingEntry] = []
        entries.reserveCapacity(lines.lines.count)
        for (index, bytes) in lines.lines.enumerated() where !lines.isFull {
            let shape = layout.problems(in: bytes, file: file, line: index + 1)
            guard shape.isEmpty else {
                lines.report(shape)
                hint(bytes, line: index + 1)
                continue
            }
            if let earlier = wholeLines.updateValue(index + 1, forKey: bytes),
                !leniency.counterparty.allows(.queryIdTwice, on: name.settleDate)
            {
                lines.report(index + 1, nil, "is the same as line \(earlier)")
                continue
            }
            if let entry = entry(layout.record(bytes), line: index + 1) { entries.append(entry) }
        }
        try lines.refuseProblems()
        return entries
    }

    /// Names the other reading of the same bytes, where the record would be right in it.
    private mutating func hint(_ bytes: ArraySlice<UInt8>, line: Int) {
        let others: [(FixedLayout, String)] = [
            (.generalOf41, "looks like a 41-field record: option fields-41"),
            (.general, "looks like a 42-field record: option fields-41 is not right for it"),
        ]
        for (other, words) in others where other.fields.count != layout.fields.count {
            if other.problems(in: bytes, file: file, line: line).isEmpty {
                lines.report(line, nil, words)
            }
        }
    }

    /// The movement in a record of right shape; nil after a complaint.
    private mutating func entry(_ record: FixedRecord, line: Int) -> ClearingEntry? {
        let before = lines.problems.count
        guard let time = time(record, line), let kind = kind(record, line) else { return nil }
        checkNames(record, line)
        checkQueryId(record, line, time)
        let type = cardType(record, line)
        if kind != .sale { checkOriginal(record, line) }
        let amounts = amounts(record, line, kind)
        let card = card(record, line)
        guard lines.problems.count == before, let amounts, let card,
            let merchant = MerchantID(checked: record[28])
        else { return nil }
        let isSale = kind == .sale
        return ClearingEntry(
            merchant: merchant, terminal: record[34], trace: record[4], time: time, kind: kind,
            amount: amounts.amount, fee: amounts.fee, settled: amounts.settled,
            cardType: type, card: card,
            rrn: leniency.counterparty.orderIsReference ? record[12] : "", queryId: record[10],
            original: isSale
                ? nil : .init(trace: record[14], time: record[15], queryId: record[27]),
            settleDate: name.settleDate, line: line)
    }

    private mutating func time(_ record: FixedRecord, _ line: Int) -> Moment? {
        guard let time = ClearingFields.time(record[5], near: name.settleDate) else {
            lines.report(line, layout[5], "'\(record[5])' is no date and time (MMDDhhmmss)")
            return nil
        }
        let distance = time.day - name.settleDate
        guard abs(distance) <= GeneralReader.dayLimit else {
            lines.report(
                line, layout[5],
                "\(time.day) lies \(abs(distance)) days from the settlement date "
                    + "\(name.settleDate)")
            return nil
        }
        return time
    }

    private mutating func kind(_ record: FixedRecord, _ line: Int) -> ClearingKind? {
        guard let kind = ClearingKind(rawValue: record[20]) else {
            lines.report(
                line, layout[20], "'\(record[20])' is none of 01, 04, 31, 99")
            return nil
        }
        return kind
    }

    private mutating func checkNames(_ record: FixedRecord, _ line: Int) {
        let merchant = record[28]
        if MerchantID(checked: merchant) == nil {
            lines.report(line, layout[28], "'\(merchant)' is not \(MerchantKind.shape)")
        } else if merchant != name.merchant.text {
            lines.report(
                line, layout[28], "'\(merchant)' is not \(name.merchant), whose file this is")
        }
        if merchant.utf8.count == 15, record[8] != MerchantID(merchant).category,
            !leniency.allows(.categoryDiffers)
        {
            lines.report(
                line, layout[8],
                "'\(record[8])' is not digits 8 to 11 of \(merchant) (option category-differs)")
        }
        if TerminalID(checked: record[34]) == nil {
            lines.report(line, layout[34], "'\(record[34])' is not \(TerminalKind.shape)")
        }
    }

    private mutating func checkQueryId(_ record: FixedRecord, _ line: Int, _ time: Moment) {
        let queryId = record[10]
        let composed = time.day.parts.year.padded(4) + record[5] + record[4]
        if queryId.dropLast() != composed, !leniency.allows(.queryIdFree) {
            lines.report(
                line, layout[10],
                "'\(queryId)' is not \(composed) and one digit (option query-id-free)")
        }
        if let earlier = queryIds.updateValue(line, forKey: queryId),
            !leniency.allows(.queryIdTwice)
        {
            lines.report(
                line, layout[10],
                "'\(queryId)' is that of line \(earlier) too (option query-id-twice)")
        }
    }

    /// A void or refund says when its sale was, or nothing.
    private mutating func checkOriginal(_ record: FixedRecord, _ line: Int) {
        if !record[15].isEmpty, ClearingFields.time(record[15], near: name.settleDate) == nil {
            lines.report(line, layout[15], "'\(record[15])' is no date and time (MMDDhhmmss)")
        }
    }

    /// A blank states no type: 其他卡.
    private mutating func cardType(_ record: FixedRecord, _ line: Int) -> CardType {
        let code = record[13]
        if let type = CardType(rawValue: code.isEmpty ? CardType.other.rawValue : code) {
            return type
        }
        if !leniency.allows(.unknownCardType) {
            lines.report(
                line, layout[13], "'\(code)' is none of 00, 01, 02, 03 (option unknown-card-type)")
        }
        return .other
    }

    private mutating func card(_ record: FixedRecord, _ line: Int) -> String? {
        switch ClearingFields.card(record[6]) {
        case .masked(let card): return card
        case .clear:
            lines.report(
                line, layout[6],
                "a card number stands here in clear; ask the acquirer for masked files and "
                    + "destroy this one")
        case .other:
            lines.report(
                line, layout[6], "'\(Discreet.text(record[6]))' is not a masked card number")
        }
        return nil
    }

    /// The fee goes against the amount: settled = amount − fee, seen from the merchant.
    private mutating func amounts(
        _ record: FixedRecord, _ line: Int, _ kind: ClearingKind
    ) -> (amount: Fen, fee: Fen, settled: Fen)? {
        guard let digits = Int(decimal: record[7].utf8),
            let charge = ClearingFields.directed(record[16]),
            let settled = ClearingFields.directed(record[17]),
            let net = ClearingFields.directed(record[33]),
            let instalments = ClearingFields.directed(record[38])
        else {
            lines.report(line, layout[16], "an amount other than 0 needs D or C before it")
            return nil
        }
        let amount = Fen(Int64(digits))
        let gained = kind.isCredit ? amount : -amount
        if charge != .zero, (charge < .zero) != kind.isCredit {
            lines.report(
                line, layout[16],
                "'\(record[16])' goes the wrong way for 交易类型 \(kind.rawValue)")
        }
        if instalments != .zero, !leniency.allows(.instalmentFee) {
            lines.report(
                line, layout[38],
                "\(instalments) is a fee for instalments (option instalment-fee)")
        }
        let kept = charge + instalments
        if gained + kept != settled {
            lines.report(
                line, layout[17],
                "\(settled) is settled, but \(gained) with the fee \(kept) gives "
                    + "\(gained + kept)")
        }
        if net != settled, !leniency.allows(.netDiffers) {
            lines.report(
                line, layout[33], "\(net) is not the settled \(settled) (option net-differs)")
        }
        return (amount, -kept, settled)
    }
}
