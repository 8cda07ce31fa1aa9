import Journal
import Meals
import Testing

@Suite("What was taken back of a sale")
struct ReturnedTests {
    private let id = RecordID(terminal: "YP001A01", epoch: 1, seq: 1)

    private func sale(_ grants: [Grant]) throws -> Sale {
        Sale(
            canteen: "c", day: try #require(Day("2026-11-23")), period: .lunch, channel: .dineIn,
            lines: [], grants: grants, tenders: [], snapshot: "")
    }

    private func reversal(_ grants: [Grant], _ tenders: [Tender] = [], lines: [Reversal.Line] = [])
        -> Reversal
    {
        Reversal(
            sale: id, reason: "", lines: lines,
            gross: grants.total(\.amount) + tenders.total(\.amount) + Fen(1), discount: Fen(1),
            grants: grants, tenders: tenders)
    }

    private func grant(_ rule: String, _ shares: (String, Int64)...) -> Grant {
        Grant(rule: rule, shares: shares.map { FunderShare(funder: $0, amount: Fen($1)) })
    }

    @Test("is the sum of all reversals, by line, tender, rule and funder")
    func sums() {
        let returned = Returned([
            reversal(
                [grant("A", ("city", 30), ("district", 20))],
                [Tender(kind: .cash, amount: Fen(5)), Tender(kind: .cash, amount: Fen(2))],
                lines: [.init(index: 0, quantity: 1), .init(index: 0, quantity: 2)]),
            reversal(
                [grant("A", ("city", 7)), grant("B", ("city", 1))],
                [Tender(kind: .eCNY, amount: Fen(4))], lines: [.init(index: 1, quantity: 1)]),
        ])
        #expect(returned.amount("A", "city") == Fen(37))
        #expect(returned.amount("A", "district") == Fen(20))
        #expect(returned.amount("B", "city") == Fen(1) && returned.amount("B", "x") == .zero)
        #expect(returned.tenders == [.cash: Fen(7), .eCNY: Fen(4)] && returned.paid == Fen(11))
        #expect(returned.quantities == [0: 3, 1: 1])
        #expect(returned.discount == Fen(2) && returned.gross == Fen(30 + 20 + 7 + 7 + 1 + 4 + 2))
    }

    @Test("gives amounts back as they come and the count with the last fen of a grant")
    func counts() throws {
        let sale = try sale([grant("A", ("city", 30), ("district", 20)), grant("B", ("city", 5))])
        var returned = Returned()
        let steps = [
            (grant("A", ("city", 29), ("district", 19)), 0), (grant("A", ("city", 1)), 0),
            (grant("A", ("district", 1)), -1),
        ]
        for (grant, count) in steps {
            let reversal = reversal([grant])
            let uses = returned.restored(of: sale, by: reversal)
            #expect(uses.map(\.count) == [count] && uses.map(\.amount) == [-grant.amount])
            #expect(uses.allSatisfy { $0.rule == "A" && $0.day == sale.day && $0.period == .lunch })
            returned.add(reversal)
        }
        let both = Returned().restored(of: sale, by: reversal(sale.grants))
        #expect(both.map(\.count) == [-1, -1] && both.map(\.amount) == [Fen(-50), Fen(-5)])
    }

    @Test("gives no count back for nothing")
    func nothing() throws {
        let sale = try sale([grant("A", ("city", 30))])
        let uses = Returned([reversal(sale.grants)])
            .restored(of: sale, by: reversal([grant("A", ("city", 0))]))
        #expect(uses.map(\.count) == [0])
    }
}
