internal import Foundation
internal import Ledger
package import Meals
internal import Store

/// The acquirer's files of a settlement date, as its statement takes them in.
package struct StatementClearing: Sendable {
    package let day: ClearingDay
    package let fees: FeeSchedule?
    let sources: [ClearingSource]

    /// Reads files or folders; everything in them must be right.
    ///
    /// - Throws: the problems of all files together.
    package init(
        _ paths: [String], date: Day, counterparty: Counterparty, fees: FeeSchedule? = nil
    ) throws {
        let files = try ReconciliationRun.files(paths).map { path in
            (name: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        day = try ClearingDay(files, settleDate: date, counterparty: counterparty)
        self.fees = fees
        sources = try ClearingSource.all(files, counterparty)
    }
}

extension ClearingSource {
    /// The files that can be carried; reports of totals are left out.
    ///
    /// - Throws: the problems of all files together.
    package static func all(
        _ files: [(name: String, bytes: [UInt8])], _ counterparty: Counterparty
    ) throws(Problems) -> [ClearingSource] {
        var problems: [Problem] = []
        var sources: [ClearingSource] = []
        for file in ClearingDay.unpacked(files) {
            guard let name = ClearingName(file.name) else {
                problems.append(
                    Problem(
                        file: file.name,
                        reason: "a settlement file carries ZM_ and ZME_ files only; hold this one "
                            + "against the tills with mulin reconcile"))
                continue
            }
            if name.kind == .totals { continue }
            do throws(Problems) {
                sources.append(
                    try ClearingSource(
                        file.bytes, file: file.name, name: name, counterparty: counterparty))
            } catch {
                problems += error.all
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return sources
    }
}

/// Finds the transaction that each movement clears, by terminal, trace and time.
struct ClearingPartners {
    private var wanted: [String: [Place]] = [:]
    private var found: [Place: String] = [:]

    private struct Place: Hashable {
        let source: Int
        let line: Int
    }

    init(_ sources: [ClearingSource]) {
        for (index, source) in sources.enumerated() where source.file.layout != .disputes {
            for line in 0..<source.count {
                let record = source.record(line)
                wanted["\(record[34]) \(record[4]) \(record[5])", default: []].append(
                    Place(source: index, line: line))
            }
        }
    }

    mutating func note(_ transaction: SettlementTransaction) {
        guard !wanted.isEmpty else { return }
        for tender in transaction.tenders {
            guard let reference = tender.reference else { continue }
            let time = transaction.time.monthToSecond
            let key = "\(transaction.termId) \(reference.trace) \(time)"
            for place in wanted[key] ?? [] { found[place] = transaction.ref }
        }
    }

    func txn(_ source: Int, _ line: Int) -> String? {
        found[Place(source: source, line: line)]
    }
}
