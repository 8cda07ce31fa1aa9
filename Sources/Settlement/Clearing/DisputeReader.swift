package import Meals

/// Reads a ZME_ file (差错交易明细).
package enum DisputeReader {
    /// - Throws: up to a hundred problems; nothing of a file with a problem is taken.
    package static func read(
        _ bytes: [UInt8], file: String, name: ClearingName, counterparty: Counterparty
    ) throws(Problems) -> ClearingFile {
        let layout = FixedLayout.disputes
        var leniency = Leniency(counterparty, name.settleDate)
        var lines = try ClearingLines(bytes, file: file, &leniency)
        var disputes: [ClearingDispute] = []
        for (index, bytes) in lines.lines.enumerated() where !lines.isFull {
            let shape = layout.problems(in: bytes, file: file, line: index + 1)
            lines.report(shape)
            if shape.isEmpty,
                let dispute = dispute(layout.record(bytes), index + 1, name, &lines)
            {
                disputes.append(dispute)
            }
        }
        try lines.refuseProblems()
        return ClearingFile(
            name: "\(name)", content: .disputes(name, disputes), deviations: leniency.used)
    }

    private static func dispute(
        _ record: FixedRecord, _ line: Int, _ name: ClearingName, _ lines: inout ClearingLines
    ) -> ClearingDispute? {
        let layout = FixedLayout.disputes
        let before = lines.problems.count
        let time = ClearingFields.time(record[5], near: name.settleDate)
        if time == nil {
            lines.report(line, layout[5], "'\(record[5])' is no date and time (MMDDhhmmss)")
        }
        if !record[12].isEmpty, ClearingFields.time(record[12], near: name.settleDate) == nil {
            lines.report(line, layout[12], "'\(record[12])' is no date and time (MMDDhhmmss)")
        }
        if !record[13].isEmpty,
            ClearingFields.time(record[13] + "000000", near: name.settleDate) == nil
        {
            lines.report(line, layout[13], "'\(record[13])' is no date (MMDD)")
        }
        if record[18] != name.merchant.text {
            lines.report(
                line, layout[18], "'\(record[18])' is not \(name.merchant), whose file this is")
        }
        let card: String
        switch ClearingFields.card(record[6]) {
        case .masked(let text): card = text
        case .clear, .other:
            card = ""
            lines.report(line, layout[6], "is not a masked card number")
        }
        let charge = ClearingFields.directed(record[15])
        let settled = ClearingFields.directed(record[16])
        if charge == nil || settled == nil {
            lines.report(line, layout[15], "an amount other than 0 needs D or C before it")
        }
        guard lines.problems.count == before, let time, let charge, let settled,
            let amount = Int(decimal: record[7].utf8), let last = Int(decimal: record[14].utf8)
        else { return nil }
        return ClearingDispute(
            code: record[1], merchant: name.merchant, trace: record[4], time: time, card: card,
            amount: Fen(Int64(amount)), lastTrace: record[11], lastTime: record[12],
            lastSettleDate: record[13], lastAmount: Fen(Int64(last)), fee: -charge,
            settled: settled, line: line)
    }
}
