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

    static let defaultFaults =
        "missing=1,extra=1,amount=1,late=1,reversed=1,wrong-merchant=1,fee=1,split-credit=1"

    /// Reads `missing=2,extra=1`, or `none`.
    static func faults(_ text: String) throws -> [AcquirerFault: Int] {
        if text == "none" { return [:] }
        var wanted: [AcquirerFault: Int] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=")
            guard pair.count == 2, let fault = AcquirerFault(rawValue: String(pair[0])),
                let count = Int(decimal: pair[1].utf8), count <= 1_000
            else {
                throw Failure(
                    "--faults \(part): write name=count; names are "
                        + AcquirerFault.allCases.map(\.rawValue).joined(separator: ", "),
                    code: Failure.badInput)
            }
            wanted[fault, default: 0] += count
        }
        return wanted
    }

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
        folder = "\(directory.path)/clearing/\(date)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for file in morning.files {
            try Data(file.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(file.name)"))
        }
        let statement = "\(folder)/camt.053.xml"
        try BankStatementWriter.write(
            morning.bookings, to: statement, id: "STMT-\(date + 1)", account: "310000001234",
            day: date + 1, opening: Fen(1_000_000))
        run = try ReconciliationRun(
            date: date, directory: directory, ledger: ledger, clearing: [folder],
            bank: [statement], counterparty: try ReconcileCommand.profile(nil), fees: fees)
        newItems = try OpenItems(store: ledger.store).post(
            run.cards, at: Moment(date + 1, secondOfDay: 9 * 3600)
        ).new
        faults = morning.faults.reduce(into: wanted.filter { $0.key == .splitCredit }) {
            $0[$1.fault, default: 0] += 1
        }
    }

    var lines: [String] {
        let report = ReconcileReport(run: run, newItems: newItems, met: 0)
        var found: [Verdict: Int] = [:]
        for difference in run.cards.result.differences {
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
    }
}
