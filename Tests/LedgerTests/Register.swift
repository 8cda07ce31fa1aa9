import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

/// A data directory of two diners, into which rosters are imported.
struct Register {
    let folder: Folder
    let directory: DataDirectory
    var ledger: Ledger

    var store: Store { ledger.store }
    var path: String { directory.path }

    /// Over 80 and over 60, without any status.
    static func roster(deadFrom dead: String? = nil) -> String {
        let row = "D4,王二小,,1940-03-01,6299990000000004,310110,310110009,"
        let rows =
            dead.flatMap { Day($0) }.map { day in
                "\(row),1970-01-01,\(day + -1)\n\(row)deceased,\(day),\n"
            } ?? "\(row),1970-01-01,\n"
        return
            "diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to\n"
            + rows
            + "D5,李三妹,310110196003011230,1960-03-01,,310110,310110009,,1970-01-01,\n"
    }

    static func moment(_ day: Day) -> Moment { Moment(day, secondOfDay: 9 * 3600) }

    /// - Parameter key: the vault's; nil founds a directory as they were before names were kept.
    init(roster: String = Register.roster(), key: [UInt8]? = Array(repeating: 5, count: 32)) throws
    {
        folder = try Folder()
        let secrets = Founding.Secrets(
            tokenKey: Array(repeating: 3, count: 32), adminToken: Array(repeating: 4, count: 16),
            identityKey: key)
        let tokens = TokenKey(secret: secrets.tokenKey)
        let file = try RosterFile(Array(roster.utf8), file: "r.csv") { tokens.token(card: $0) }
        var random = SeededRandom(seed: 7)
        let vault = key.flatMap { IdentityVault(key: $0) }
        directory = try Founding(
            canteens: SampleDistrict.canteens, diners: file.diners,
            identities: try file.identities.compactMap { try vault?.seal($0, using: &random) },
            menu: [], policies: [.init(file: "p.yaml", text: SampleDistrict.policy)],
            calendar: [], documents: [], secrets: secrets
        ).make(at: folder.path + "/data")
        ledger = try Ledger(store: try Store(path: directory.databasePath))
    }

    func plan(_ roster: String, on today: Day, leaving: Day? = nil) async throws -> RosterImport {
        try await RosterImport(
            Array(roster.utf8), file: "roster.csv", leaving: leaving ?? today,
            areas: try directory.areaCodes(), at: Register.moment(today), store: store,
            in: directory)
    }

    func commit(_ planned: RosterImport, random seed: UInt64 = 8) throws -> Int? {
        var random = SeededRandom(seed: seed)
        return try planned.commit(
            by: "王", key: Array(repeating: 6, count: 32), using: &random)
    }

    @discardableResult
    func take(_ roster: String, on today: Day, leaving: Day? = nil) async throws -> Int? {
        try commit(try await plan(roster, on: today, leaving: leaving))
    }

    /// Sells meals of 20.00 at noon through one till, some given back the day after; closes none.
    mutating func sell(
        to diners: [DinerID], days: [Int], backAfter: Set<Int> = []
    ) throws -> [RecordID] {
        let key = try SampleTill.key(1)
        try ledger.allowEnrolment(of: "YP001A01", code: "ABCD-1234", until: Bureau.now)
        let enrolment = try ledger.enrol(
            "YP001A01", code: "abcd1234", key: key.publicKey, at: SampleDistrict.time(-9, 9))
        let snapshot = try #require(try ledger.currentSnapshot())
        var till = SampleTill(enrolment, key: key, canteen: "yp.001", snapshot: snapshot)
        var sold: [RecordID] = []
        for (diner, day) in zip(diners, days) {
            sold.append(try till.sell(to: diner, at: SampleDistrict.time(day, 12)))
        }
        for (index, id) in sold.enumerated() where backAfter.contains(days[index]) {
            till.giveBack(
                try till.wholeReversal(of: id.seq), at: SampleDistrict.time(days[index] + 1, 13))
        }
        let upload = Upload(
            after: till.head(after: 0), lines: till.lines.map { $0.bytes[...] },
            signature: try till.key.sign(till.head(after: till.lines.count).message))
        _ = try ledger.accept(
            [Submission(upload) { try? ledger.snapshot($0) }], at: Bureau.now)
        return sold
    }

    /// Postings and balances, row by row.
    func books() throws -> [String] {
        try store.read { store in
            try store.allPostings().map { "\($0)" } + (try store.balances().map { "\($0)" })
        } + [StateDigest.of(store).hex]
    }

    /// What an import may write.
    func databaseRows() throws -> [String] {
        try store.read { store in
            var rows = try store.rosterImports().map { "\($0)" }
            rows += try store.adjustments().map { "\($0)" }
            try store.eachIdentity { rows.append("\($0)") }
            return rows + [try store.currentSnapshot() ?? ""]
        }
    }

    /// Every file's bytes.
    func files() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let names = try #require(FileManager.default.enumerator(atPath: path))
        for case let name as String in names {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
            if !isFolder.boolValue {
                files[name] = Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
            }
        }
        return files
    }
}
