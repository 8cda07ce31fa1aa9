import Foundation
import Ledger
import Meals
import Rehearsal
import Settlement
import Store

/// The morning after a demo's day: the acquirer's files come and are reconciled.
struct DemoMorning {
    let run: ReconciliationRun
    let newItems: [Int]
    /// What is wrong with the files on purpose.
    let faults: [AcquirerFault: Int]
    let folder: String
    /// The next date's files, with what was late; nil where nothing was.
    let laterFolder: String?

    static let defaultFaults =
        "missing=1,extra=1,amount=1,late=1,reversed=1,chargeback=1,wrong-merchant=1,fee=1,"
        + "split-credit=1"

    init(
        rehearsal: DemoDistrict, directory: DataDirectory, wanted: [AcquirerFault: Int]
    ) throws {
        let lock = DirectoryLockBox(try DirectoryLock(directory.path))
        defer { withExtendedLifetime(lock) {} }
        let date = rehearsal.plan.day
        let ledger = try Ledger(
            store: try Store(path: directory.databasePath),
            calendar: try directory.settings().calendar)
        let path = try ProductData().root + "/Settlements/Fees/sample.yaml"
        let fees = try FeeSchedule(yaml: try ReconcileCommand.text(path), file: path)
        let movements = try TillMovements(directory: directory, ledger: ledger)
            .all(inWindow: date)
        let morning = try AcquirerMorning(
            movements: movements, date: date, merchants: rehearsal.district.canteens, fees: fees,
            wanted: wanted, seed: rehearsal.plan.seed)
        let opening = Fen(1_000_000)
        let all = "\(directory.path)/clearing"
        folder = try AcquirerFolder.write(
            morning.files, morning.bookings, of: date, opening: opening, to: all)
        let statement = "\(folder)/camt.053.xml"
        if morning.later.files.isEmpty {
            laterFolder = nil
        } else {
            laterFolder = try AcquirerFolder.write(
                morning.later.files, morning.later.bookings, of: date + 1,
                opening: opening + morning.bookings.total(\.amount), to: all)
        }
        run = try ReconciliationRun(
            date: date, directory: directory, ledger: ledger, clearing: [folder],
            bank: [statement], counterparty: try ReconcileCommand.profile(nil), fees: fees)
        newItems = try OpenItems(store: ledger.store).post(
            run, hearsBank: false, at: Moment(date + 1, secondOfDay: 9 * 3600)
        ).new
        faults = morning.faults.reduce(into: wanted.filter { $0.key == .splitCredit }) {
            $0[$1.fault, default: 0] += 1
        }
    }

    var lines: [String] {
        let report = ReconcileReport(run: run, newItems: newItems, met: 0)
        var found: [Verdict: Int] = [:]
        for difference in run.cards.told {
            found[difference.verdict, default: 0] += 1
        }
        let words = Verdict.allCases.compactMap { verdict in
            found[verdict].map { "\($0) \(verdict.rawValue) \(verdict.title)" }
        }
        let planted = AcquirerFault.allCases.compactMap { fault in
            faults[fault].map { "\($0) \(fault.rawValue)" }
        }
        return [
            "next morning: the acquirer's files in \(folder)",
            "  wrong on purpose: "
                + (planted.isEmpty ? "nothing" : planted.joined(separator: ", ")),
            "  \(report.summary)",
            "  " + (words.isEmpty ? "no differences" : words.joined(separator: ", ")),
            "  bank: \(run.bank?.result.matched ?? 0) nets matched, "
                + "\(run.bank?.result.grouped ?? 0) in parts, "
                + "\(run.bank?.result.differences.count ?? 0) differences",
        ]
            + (laterFolder.map {
                [
                    "  what was late comes a date later: mulin reconcile \(run.cards.date + 1) --clearing \($0)"
                ]
            } ?? [])
    }
}
