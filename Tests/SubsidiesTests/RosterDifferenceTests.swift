import Meals
import Subsidies
import Testing

@Suite("The difference of two rosters")
struct RosterDifferenceTests {
    private func day(_ number: Int) -> Day { Day(number: number) }

    private func row(
        _ id: DinerID, _ from: Int, _ to: Int? = nil, statuses: Set<Status> = [],
        residence: DivisionCode? = nil, cards: [CardToken] = []
    ) -> Diner {
        Diner(
            id: id, birth: nil, hukou: nil, residence: residence, statuses: statuses,
            cards: cards, validFrom: day(from), validTo: to.map { day($0) })
    }

    private func difference(_ before: [Diner], _ after: [Diner]) -> RosterDifference {
        RosterDifference(before: before, after: after, leaving: day(100))
    }

    @Test("names who joined, left, changed and died, and counts the others")
    func kinds() {
        let found = difference(
            [row("D1", 0), row("D2", 0), row("D3", 0), row("D4", 0), row("D6", 0, 50)],
            [
                row("D5", 90), row("D4", 0), row("D3", 0, 79),
                row("D3", 80, statuses: [.deceased]), row("D2", 0, statuses: [.veteran]),
            ])
        #expect(found.changes.map(\.diner) == ["D1", "D2", "D3", "D5"])
        #expect(found.changes.map(\.kind) == [.left, .changed, .deceased, .joined])
        #expect(found.changes.map(\.since) == [100, 0, 80, 90].map(day))
        #expect(found.unchanged == 1)
        #expect(RosterChange.Kind.allCases.map(found.count) == [1, 1, 1, 1])
        #expect(found.count(.joined) == 1 && difference([], []).count(.left) == 0)
        #expect(found.rows.map(\.id) == ["D1", "D2", "D3", "D3", "D4", "D5", "D6"])
        #expect(found.rows[0].validTo == day(99) && found.rows[6].validTo == day(50))
    }

    @Test("says what changed, from which to which, and since when, fact by fact")
    func details() throws {
        let before = [row("D1", 0, residence: "310110", cards: ["abcdefgh"])]
        let after = [
            row("D1", 0, 9, residence: "310110", cards: ["abcdefgh", "x"]),
            row("D1", 10, 19, statuses: [.veteran, .destitute], residence: "310107", cards: ["x"]),
        ]
        let change = try #require(difference(before, after).changes.first)
        #expect(
            change.details.map { "\($0.field.rawValue) \($0.old)>\($0.new) \($0.since.number)" }
                == [
                    "listed yes>no 20", "residence 310110>310107 10",
                    "statuses >tekun;veteran 10", "cards abcdef>abcdef;x 0",
                ])
        #expect(change.stretch?.from == day(10) && change.stretch?.to == nil)
        #expect(change.kind == .changed)
    }

    @Test("who gets the status deceased on days without a row before died, however the rows lie")
    func death() throws {
        let before = [row("D1", 0, 9)]
        let died = difference(before, before + [row("D1", 10, statuses: [.deceased])])
        #expect(died.changes.map(\.kind) == [.deceased])
        let old = [row("D1", 0, statuses: [.deceased])]
        let still = difference(old, [row("D1", 0, statuses: [.deceased, .veteran])])
        #expect(still.changes.map(\.kind) == [.changed])
    }

    @Test("one who leaves keeps the days before the leaving and no other")
    func lastDay() {
        let found = difference([row("D1", 0, 100), row("D2", 0, 99), row("D3", 0, 101)], [])
        #expect(found.rows.map(\.validTo) == [day(99), day(99), day(99)])
        #expect(found.changes.map(\.diner) == ["D1", "D3"])
    }

    @Test("a diner whose rows are cut otherwise or whose cards changed places is unchanged")
    func sameFacts() {
        let found = difference(
            [row("D1", 0, cards: ["a", "b"])],
            [row("D1", 0, 9, cards: ["b", "a"]), row("D1", 10, cards: ["a", "b"])])
        #expect(found.changes.isEmpty && found.unchanged == 1)
    }

    @Test("a change of cards alone alters no decision")
    func cards() throws {
        let found = difference([row("D1", 0, cards: ["a"])], [row("D1", 0, cards: ["b"])])
        let change = try #require(found.changes.first)
        #expect(change.kind == .changed && change.stretch == nil)
    }

    @Test("a row that begins on the day of leaving or later is dropped, one that ended stays")
    func leaving() throws {
        let before = [row("D1", 0, 9), row("D1", 20, 99), row("D1", 100, 120), row("D1", 130)]
        let found = difference(before, [])
        #expect(found.rows == Array(before.prefix(2)))
        let change = try #require(found.changes.first)
        #expect(change.kind == .left && change.since == day(100))
        let stretch = try #require(change.stretch)
        #expect(stretch.from == day(100) && stretch.to == nil)
        #expect(difference(found.rows, []).changes.isEmpty)
    }

    private func roster(_ random: inout SeededRandom) -> [Diner] {
        var rows: [Diner] = []
        for number in 0..<6 {
            var from = Int.random(in: 0...40, using: &random)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let to = from + Int.random(in: 0...50, using: &random)
                let isOpen = Int.random(in: 0..<4, using: &random) == 0
                rows.append(
                    row(
                        DinerID("D\(number)"), from, isOpen ? nil : to,
                        statuses: [[], [.veteran], [.deceased]].randomElement(using: &random) ?? [],
                        residence: [nil, "310110"].randomElement(using: &random) ?? nil))
                if isOpen { break }
                from = to + Int.random(in: 1...9, using: &random)
            }
        }
        return rows.shuffled(using: &random)
    }

    @Test("the new rows are the file's and what is over of those it leaves out; the past stands")
    func properties() {
        var random = SeededRandom(seed: 31)
        for _ in 0..<300 {
            let (before, after) = (roster(&random), roster(&random))
            let found = difference(before, after)
            let listed = Set(after.map(\.id))
            #expect(Set(found.rows.filter { listed.contains($0.id) }) == Set(after))
            #expect(found.rows.count == Set(found.rows).count)
            for id in Set(before.map(\.id)).subtracting(listed) {
                let (old, new) = (before.filter { $0.id == id }, found.rows.filter { $0.id == id })
                for number in 0..<100 {
                    let (a, b) = (old.row(on: day(number)), new.row(on: day(number)))
                    #expect(RosterChange.differences(a, b).isEmpty)
                }
                for number in 100..<250 { #expect(new.row(on: day(number)) == nil) }
            }
            // Every change holds on its first day, none before it, none outside of its stretch.
            for change in found.changes {
                for number in -1..<250 {
                    let fields = RosterChange.differences(
                        before.filter { $0.id == change.diner }.row(on: day(number)),
                        found.rows.filter { $0.id == change.diner }.row(on: day(number)))
                    if number < change.since.number { #expect(fields.isEmpty) }
                    if number == change.since.number { #expect(!fields.isEmpty) }
                    guard let stretch = change.stretch else { continue }
                    let isFelt = fields.contains { $0 != .cards }
                    if let last = stretch.to, number > last.number { #expect(fields.isEmpty) }
                    if number == stretch.from.number { #expect(isFelt) }
                    if number == stretch.to?.number ?? 249 { #expect(isFelt) }
                }
            }
        }
    }

    @Test("H31: of equal rosters there is none, whatever the order and however often")
    func twice() {
        var random = SeededRandom(seed: 32)
        for _ in 0..<100 {
            let (before, after) = (roster(&random), roster(&random))
            let once = difference(before, after)
            let again = difference(once.rows, after.shuffled(using: &random))
            #expect(again.changes.isEmpty && again.rows == once.rows)
            #expect(again.unchanged == Set(after.map(\.id)).count)
            #expect(difference(before, before).changes.isEmpty)
        }
    }
}
