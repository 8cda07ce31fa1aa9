import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("What was sold on a business day")
struct SoldItemsTests {
    private let monday = SampleDistrict.monday

    /// Portions by day, whatever the item.
    private func portions(_ bureau: Bureau, _ days: ClosedRange<Day>) throws -> [Day: Int] {
        try BooksReader(store: bureau.ledger.store).soldItems(on: days)
            .reduce(into: [:]) { $0[$1.day, default: 0] += $1.portions }
    }

    @Test("a meal counts on its own day, in whatever window its record lies")
    func late() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        _ = try bureau.ledger.close(monday, force: true)
        // Late in the next window, after the cut-over, and on the next day.
        try till.sell(20, to: nil, at: SampleDistrict.time(0, 13))
        try till.sell(30, to: nil, at: SampleDistrict.time(0, 23, 30))
        try till.sell(40, to: nil, at: SampleDistrict.time(1, 12))
        try bureau.take(till, from: 1)
        for (line, late) in [(1, monday), (2, nil), (3, nil)] {
            let row = try #require(try bureau.row(till.lines[line].id))
            #expect(row.window == monday + 1)
            #expect(row.lateFrom == late)
        }
        let both = try portions(bureau, monday...(monday + 1))
        #expect(both == [monday: 3, monday + 1: 1])
        #expect(try portions(bureau, monday...monday) == [monday: 3])
        #expect(try portions(bureau, (monday + 1)...(monday + 1)) == [monday + 1: 1])
        let books = try BooksReader(store: bureau.ledger.store)
        let windows = try books.windows(ofMealsOn: monday...monday)
        let lines = try windows.flatMap {
            try books.soldLines(inWindow: $0, on: monday...monday)
        }
        #expect(Set(lines.map(\.receipt)) == Set(till.lines[0...2].map { "\($0.id)" }))
    }

    @Test("what is given back days later is taken off the day of its meal")
    func givenBack() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 12))
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 12, 5))
        try bureau.take(till)
        _ = try bureau.ledger.close(monday, force: true)
        till.giveBack(try till.wholeReversal(of: 1), at: SampleDistrict.time(1, 9))
        try bureau.take(till, from: 2)
        #expect(try portions(bureau, monday...(monday + 1)) == [monday: 1])
    }
}
