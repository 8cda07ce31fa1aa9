internal import Foundation
package import Ledger
package import Meals

/// Everything that one morning's reconciliation needs, read and compared: tills against clearing
/// files, clearing totals against the bank.
package struct ReconciliationRun {
    package let cards: DayReconciliation
    package let clearing: ClearingDay
    /// Nil where no bank file was given.
    package let bank: BankLeg?

    /// The acquirer's nets against what the bank booked.
    package struct BankLeg: Sendable {
        package let due: [BankDue]
        package let booked: [BankMovement]
        package let result: Reconciliation
    }

    /// - Throws: ``Problems`` of all files together, before anything is compared.
    package init(
        date: Day, directory: DataDirectory, ledger: Ledger, clearing paths: [String],
        bank bankPaths: [String], counterparty: Counterparty, fees: FeeSchedule?
    ) throws {
        let files = try ReconciliationRun.files(paths).map { path in
            (path, Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        clearing = try ClearingDay(files, settleDate: date, counterparty: counterparty)
        let theirs = clearing.entries.map {
            Movement($0, file: "clearing \($0.merchant)", fees: fees)
        }
        let ours = try TillMovements(directory: directory, ledger: ledger).all(inWindow: date)
        cards = DayReconciliation(
            date: date, ours: ours, theirs: theirs,
            carried: try OpenItems(store: ledger.store).carried(before: date),
            bounds: try directory.settings().calendar.bounds(of: date))
        bank = try ReconciliationRun.bank(bankPaths, clearing, date)
    }

    /// The files themselves; a folder stands for all in it.
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
            files += try FileManager.default.contentsOfDirectory(atPath: path).sorted()
                .filter { !$0.hasPrefix(".") && !$0.hasSuffix(".xml") }
                .map { "\(path)/\($0)" }
        }
        if files.isEmpty {
            throw Problems(
                Problem(
                    file: paths.first ?? "", reason: "holds no clearing file: nothing to check"))
        }
        return files
    }

    private static func bank(
        _ paths: [String], _ clearing: ClearingDay, _ date: Day
    ) throws -> BankLeg? {
        guard !paths.isEmpty else { return nil }
        let due = Dictionary(grouping: clearing.entries, by: \.merchant).map {
            BankDue(key: $0.key.text, date: date, amount: $0.value.total(\.settled))
        }.sorted { $0.key < $1.key }
        let keys = Set(due.map(\.key))
        var booked: [BankMovement] = []
        var problems: [Problem] = []
        for path in paths {
            for statement in try BankStatementReader.read(path: path) {
                for entry in statement.entries {
                    if let movement = BankMovement(entry, keys: keys, statementDay: date + 1) {
                        booked.append(movement)
                    } else if entry.isBooked {
                        problems.append(
                            Problem(
                                file: path, line: entry.line,
                                reason: "\(entry.amount) \(entry.currency) is not whole fen of CNY")
                        )
                    }
                }
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return BankLeg(
            due: due, booked: booked, result: BankMatch.reconcile(due: due, booked: booked))
    }

    /// True where a clerk has nothing to do.
    package var isClean: Bool {
        cards.result.open.isEmpty && (bank?.result.differences.isEmpty ?? true)
    }
}
