internal import Foundation
package import Ledger
package import Meals
package import Store

/// Everything that one morning's reconciliation needs, read and compared: tills against clearing
/// files, clearing totals against the bank.
package struct ReconciliationRun {
    package let cards: DayReconciliation
    package let clearing: ClearingDay
    /// What each merchant of the files gets of this date.
    package let nets: [AcquirerNetRow]
    /// Merchants with card takings of which no clearing file came.
    package let unheard: [DayReconciliation.MerchantLine]
    /// Movements whose fee no agreed rate covers; empty where no fees were given.
    package let uncovered: [UncoveredFees]
    /// True where fees were held against agreed ones.
    package let comparesFees: Bool
    /// False while tills may still send records of the date.
    package let isClosed: Bool
    /// Nil where no bank file was given.
    package let bank: BankLeg?

    /// - Throws: ``Problems`` of all files together, before anything is compared.
    package init(
        date: Day, directory: DataDirectory, ledger: Ledger, clearing paths: [String],
        bank bankPaths: [String], counterparty: Counterparty, fees: FeeSchedule?
    ) throws {
        let files = try ReconciliationRun.files(paths).map { path in
            (path, Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        clearing = try ClearingDay(files, settleDate: date, counterparty: counterparty)
        let tills = TillMovements(directory: directory, ledger: ledger)
        let ours = try tills.all(inWindow: date)
        let earlier = EarlierSales(tills, before: date)
        let theirs =
            clearing.entries.map {
                Movement($0, file: "clearing \($0.merchant)", fees: fees)
            }
            + (try Movement.disputes(clearing.disputes, among: ours, near: date) {
                try earlier.find(terminal: "", merchant: $0, $1)
            })
        let cards = try DayReconciliation(
            date: date, ours: ours, theirs: theirs,
            carried: try OpenItems(store: ledger.store).carried(before: date),
            bounds: try directory.settings().calendar.bounds(of: date)
        ) { try earlier.find(terminal: $0, $1) != nil }
        self.cards = cards
        isClosed = ledger.isClosed(date)
        uncovered = fees?.uncovered(clearing.entries) ?? []
        comparesFees = fees != nil
        nets = ReconciliationRun.nets(clearing, theirs, date)
        let heard = Set(
            files.compactMap { ClearingName($0.0)?.merchant.text }
                + clearing.entries.map(\.merchant.text))
        unheard = cards.merchants.filter { $0.ourCount > 0 && !heard.contains($0.merchant) }
        bank =
            bankPaths.isEmpty
            ? nil
            : try BankLeg(
                date: date, nets: nets, statements: bankPaths,
                merchants: try directory.canteens().map(\.merchant.text), store: ledger.store)
    }

    private static func nets(
        _ clearing: ClearingDay, _ theirs: [Movement], _ date: Day
    ) -> [AcquirerNetRow] {
        var net: [String: Fen] = [:]
        for entry in clearing.entries { net[entry.merchant.text, default: .zero] += entry.settled }
        for dispute in clearing.disputes {
            net[dispute.merchant.text, default: .zero] += dispute.settled
        }
        let gross = Dictionary(grouping: theirs, by: \.merchant)
        return net.sorted { $0.key < $1.key }.map { merchant, net in
            AcquirerNetRow(
                date: date, merchant: merchant,
                gross: (gross[merchant] ?? []).total(\.gained), net: net)
        }
    }

    /// The files themselves; a folder stands for all in it but archives and the bank's XML.
    static func files(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Problems(Problem(file: path, reason: "there is no such file"))
            }
            guard isFolder.boolValue else {
                files.append(path)
                continue
            }
            let others = [".xml", ".zip"]
            files += try FileManager.default.contentsOfDirectory(atPath: path).sorted()
                .filter { name in
                    !name.hasPrefix(".") && !others.contains { name.lowercased().hasSuffix($0) }
                }
                .map { "\(path)/\($0)" }
        }
        if files.isEmpty {
            throw Problems(
                Problem(
                    file: paths.first ?? "", reason: "holds no clearing file: nothing to check"))
        }
        return files
    }

    /// True where neither side of any leg holds anything: a check of nothing is no check.
    package var isEmpty: Bool {
        cards.ours.isEmpty && cards.theirs.isEmpty
            && (bank.map { $0.due.isEmpty && $0.booked.isEmpty } ?? true)
    }

    /// True where this date leaves a clerk nothing to do; earlier items may still be open.
    package var isClean: Bool {
        !isEmpty && cards.found.isEmpty && uncovered.isEmpty
            && (bank?.result.differences.isEmpty ?? true)
    }
}
