import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies

/// The district that the benches sell in: 115 canteens with a till each, 60,000 diners.
struct SampleDistrict {
    let scratch: ScratchFolder
    let snapshot: Snapshot
    let keys: [SigningKey]
    /// The data directory in which all tills are enrolled and nothing is sold yet.
    private let template: String

    static let tillCount = 115
    static let dinersPerTill = 500
    private static let rosterCount = 60_000
    /// A Monday on which the sample policy and the work calendar hold.
    static let firstDay = Day(number: 20_514)

    static let canteens = (0..<tillCount).map { place in
        let number = (place + 1).padded(3)
        return Canteen(
            id: CanteenID("BN-\(number)"), name: "助餐点 \(number)", kind: .canteen,
            street: "310107012", merchant: MerchantID("999290058120\(number)"),
            terminals: [TerminalID("BENCH\(number)")], kitchen: "CK-1", seats: 60)
    }

    static func terminal(_ till: Int) -> TerminalID { canteens[till].terminals[0] }

    static func diner(_ number: Int) -> DinerID { DinerID("D\(number.padded(5))") }

    /// Founds the district and enrols its tills.
    ///
    /// - Parameter settlements: the folder with the sample policy and the work calendars.
    static func make(in scratch: ScratchFolder, settlements: String) throws -> SampleDistrict {
        let path = scratch.file("template")
        let directory = try Founding(
            canteens: canteens, diners: diners, menu: SampleTill.menu,
            policies: [try policy(settlements)],
            calendar: try sources(settlements + "/Calendar"), documents: [],
            secrets: Founding.Secrets(
                tokenKey: secret("tokens"), adminToken: Array(secret("admin").prefix(16)))
        ).make(at: path)
        var ledger = try Ledger(store: try Store(path: directory.databasePath))
        var keys: [SigningKey] = []
        let start = Moment(firstDay, secondOfDay: 0)
        for till in 0..<tillCount {
            guard let key = SigningKey(secret: secret(ofTill: till)) else { continue }
            try ledger.allowEnrolment(
                of: terminal(till), code: "BENCH-CODE", until: start.adding(seconds: 60))
            _ = try ledger.enrol(
                terminal(till), code: "BENCH-CODE", key: key.publicKey, at: start)
            keys.append(key)
        }
        guard let snapshot = try ledger.currentSnapshot(), keys.count == tillCount else {
            throw BenchFailure("the district could not be founded")
        }
        return SampleDistrict(
            scratch: scratch, snapshot: snapshot, keys: keys, template: path)
    }

    /// A fresh data directory, as if nothing had been sold.
    func freshDirectory() throws -> String {
        let path = scratch.file("data")
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: template, toPath: path)
        return path
    }

    /// The sample policy with its subsidies shared by two funders: five postings a subsidised sale.
    static func policy(_ settlements: String) throws -> Snapshot.Source {
        let path = settlements + "/Policies/putuo-2025.yaml"
        let sample = try String(contentsOfFile: path, encoding: .utf8)
        let shared = #"{district: "1/2", street: "1/2"}"#
        return Snapshot.Source(
            file: "putuo-2025.yaml", text: sample.replacing(#"{district: "1"}"#, with: shared))
    }

    private static func sources(_ folder: String) throws -> [Snapshot.Source] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            Snapshot.Source(
                file: name, text: try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8))
        }
    }

    /// Residents from 60 to 95 years old, all of them with the right to a discount.
    private static var diners: [Diner] {
        (0..<rosterCount).map { number in
            Diner(
                id: diner(number), birth: Day(year: 1930 + number % 35, month: 6, day: 15),
                hukou: "310107", residence: "310107012", statuses: [],
                validFrom: firstDay + -60)
        }
    }

    static func secret(ofTill till: Int) -> [UInt8] { secret("till \(till)") }

    static func secret(_ purpose: String) -> [UInt8] {
        Digest(of: Array("mulin-bench \(purpose)".utf8)).bytes
    }
}
