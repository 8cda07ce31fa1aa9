internal import Foundation
internal import Journal
package import Meals
internal import XML

/// The acquirer's files inside settlement files: put in without any books, and taken out again.
package enum ClearingArchive {
    /// Reads files or folders of one settlement date, strictly, and writes them as one.
    ///
    /// - Returns: archives that were passed over, because their files lay beside them.
    /// - Throws: as below, and ``Problems`` of all files where one is not right.
    @discardableResult
    package static func write(
        _ paths: [String], counterparty: Counterparty, to path: String
    ) throws -> [String] {
        let files = try ReconciliationRun.files(paths).map { path in
            (name: path, bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        let sources = try ClearingSource.all(files, counterparty)
        guard let date = sources.first?.name.settleDate else {
            throw Problems(
                Problem(file: paths.first ?? "", reason: "no ZM_ or ZME_ file is among these"))
        }
        let day = try ClearingDay(files, settleDate: date, counterparty: counterparty)
        let names = Dictionary(
            day.totals.map { ($0.merchant, $0.merchantName) }, uniquingKeysWith: { $1 })
        try write(sources, names: names, to: path)
        return day.skipped
    }

    /// Writes files of one settlement date as a settlement file without transactions.
    ///
    /// - Parameter names: of the merchants, where they are known.
    /// - Throws: ``Problems``, ``SettlementRefusal`` or ``XMLError``; there is no file then.
    package static func write(
        _ sources: [ClearingSource], names: [MerchantID: String], to path: String
    ) throws {
        guard let date = sources.first?.name.settleDate else { return }
        let institution =
            sources.lazy.filter { $0.count > 0 }.map { $0.record(0)[2] }
            .first { SettlementShape.isDigits($0, 8...11) } ?? unknown
        let header = SettlementHeader(
            fileId: "CLEARING-\(date)", settleDate: date, issue: 1,
            windowFrom: Moment(date, secondOfDay: 0), windowTo: Moment(date + 1, secondOfDay: 0),
            sendInsCode: institution, recvInsCode: unknown)
        let writer = try SettlementWriter(
            path: path, header: header, merchants: merchants(sources, names))
        try writer.write(sources) { _, _ in nil }
        try writer.finish(claims: [], deliveries: [])
    }

    private static let unknown = "00000000"

    private static func merchants(
        _ sources: [ClearingSource], _ names: [MerchantID: String]
    ) -> [SettlementMerchant] {
        Dictionary(grouping: sources, by: \.file.merId).sorted { $0.key < $1.key }
            .map { merchant, sources in
                let terminals = sources.filter { $0.file.layout != .disputes }.flatMap { source in
                    (0..<source.count).map { source.record($0)[34] }
                }
                return SettlementMerchant(
                    merId: merchant, name: names[merchant] ?? merchant.text,
                    mcc: merchant.category, canteen: nil, street: nil,
                    terminals: Set(terminals).sorted().map { TerminalID($0) })
            }
    }

    /// Writes the acquirer's files that a settlement file carries into a folder.
    ///
    /// - Returns: their names. Each has the bytes that its digest names, or nothing is written.
    /// - Throws: ``Problems`` or ``XMLError``.
    package static func extract(
        _ path: String, schema: String, into folder: String
    ) throws -> [String] {
        let schema = try XMLSchema(path: schema)
        let found = try XMLError.naming(path) { try files(in: path, schema) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, bytes) in found {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
        }
        return found.map(\.name)
    }

    /// The files that a settlement file carries, each with the bytes that its digest names.
    private static func files(
        in path: String, _ schema: XMLSchema
    ) throws -> [(name: String, bytes: [UInt8])] {
        let reader = try SettlementReader(path: path, schema: schema)
        var found: [(name: String, bytes: [UInt8])] = []
        var open: (file: SettlementClearingFile, bytes: ClearingBytes)?
        while let row = try reader.nextClearing() {
            switch row {
            case .file(let file, _): open = (file, ClearingBytes(file))
            case .record(let movement, let line, _):
                guard open?.bytes.add(movement.record) == true else {
                    throw Problems(
                        Problem(
                            file: path, line: line, place: "record \(movement.ref)",
                            reason: "has a field that does not fit the acquirer's layout"))
                }
            case .fileEnd(let line):
                guard let (file, bytes) = open else { continue }
                guard Digest(of: bytes.whole) == file.digest else {
                    throw Problems(
                        Problem(
                            file: path, line: line, place: file.place,
                            reason: SettlementDefect.otherBytes.description))
                }
                found.append(("\(file.name(on: reader.header.settleDate))", bytes.whole))
            }
        }
        _ = try reader.closing()
        return found
    }
}

extension SettlementWriter {
    /// Writes the acquirer's files, movements before disputes, each by merchant.
    ///
    /// - Parameter txn: the transaction that a line (from 0) of a source clears.
    func write(
        _ sources: [ClearingSource], txn: (_ source: Int, _ line: Int) -> String?
    ) throws {
        let order = sources.indices.sorted {
            let (a, b) = (sources[$0].file, sources[$1].file)
            return (a.layout == .disputes ? 1 : 0, a.merId)
                < (b.layout == .disputes ? 1 : 0, b.merId)
        }
        for index in order {
            let source = sources[index]
            try begin(source.file)
            for line in 0..<source.count {
                try write(
                    SettlementMovement(
                        ref: source.file.ref(line: line + 1), txn: txn(index, line),
                        record: source.record(line)))
            }
        }
    }
}
