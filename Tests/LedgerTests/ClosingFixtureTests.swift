import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Windows and drawers that other systems got wrong")
struct ClosingFixtureTests {
    private let monday = SampleDistrict.monday

    /// A sale for cash, in yuan, at the sample's price.
    private func sell(_ till: inout SampleTill, _ yuan: Int64, at time: Moment) throws {
        try till.sell(yuan, to: nil, at: time)
    }

    @Test("H7: closed before or after midnight, a window holds the same records on the same date")
    func acrossMidnight() throws {
        var digests: Set<String> = []
        for arrivesAfterMidnight in [false, true] {
            var bureau = try Bureau()
            var till = try bureau.till()
            try sell(&till, 20, at: Moment(monday, secondOfDay: 22 * 3600 + 3_599))
            till.close(monday, at: Moment(monday, secondOfDay: 22 * 3600 + 3_599))
            let arrival =
                arrivesAfterMidnight
                ? Moment(monday + 1, secondOfDay: 60) : Moment(monday, secondOfDay: 23 * 3600 + 60)
            let submission = try bureau.submission(till)
            _ = try bureau.ledger.accept([submission], at: arrival)
            let certificate = try bureau.ledger.close(monday)
            #expect(certificate.window == monday && certificate.records == 2)
            #expect(try bureau.row(till.lines[0].id)?.window == monday)
            digests.insert(try bureau.digest().hex)
        }
        #expect(digests.count == 1)
    }

    @Test("H10: 500 and 1,000 over two shifts are 1,500 in cash, with no difference")
    func twoShifts() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        for (shift, yuan) in [(1, Int64(500)), (2, 1_000)] {
            let hour = 8 + shift * 3
            try sell(&till, yuan, at: SampleDistrict.time(0, hour))
            till.seal(
                .shiftClose(
                    ShiftClose(
                        shift: shift, expected: Fen(yuan * 100), counted: Fen(yuan * 100))),
                at: SampleDistrict.time(0, hour, 30))
        }
        try bureau.take(till)
        let balances = try bureau.balances()
        #expect(balances[Account(.tender, till.canteen, "cash")] == Fen(150_000))
        #expect(balances.keys.allSatisfy { $0.kind != .cashDifference })
    }

    @Test("H11: two tills that close at once do not bleed into each other")
    func twoTills() throws {
        var bureau = try Bureau()
        var tills = [try bureau.till(), try bureau.till("YP002A01", key: 2)]
        for (index, yuan) in [(0, Int64(30)), (1, 70)] {
            try sell(&tills[index], yuan, at: SampleDistrict.time(0, 12))
            tills[index].seal(
                .shiftClose(
                    ShiftClose(
                        shift: 1, expected: Fen(yuan * 100), counted: Fen(yuan * 100 - 100))),
                at: SampleDistrict.time(0, 13))
        }
        let submissions = try tills.map { try bureau.submission($0) }
        _ = try bureau.ledger.accept(submissions, at: Bureau.now)
        let balances = try bureau.balances()
        for (till, yuan) in zip(tills, [Int64(30), 70]) {
            // What is missing from a drawer is named, each till for itself.
            #expect(balances[Account(.tender, till.canteen, "cash")] == Fen(yuan * 100 - 100))
            #expect(balances[Account(.cashDifference, till.canteen)] == Fen(100))
        }
    }

    @Test("H17: what was reserved and then sold always has a window")
    func reservedThenSold() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        var reservations = Reservations()
        let request = AuthorisationRequest(
            terminal: till.terminal, epoch: 1, diner: "D0", day: monday, period: .lunch,
            policy: "district-sample", snapshot: bureau.snapshot.id,
            grants: [Grant(rule: "A", shares: [FunderShare(funder: "city", amount: Fen(500))])])
        let answer = try reservations.decide(
            request, books: try BooksReader(store: bureau.ledger.store),
            snapshot: bureau.snapshot, at: SampleDistrict.time(0, 12))
        #expect(answer.granted)
        // The window closes by force between the promise and the sale's arrival.
        _ = try bureau.ledger.close(monday, force: true)
        try till.sell(20, to: "D0", at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        let row = try #require(try bureau.row(till.lines[0].id))
        #expect(row.window == monday + 1 && row.lateFrom == monday)
    }

    @Test("H42: a window asked for by its date holds no record of the day before")
    func oneDate() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try sell(&till, 10, at: SampleDistrict.time(0, 22, 59))
        try sell(&till, 20, at: SampleDistrict.time(0, 23))
        try sell(&till, 40, at: SampleDistrict.time(1, 22, 59))
        try bureau.take(till)
        let revenue = try bureau.balances(inWindow: monday + 1)
            .filter { $0.key.kind == .revenue }.values.total { -$0 }
        #expect(revenue == Fen(6_000))
    }

    @Test("H45: a sale sent to a closed day does not reopen it: it is late in the next window")
    func closedDay() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try sell(&till, 10, at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        let before = try bureau.ledger.close(monday, force: true)
        let balances = try bureau.balances(inWindow: monday)
        try sell(&till, 20, at: SampleDistrict.time(0, 13))
        try bureau.take(till, from: 1)
        #expect(try bureau.balances(inWindow: monday) == balances)
        #expect(try bureau.ledger.certificate(of: monday) == before)
        #expect(try bureau.row(till.lines[1].id)?.lateFrom == monday)
        #expect(throws: LedgerError.self) { try bureau.ledger.close(monday) }
    }
}

@Suite("What is missing from a window")
struct MissingEstimateTests {
    private let monday = SampleDistrict.monday

    @Test("is estimated from the till's usual day, weekends apart, and unknown without one")
    func estimate() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        _ = try bureau.till("YP002A01", key: 2)
        var sent = 0
        for day in 0..<4 {
            for number in 0..<(9 + day % 2) {
                try till.sell(to: nil, at: SampleDistrict.time(day, 11, number))
            }
            till.close(monday + day, at: SampleDistrict.time(day, 20))
            try bureau.take(till, from: sent)
            sent = till.lines.count
            _ = try bureau.ledger.close(monday + day, force: true)
        }
        for number in 0..<3 { try till.sell(to: nil, at: SampleDistrict.time(4, 11, number)) }
        try bureau.take(till, from: sent)
        let certificate = try bureau.ledger.close(monday + 4, force: true)
        let estimate = try bureau.ledger.missingEstimate(of: certificate)
        // Days of 10, 11, 10 and 11 records with their close: the upper median is 11, 3 came.
        #expect(estimate.map(\.records) == [8])
        #expect(estimate.map(\.terminal) == [till.terminal])
        let saturday = try bureau.ledger.close(monday + 5, force: true)
        #expect(try bureau.ledger.missingEstimate(of: saturday).isEmpty)
    }
}
