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
    /// Archives beside the files that were in them: passed over unread.
    package let skipped: [String]

    /// Reads every file and compares each merchant's movements with its totals report.
    ///
    /// - Throws: the problems of all files together; nothing is taken where there is one.
    package init(
        _ files: [(name: String, bytes: [UInt8])], settleDate: Day, counterparty: Counterparty
    ) throws(Problems) {
        var problems: [Problem] = []
        var read: [ClearingFile] = []
        let all = files
        let files = ClearingDay.unpacked(all)
        skipped = all.map(\.name).filter { name in !files.contains { $0.name == name } }
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
        var reports: [(file: String, totals: ClearingTotals)] = []
        var names: [String: String] = [:]
        for (file, content) in zip(files, read) where problems.isEmpty {
            switch content.content {
            case .entries(_, let more): entries += more
            case .disputes(_, let more): disputes += more
            case .totals(let one):
                totals.append(one)
                reports.append((file.name, one))
            }
            if let earlier = names.updateValue(file.name, forKey: content.name) {
                problems.append(
                    Problem(file: file.name, reason: "is the same file as \(earlier)"))
            }
        }
        problems += ClearingDay.differences(entries, reports)
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
        if isArchive(file) {
            throw Problems(
                Problem(
                    file: file,
                    reason: "is packed; unpack it (unzip) and name the folder with its files"))
        }
        if file.lowercased().hasSuffix(".csv") {
            return try AllinpayReader.read(
                bytes, file: file, settleDate: settleDate, counterparty: counterparty)
        }
        guard let name = ClearingName(file) else {
            throw Problems(
                Problem(
                    file: file,
                    reason: "the name says no layout; known are INNyymmddnnZM_merId, "
                        + "INNyymmddnnZME_merId, RD2010yymmddnn_merId and *.csv"))
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

    private static func isArchive(_ file: String) -> Bool {
        file.lowercased().hasSuffix(".zip")
    }

    /// The acquirer's archive often lies beside the files that came in it: those stand for it.
    static func unpacked(
        _ files: [(name: String, bytes: [UInt8])]
    ) -> [(name: String, bytes: [UInt8])] {
        let plain = files.filter { !isArchive($0.name) }
        return plain.isEmpty ? files : plain
    }

    /// Where a totals report and the movements it stands for are at odds.
    private static func differences(
        _ entries: [ClearingEntry], _ reports: [(file: String, totals: ClearingTotals)]
    ) -> [Problem] {
        let byMerchant = Dictionary(grouping: entries, by: \.merchant)
        return reports.flatMap { file, report -> [Problem] in
            let own = byMerchant[report.merchant] ?? []
            let derived = ClearingTotals(
                of: own, merchant: report.merchant, merchantName: "", acquirer: "",
                settleDate: report.settleDate, madeOn: report.madeOn, trade: \.rawValue)
            var pairs = [(report.total, derived.total)]
            for row in report.byCard {
                if let found = derived.byCard.first(where: { $0.title == row.title }) {
                    pairs.append((row, found))
                }
            }
            return (pairs + report.trades(beside: derived)).compactMap { stated, found in
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

extension ClearingTotals {
    /// The rows of each kind of movement as one, beside what the movements give; none where a
    /// row's word names no kind.
    fileprivate func trades(beside derived: ClearingTotals) -> [(Row, Row)] {
        guard byTrade.allSatisfy({ ClearingKind(title: $0.title) != nil }) else { return [] }
        return ClearingKind.allCases.map { kind in
            let rows = byTrade.filter { ClearingKind(title: $0.title) == kind }
            let own = derived.byTrade.filter { $0.title == kind.rawValue }
            let title =
                rows.isEmpty ? kind.rawValue : rows.map(\.title).joined(separator: ", ")
            return (
                ClearingTotals.total(rows, title: title), ClearingTotals.total(own, title: title)
            )
        }
    }
}
