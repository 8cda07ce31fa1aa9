import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies

/// Three million sealed meals of 60,000 diners at 115 tills, replayed under a draft policy.
struct CostBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private var meals: Int { options.isQuick ? 300_000 : 3_000_000 }

    func run() throws -> [Finding] {
        let district = try SampleDistrict.make(in: scratch, settlements: options.settlements)
        let directory = try district.freshDirectory()
        let store = try Store(path: try DataDirectory(directory).databasePath)
        say("\npolicy cost: sealing \(Double(meals).grouped) meals to replay …")
        try fill(store, district.snapshot)
        var report = PairReport(
            "\npolicy cost: journals read and replayed under a draft, two cores",
            ours: "meals/s", theirs: nil)
        let path = options.settlements + "/Policies/songjiang-2025.yaml"
        let draft = try Policy(
            yaml: try String(contentsOfFile: path, encoding: .utf8), file: path)
        for _ in 0..<(options.isQuick ? 3 : 5) {
            try report.pair(ours: { try rate(draft, store, district.snapshot.id) }, theirs: nil)
        }
        return [
            Finding(
                name: "policy cost, meals replayed", median: report.medianRate, unit: .rate,
                bar: 300_000)
        ]
    }

    /// All that the command does, the snapshot's reading included.
    private func rate(_ draft: Policy, _ store: Store, _ snapshot: String) throws -> Double {
        let start = ContinuousClock.now
        guard let document = try store.read({ try $0.snapshotDocument(snapshot) }) else {
            throw BenchFailure("the snapshot is gone")
        }
        let contents = try SnapshotContents(document: document)
        let run = CostingRun(
            draft, calendar: WorkCalendar(), canteens: contents.canteens, diners: contents.diners,
            store: store)
        let cost = try run.cost(of: Day(number: 0)...Day(number: 100_000))
        guard cost.meals == meals, cost.unreadable == 0 else {
            throw BenchFailure("\(cost.meals) of \(meals) meals were costed")
        }
        return Double(meals) / (ContinuousClock.now - start).seconds
    }

    private func fill(_ store: Store, _ snapshot: Snapshot) throws {
        let tills = SampleDistrict.tillCount
        let terminals = try store.read { try $0.terminals() }
        let zero = Digest(of: [])
        for round in 0..<((meals + 99_999) / 100_000) {
            try store.write { store in
                for number in (round * 100_000)..<min(meals, (round + 1) * 100_000) {
                    let (till, seq) = (number % tills, number / tills + 1)
                    let record = CostBench.record(number, till, seq, snapshot)
                    try store.insert(
                        RecordRow(
                            key: RecordKey(
                                terminal: terminals[till].number, epoch: 1, seq: seq),
                            hash: zero, kind: "sale", window: record.at.day, lateFrom: nil,
                            bytes: record.bytes))
                }
            }
        }
    }

    /// A meal a diner and day; two of three have a subsidy.
    private static func record(
        _ number: Int, _ till: Int, _ seq: Int, _ snapshot: Snapshot
    ) -> Record {
        let day = SampleDistrict.firstDay + number / 60_000
        let subsidy = number % 3 == 0 ? Fen.zero : Fen(200)
        let grants =
            subsidy == .zero
            ? []
            : [
                Grant(
                    rule: "B",
                    shares: [
                        FunderShare(funder: "district", amount: Fen(100)),
                        FunderShare(funder: "street", amount: Fen(100)),
                    ])
            ]
        let gross = Fen(1500 + Int64(number % 7) * 100)
        let discount = gross - gross.times(Rational(9, 10), .halfUp)
        let sale = Sale(
            canteen: SampleDistrict.canteens[till].id, day: day, period: .lunch,
            channel: .dineIn, lines: [SaleLine(item: "101", quantity: 1, unitPrice: gross)],
            discount: discount, grants: grants,
            tenders: [Tender(kind: .cash, amount: gross - discount - subsidy, reference: nil)],
            diner: SampleDistrict.diner(number % 60_000), snapshot: snapshot.id,
            policy: "putuo-2025")
        return Record(
            id: RecordID(terminal: SampleDistrict.terminal(till), epoch: 1, seq: seq),
            at: Moment(day, secondOfDay: 39_600 + number % 7_200), drift: 0,
            counter: Int64(seq), cashier: "bench", body: .sale(sale))
    }
}

extension Duration {
    /// As a number of seconds, for rates.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
