import ArgumentParser
import Foundation
import Ledger
import Meals
import Rehearsal
import Settlement

struct AcquirerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acquirer",
        abstract: "Plays the acquirer: writes the clearing files of a date that was sold here.",
        discussion: """
            For rehearsals. Each canteen's ZM_, ZME_ and RD2010 and the morning's camt.053 lie in \
            OUT/DATE, as the bank and the acquirer would send them; what is late comes into the \
            next date's folder. Faults are named on stdout, so that a reconciliation can be checked.
            """)

    @Argument(help: "The settlement date.") var date: Day
    @Option(help: "The folder of folders; the data directory's own without it.") var out: String?
    @Option(
        help:
            "What goes wrong: \(AcquirerFault.allCases.map(\.rawValue).joined(separator: "=N,"))=N."
    )
    var faults = "none"
    @Option(help: "Another seed chooses other payments.") var seed: UInt64 = 1
    @Flag(help: "The bank does not book on this day, as on a Saturday.") var withoutBank = false
    @Option(
        parsing: .upToNextOption,
        help: "Earlier dates that the bank pays in the same credits, as after a weekend.")
    var gather: [Day] = []
    @Option(help: "The fees that it takes; Settlements/Fees/sample.yaml without.")
    var fees: String?
    @OptionGroup var data: DataOption

    func run() throws {
        let wanted = try AcquirerFolder.faults(faults)
        let path = try fees ?? ProductData().root + "/Settlements/Fees/sample.yaml"
        let schedule = try FeeSchedule(yaml: try ReconcileCommand.text(path), file: path)
        let (ledger, directory, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let all = out ?? "\(directory.path)/clearing"
        let morning = try AcquirerMorning(
            movements: try TillMovements(directory: directory, ledger: ledger).all(inWindow: date),
            date: date, merchants: try directory.canteens(), fees: schedule, wanted: wanted,
            seed: seed, lateBefore: try AcquirerFolder.entries(of: date, in: all))
        var nets = try gather.map { try AcquirerFolder.nets(of: $0, in: all) }
        nets.append(
            Dictionary(uniqueKeysWithValues: morning.bookings.map { ($0.reference, $0) })
                .reduce(into: [:]) {
                    $0[String($1.key.prefix(15)), default: .zero] += $1.value.amount
                })
        let folder = try AcquirerFolder.write(
            morning.files, withoutBank ? nil : gather.isEmpty ? morning.bookings : bookings(nets),
            of: date, opening: Fen(1_000_000), to: all)
        if !morning.later.files.isEmpty {
            _ = try AcquirerFolder.write(
                morning.later.files, nil, of: date + 1, opening: .zero, to: all)
        }
        for fault in morning.faults {
            Console.say("\(fault.fault.rawValue): \(fault.movement.words)")
        }
        Console.say(folder)
    }

    /// One credit a merchant for several dates.
    private func bookings(_ nets: [[String: Fen]]) -> [BankStatementWriter.Booking] {
        nets.reduce(into: [String: Fen]()) { $0.merge($1, uniquingKeysWith: +) }
            .sorted { $0.key < $1.key }.map { merchant, net in
                BankStatementWriter.Booking(
                    amount: net, reference: "\(merchant)-\(date)-G", endToEndId: "\(merchant)-1",
                    words: "\(merchant) 清算款")
            }
    }
}

/// The folder of one date's files from acquirer and bank.
enum AcquirerFolder {
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

    /// Writes what comes on the morning after a date; without bookings no statement.
    ///
    /// - Returns: the folder's path.
    static func write(
        _ files: [(name: String, bytes: [UInt8])], _ bookings: [BankStatementWriter.Booking]?,
        of date: Day, opening: Fen, to all: String
    ) throws -> String {
        let folder = "\(all)/\(date)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for file in files {
            try Data(file.bytes).write(to: URL(fileURLWithPath: "\(folder)/\(file.name)"))
        }
        if let bookings {
            try BankStatementWriter.write(
                bookings, to: "\(folder)/camt.053.xml", id: "STMT-\(date + 1)",
                account: "310000001234", day: date + 1, opening: opening)
        }
        return folder
    }

    /// What lies in a date's folder already: payments that were late.
    static func entries(of date: Day, in all: String) throws -> [ClearingEntry] {
        try day(date, in: all)?.entries ?? []
    }

    /// Each merchant's net of a date whose files lie there.
    static func nets(of date: Day, in all: String) throws -> [String: Fen] {
        guard let day = try day(date, in: all) else {
            throw Failure(
                "\(all)/\(date): holds no clearing files; write them first (mulin acquirer \(date))",
                code: Failure.badInput)
        }
        var nets: [String: Fen] = [:]
        for entry in day.entries { nets[entry.merchant.text, default: .zero] += entry.settled }
        for one in day.disputes { nets[one.merchant.text, default: .zero] += one.settled }
        return nets
    }

    private static func day(_ date: Day, in all: String) throws -> ClearingDay? {
        let folder = "\(all)/\(date)"
        guard FileManager.default.fileExists(atPath: folder) else { return nil }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { ClearingName($0) != nil }.sorted()
        guard !names.isEmpty else { return nil }
        return try ClearingDay(
            try names.map { ("\(folder)/\($0)", try [UInt8](file: "\(folder)/\($0)")) },
            settleDate: date, counterparty: try ReconcileCommand.profile(nil))
    }
}
