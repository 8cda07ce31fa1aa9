import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store
import Testing

@Suite("A void in a later window")
struct RewardVoidTests {
    private static let monday = Day(year: 2026, month: 11, day: 23) ?? Day(number: 0)

    @Test("takes an earlier operator reward back, and the earlier claim stands")
    func reward() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let directory = try DataDirectory(district.data)
        let (monday, tuesday) = (Self.monday, Self.monday + 1)
        var ledger = try Ledger(
            store: try Store(path: directory.databasePath),
            calendar: try directory.settings().calendar)
        let morning = Moment(monday, secondOfDay: 28_800)
        let snapshot = try #require(try ledger.currentSnapshot())
        var till = try SealedTill("AA000001", in: &ledger, at: morning)
        let sales = [40_000, 62_000].map { second in
            till.seal(
                .sale(
                    Sale(
                        canteen: "A1", day: monday, period: second < 50_000 ? .lunch : .dinner,
                        channel: .dineIn,
                        lines: [SaleLine(item: "101", quantity: 1, unitPrice: Fen(1_200))],
                        discount: .zero, grants: [],
                        tenders: [Tender(kind: .cash, amount: Fen(1_200))], diner: "D1",
                        snapshot: snapshot.id, policy: nil, uses: [])),
                at: Moment(monday, secondOfDay: second))
        }
        try till.upload(to: &ledger, at: Moment(monday, secondOfDay: 70_000))
        _ = try ledger.close(monday, force: true)
        let void = till.seal(
            .void(
                Reversal(
                    sale: sales[0], reason: "r", lines: [.init(index: 0, quantity: 1)],
                    gross: Fen(1_200), discount: .zero, grants: [],
                    tenders: [Tender(kind: .cash, amount: Fen(1_200))])),
            at: Moment(tuesday, secondOfDay: 36_000))
        try till.upload(to: &ledger, at: Moment(tuesday, secondOfDay: 50_000))
        _ = try ledger.close(tuesday, force: true)

        let file = Tree.root + "/Settlements/Rewards/huangpu-2025.yaml"
        let rules = try RewardRules(
            yaml: try String(contentsOfFile: file, encoding: .utf8), file: file)
        func rewards(_ from: Day, _ to: Day) throws -> [ClaimBook.Claim] {
            try ClaimBook(
                directory: directory, ledger: ledger, from: from, to: to, rewards: [rules]
            ).claims.filter { $0.rule.hasPrefix("huangpu") }
        }
        let first = try rewards(monday, monday)
        // Two meals of a diner of 86, at 1.50 each.
        #expect(first.map(\.amount) == [Fen(300)] && first[0].evidence == sales.map { "\($0)" })
        let second = try rewards(tuesday, tuesday)
        #expect(second.map(\.amount) == [Fen(-150)] && second[0].evidence == ["\(void)"])
        #expect(try rewards(monday, tuesday) == first + second)
        // A refund of the whole meal does the same, in two parts or in one.
        let refund = till.seal(
            .refund(
                Reversal(
                    sale: sales[1], reason: "r", lines: [.init(index: 0, quantity: 1)],
                    gross: Fen(1_200), discount: .zero, grants: [],
                    tenders: [Tender(kind: .cash, amount: Fen(1_200))])),
            at: Moment(tuesday + 1, secondOfDay: 36_000))
        try till.upload(to: &ledger, at: Moment(tuesday + 1, secondOfDay: 50_000))
        _ = try ledger.close(tuesday + 1, force: true)
        let third = try rewards(tuesday + 1, tuesday + 1)
        #expect(third.map(\.amount) == [Fen(-150)] && third[0].evidence == ["\(refund)"])
        try await birthday(program, district)
        #expect(try rewards(monday, tuesday + 1) == first + second + third)
    }

    /// H29: the roster says now that the diner is 60, and then that nobody of the name is there.
    private func birthday(_ program: Program, _ district: SmallDistrict) async throws {
        let added = try await program.run(["officer", "add", "民政", "--data", district.data])
        for (name, roster) in [
            ("young.csv", SmallDistrict.roster.replacing("1940-05-01", with: "1966-05-01")),
            (
                "gone.csv",
                SmallDistrict.roster.split(separator: "\n").filter { !$0.hasPrefix("D1,") }
                    .joined(separator: "\n") + "\n"
            ),
        ] {
            let outcome = try await program.run(
                [
                    "roster", "import", try district.folder.write(name, roster), "--by", "民政",
                    "--data", district.data,
                ],
                environment: [
                    "MULIN_PASSPHRASE": added.output.trimmingCharacters(in: .whitespacesAndNewlines)
                ])
            #expect(outcome.code == 0 || outcome.code == 1, "\(outcome.errors)")
        }
    }
}
