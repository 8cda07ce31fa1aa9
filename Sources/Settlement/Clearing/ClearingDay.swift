package import Meals

/// The clearing files of one settlement date, read and held against each other.
package struct ClearingDay: Sendable {
    package let entries: [ClearingEntry]
    package let disputes: [ClearingDispute]
    package let totals: [ClearingTotals]
    /// Merchants whose movements no totals report confirms.
    package let unconfirmed: [MerchantID]
    /// How often each deviation was made use of, by its name.
    package let deviations: [(file: String, deviation: Deviation, uses: Int)]

    /// Reads every file and compares each merchant's movements with its totals report.
    ///
    /// - Throws: the problems of all files together; nothing is taken where there is one.
    package init(
        _ files: [(name: String, bytes: [UInt8])], settleDate: Day, counterparty: Counterparty
    ) throws(Problems) {
        var problems: [Problem] = []
        var read: [ClearingFile] = []
        for file in files {
            do throws(Problems) {
                read.append(
                    try ClearingDay.read(
                        file.bytes, file: file.name, settleDate: settleDate,
                        counterparty: counterparty))
            } catch {
                problems += error.all
            }
        }
        var entries: [ClearingEntry] = []
        var disputes: [ClearingDispute] = []
        var totals: [ClearingTotals] = []
        var names: [String: String] = [:]
        for (file, content) in zip(files, read) where problems.isEmpty {
            switch content.content {
            case .entries(_, let more): entries += more
            case .disputes(_, let more): disputes += more
            case .totals(let one): totals.append(one)
            }
            if let earlier = names.updateValue(file.name, forKey: content.name) {
                problems.append(
                    Problem(file: file.name, reason: "is the same file as \(earlier)"))
            }
        }
        problems += ClearingDay.differences(entries, totals)
        if !problems.isEmpty { throw Problems(Array(problems.prefix(200))) }
        self.entries = entries
        self.disputes = disputes
        self.totals = totals
        let confirmed = Set(totals.map(\.merchant))
        unconfirmed = Set(entries.map(\.merchant)).subtracting(confirmed).sorted()
        deviations = read.flatMap { file in
            file.deviations.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { (file.name, $0.key, $0.value) }
        }
    }

    /// Reads one file by what its name says it is.
    package static func read(
        _ bytes: [UInt8], file: String, settleDate: Day, counterparty: Counterparty
    ) throws(Problems) -> ClearingFile {
        if file.lowercased().hasSuffix(".csv") {
            return try AllinpayReader.read(
                bytes, file: file, settleDate: settleDate, counterparty: counterparty)
        }
        guard let name = ClearingName(file) else {
            throw Problems(
                Problem(
                    file: file,
                    reason: "the name says no layout; known are INNyymmdd88ZM_merId, "
                        + "INNyymmdd88ZME_merId, RD2010yymmdd01_merId and *.csv"))
        }
        guard name.settleDate == settleDate else {
            throw Problems(
                Problem(file: file, reason: "is of \(name.settleDate), not of \(settleDate)"))
        }
        switch name.kind {
        case .general:
            return try GeneralReader.read(
                bytes, file: file, name: name, counterparty: counterparty)
        case .disputes:
            return try DisputeReader.read(
                bytes, file: file, name: name, counterparty: counterparty)
        case .totals:
            return try TotalsReader.read(
                bytes, file: file, name: name, counterparty: counterparty)
        }
    }

    /// Where a totals report and the movements it stands for are at odds.
    private static func differences(
        _ entries: [ClearingEntry], _ totals: [ClearingTotals]
    ) -> [Problem] {
        let byMerchant = Dictionary(grouping: entries, by: \.merchant)
        return totals.flatMap { report -> [Problem] in
            let own = byMerchant[report.merchant] ?? []
            let derived = ClearingTotals(
                of: own, merchant: report.merchant, merchantName: "", acquirer: "",
                settleDate: report.settleDate, madeOn: report.madeOn, trade: \.rawValue)
            let file =
                "\(ClearingName(kind: .totals, settleDate: report.settleDate, merchant: report.merchant))"
            let pairs =
                [(report.total, derived.total)] + Array(zip(report.byCard, derived.byCard))
            return pairs.compactMap { stated, found in
                stated.count == found.count && stated.amount == found.amount
                    && stated.fee.balance == found.fee.balance
                    && stated.net.balance == found.net.balance
                    ? nil
                    : Problem(
                        file: file, place: stated.title,
                        reason: "says \(stated.figures); the movements give \(found.figures)")
            }
        }
    }
}
