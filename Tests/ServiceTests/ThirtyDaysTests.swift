import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing
import Till

@Suite("thirty days without a network")
struct ThirtyDaysTests {
    private static let policy = Snapshot.Source(
        file: "weekly.yaml",
        text: """
            policy: weekly
            title: 样例
            status: sample
            source: {document: d, url: example.org, verified_until: 2025-11-01}
            effective: {from: 2025-01-01}
            rounding: half-up
            threshold_base: before-discount
            stacking: best
            periods:
              lunch: {from: "10:00", to: "14:00"}
            subsidies:
              - {id: S, when: {age: {from: 60}}, benefit: {amount: "5.00"},
                 limits: [{count: 1, per: day}, {count: 4, per: week}], funders: {city: "1"}}
            """)
    private static let noon = 43_200
    private static let first = ServedDistrict.now.day + -30

    @Test("a till sells, gives back and closes every day; then each day is in its own window")
    func month() async throws {
        try await ServedDistrict.serve(
            policies: [Self.policy], diners: [ServedDistrict.elder]
        ) { district in
            _ = try await district.till()
            let document = try await district.link.snapshot(district.link.currentSnapshot())
            let snapshot = try Snapshot(document: document)
            var granted: [Day: Fen] = [:]
            for number in 0..<30 {
                // It is switched off every night, and nobody answers when it starts.
                let till = try await start(district, snapshot)
                granted[Self.first + number] = try await sell(Self.first + number, at: till)
            }
            let till = try await district.open()
            #expect(await till.unsentCount == 30 * 6)
            try await till.sync()
            #expect(await till.unsentCount == 0)
            #expect(await till.refused.isEmpty)

            let store = try Store(path: district.directory.databasePath)
            for (day, subsidy) in granted {
                let balances = try store.read { try $0.balances(inWindow: day) }
                func credit(_ kind: String) -> Fen {
                    balances.filter { $0.kind == kind }.map { $0.credit - $0.debit }.total { $0 }
                }
                #expect(credit("revenue") == Fen(1200 * 4), "\(day)")
                #expect(credit("claim") == -subsidy, "\(day)")
                #expect(credit("suspense") == .zero && credit("variance") == .zero, "\(day)")
            }
            // Four days of each week and no more: counted on the till's own disk alone.
            let weeks = Dictionary(grouping: granted.filter { $0.value > .zero }, by: \.key.monday)
            #expect(weeks.values.allSatisfy { $0.count <= 4 })
            #expect(weeks.values.count { $0.count == 4 } >= 4)
        }
    }

    /// Starts the till, once the one of the day before has let go of its directory.
    private func start(_ district: ServedDistrict, _ snapshot: Snapshot) async throws -> Till {
        for _ in 0..<600 {
            do {
                return try Till(
                    "AA000001", in: district.tillFolder("AA000001"), canteen: "A1",
                    snapshot: snapshot, link: ServiceLink("http://127.0.0.1:9"))
            } catch DirectoryLock.Failure.held {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw CancellationError()
    }

    /// Four meals, one of them given back and sold again, and the day's end.
    private func sell(_ day: Day, at till: Till) async throws -> Fen {
        let noon = Moment(day, secondOfDay: Self.noon)
        var granted = Fen.zero
        for diner: DinerID? in ["D1", nil, nil, nil] {
            guard case .sale(let sale) = try await till.sellMeal(to: diner, at: noon).body else {
                continue
            }
            granted += sale.subsidy
        }
        let wrong = try await till.sellMeal(at: noon)
        let back = try await till.quoteReturn(of: wrong.id)
        try await till.seal(
            .void(back.reversal(reason: "wrong dish")), at: noon, cashier: "c1")
        return granted
    }
}
