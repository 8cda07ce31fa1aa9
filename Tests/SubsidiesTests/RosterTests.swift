import Meals
import Subsidies
import Testing

@Suite("The roster")
struct RosterTests {
    private func row(_ id: DinerID, _ card: CardToken, _ from: Int, _ to: Int?) -> Diner {
        Diner(
            id: id, birth: nil, hukou: nil, residence: nil, statuses: [], cards: [card],
            validFrom: Day(number: from), validTo: to.map { Day(number: $0) })
    }

    @Test("finds the row and the owner of a card on a day, first and last day included")
    func finding() {
        let roster = Roster([
            row("D1", "c1", 10, 19), row("D2", "c2", 0, nil), row("D1", "c3", 20, 29),
            row("D3", "c1", 20, nil),
        ])
        #expect(roster.diner("D1", on: Day(number: 9)) == nil)
        #expect(roster.diner("D1", on: Day(number: 10))?.cards == ["c1"])
        #expect(roster.diner("D1", on: Day(number: 19))?.cards == ["c1"])
        #expect(roster.diner("D1", on: Day(number: 20))?.cards == ["c3"])
        #expect(roster.diner("D1", on: Day(number: 30)) == nil)
        #expect(roster.diner("D4", on: Day(number: 10)) == nil)
        #expect(roster.diner(card: "c1", on: Day(number: 19)) == "D1")
        #expect(roster.diner(card: "c1", on: Day(number: 20)) == "D3")
        #expect(roster.diner(card: "c2", on: Day(number: 99)) == "D2")
        #expect(roster.diner(card: "c9", on: Day(number: 10)) == nil)
    }
}
