import Foundation
import Journal
import Ledger
import Meals
import Rehearsal
import Supply
import Till

/// The made-up district of a demo and its day.
struct DemoDistrict: Sendable {
    let plan: RehearsalPlan
    let path: String
    let district: District
    let menu: MenuBook
    let sales: [PlannedSale]
    let outages: [Outage]
    private let product: ProductData

    init(plan: RehearsalPlan, path: String) throws {
        self.plan = plan
        self.path = path
        product = try ProductData()
        menu = try MenuBook(folder: product.menuPath)
        district = District.make(
            seed: plan.seed, on: plan.day, canteens: plan.canteens, diners: plan.diners)
        outages = Outages.make(district: district, seed: plan.seed, day: plan.day)
        sales = DayTraffic.make(
            district: district, seed: plan.seed, day: plan.day, menu: menu, meals: plan.meals,
            outages: outages)
    }

    /// The data directory: a new one, or the one that the same plan began.
    func directory() throws -> DataDirectory {
        let planPath = path + "/rehearsal.txt"
        if FileManager.default.fileExists(atPath: path) {
            guard (try? String(contentsOfFile: planPath, encoding: .utf8)) == plan.text else {
                throw DataDirectory.Failure.taken(path: path)
            }
            return try DataDirectory(path)
        }
        let documents = FoundingDocuments(
            canteens: ("canteens.csv", Array(district.canteensCSV.utf8)),
            roster: ("roster.csv", Array(district.rosterCSV.utf8)),
            policies: [("rehearsal.yaml", try policy())], menuFolder: product.menuPath)
        var random = SeededNonces(random: SeededRandom(seed: plan.seed, "identities"))
        let founding = try documents.founding(secrets: secrets, using: &random)
        return try Founding(
            canteens: founding.canteens, diners: founding.diners,
            identities: founding.identities, menu: founding.menu, weeks: founding.weeks,
            policies: founding.policies, calendar: founding.calendar,
            documents: founding.documents + [
                ("roster.csv", Array(district.rosterCSV.utf8)),
                ("rehearsal.txt", Array(plan.text.utf8)),
            ], secrets: founding.secrets
        ).make(at: path)
    }

    /// The sample policy with its residence moved to the district that is rehearsed.
    private func policy() throws -> [UInt8] {
        let sample = try String(contentsOfFile: product.samplePolicyPath, encoding: .utf8)
        return Array(
            sample.replacing("policy: putuo-2025", with: "policy: rehearsal")
                .replacing("310107", with: "310110").utf8)
    }

    /// Keys that depend on the seed alone: fit for a rehearsal and for nothing else.
    private var secrets: Founding.Secrets {
        Founding.Secrets(
            tokenKey: key("tokens"), adminToken: Array(key("admin").prefix(16)),
            identityKey: key("identities"))
    }

    private func key(_ purpose: String) -> [UInt8] {
        Digest(of: Array("rehearsal \(plan.seed) \(purpose)".utf8)).bytes
    }

    /// Sells the whole day and closes it at every till.
    func sellDay(through link: ServiceLink, in directory: DataDirectory) async throws {
        let snapshot = try Snapshot(document: try await link.snapshot(link.currentSnapshot()))
        let seed = plan.seed
        let hall = try await TillHall.open(
            district.canteens.flatMap { canteen in canteen.terminals.map { ($0, canteen.id) } },
            in: directory.tillsPath, snapshot: snapshot, link: link,
            enrolling: .asBureau(link, directory) { terminal in
                Digest(of: Array("rehearsal \(seed) till \(terminal)".utf8)).bytes
            })
        let run = DayRun(hall: hall, sales: sales, outages: outages)
        let bar = ProgressBar("selling \(plan.day)", total: run.count)
        try await run.run { bar.show($0) }
        try await hall.closeDay(plan.day, at: Moment(plan.day, secondOfDay: 21 * 3600))
        await hall.connect(hall.tills.keys, true)
        try await hall.drainPatiently()
        bar.finish()
    }
}

/// A rehearsal's own random numbers, so that even what is sealed comes out the same.
private struct SeededNonces: RandomNumberGenerator {
    var random: SeededRandom

    mutating func next() -> UInt64 { random.next() }
}
