import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store
import Testing

@Suite("Returned meals in a settlement file")
struct ReturnedMealsTests {
    private static let monday = Day(year: 2026, month: 11, day: 23) ?? Day(number: 0)

    private func back(_ sale: RecordID, _ fen: Int64, quantity: Int = 1) -> Reversal {
        Reversal(
            sale: sale, reason: "r", lines: [.init(index: 0, quantity: quantity)],
            gross: Fen(fen), discount: .zero, grants: [],
            tenders: [Tender(kind: .cash, amount: Fen(fen))])
    }

    private func sale(_ snapshot: Snapshot, quantity: Int = 2) -> Record.Body {
        .sale(
            Sale(
                canteen: "A1", day: Self.monday, period: .lunch, channel: .dineIn,
                lines: [SaleLine(item: "101", quantity: quantity, unitPrice: Fen(1_200))],
                discount: .zero, grants: [],
                tenders: [Tender(kind: .cash, amount: Fen(1_200 * Int64(quantity)))],
                diner: nil, snapshot: snapshot.id, policy: nil, uses: []))
    }

    @Test("what the books could not tie to a sale says so, and the file still holds")
    func unexplained() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let directory = try DataDirectory(district.data)
        var ledger = try Ledger(
            store: try Store(path: directory.databasePath),
            calendar: try directory.settings().calendar)
        var till = try SealedTill(
            "AA000001", in: &ledger, at: Moment(Self.monday, secondOfDay: 28_800))
        let snapshot = try #require(try ledger.currentSnapshot())
        func noon(_ second: Int) -> Moment { Moment(Self.monday, secondOfDay: 43_200 + second) }
        let sold = till.seal(sale(snapshot), at: noon(0))
        let kept = till.seal(sale(snapshot), at: noon(1))
        _ = till.seal(.refund(back(sold, 1_200)), at: noon(2))
        // More than is left of it, and a sale that nobody knows.
        let excess = till.seal(.refund(back(sold, 2_400, quantity: 2)), at: noon(3))
        let stranger = RecordID(terminal: "AA000001", epoch: 1, seq: 999)
        let unknown = till.seal(.refund(back(stranger, 500)), at: noon(4))
        try till.upload(to: &ledger, at: noon(60))
        _ = try ledger.close(Self.monday, force: true)
        _ = till.seal(
            .void(back(kept, 2_400, quantity: 2)),
            at: Moment(Self.monday + 1, secondOfDay: 43_200))
        try till.upload(to: &ledger, at: Moment(Self.monday + 1, secondOfDay: 43_260))
        _ = try ledger.close(Self.monday + 1, force: true)
        var paths: [String] = []
        for day in [Self.monday, Self.monday + 1] {
            paths.append(
                try Statement(directory: directory, ledger: ledger)
                    .issue(day, into: district.folder.path).path)
        }
        let text = try String(contentsOfFile: paths[0], encoding: .utf8)
        #expect(text.contains("<orig ref=\"\(sold)\"/>"))
        #expect(text.contains("<orig ref=\"\(sold)\" state=\"unexplained\"/>"))
        #expect(text.contains("<orig ref=\"\(stranger)\" state=\"unexplained\"/>"))
        #expect(text.contains("\(excess)") && text.contains("\(unknown)"))
        let verified = try await program.run(["verify", "--json"] + paths)
        #expect(verified.code == 0, "\(verified)")
        let lines = verified.output.split(separator: "\n")
        #expect(lines[0].contains("\"originals_unexplained\":2"))
        #expect(lines[1].contains("\"originals_elsewhere\":1"))
        for path in paths {
            for words in [
                ["python3", Tree.rederive, path],
                ["xmllint", "--noout", "--nonet", "--schema", Tree.schema, path],
            ] {
                let other = try await Program.run("/usr/bin/env", words)
                #expect(other.code == 0, "\(other.output) \(other.errors)")
            }
        }
        // Without the mark the file would not hold.
        let forged = try district.folder.write(
            "forged.xml", text.replacing(" state=\"unexplained\"", with: ""))
        let told = try await program.run(["verify", forged])
        #expect(told.code == 1 && told.errors.contains("more of the mealAmt is taken back"))
        #expect(told.errors.contains("\(stranger) is no sale of this file"))
    }
}
