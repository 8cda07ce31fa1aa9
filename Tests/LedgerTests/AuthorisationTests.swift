import Journal
import Ledger
import Meals
import Testing

@Suite("An authorisation")
struct AuthorisationTests {
    private func request(
        _ bureau: Bureau, _ grants: [(String, Int64)], by terminal: TerminalID = "YP001A01",
        diner: DinerID = "D0", day: Int = 0, period: MealPeriod = .lunch,
        policy: String = "district-sample"
    ) -> AuthorisationRequest {
        AuthorisationRequest(
            terminal: terminal, epoch: 1, diner: diner, day: SampleDistrict.monday + day,
            period: period, policy: policy, snapshot: bureau.snapshot.id,
            grants: grants.map {
                Grant(rule: $0.0, shares: [FunderShare(funder: "city", amount: Fen($0.1))])
            })
    }

    private func decide(
        _ reservations: inout Reservations, _ request: AuthorisationRequest, _ bureau: Bureau,
        at now: Moment = SampleDistrict.time(0, 12)
    ) throws -> AuthorisationAnswer {
        try reservations.decide(
            request, books: try BooksReader(store: bureau.ledger.store),
            snapshot: bureau.snapshot, at: now)
    }

    @Test("reserves an allowance so that no other till is promised it, until it lapses")
    func reserving() throws {
        let bureau = try Bureau()
        var reservations = Reservations()
        let now = SampleDistrict.time(0, 12)
        let mine = request(bureau, [("A", 500)])
        let other = request(bureau, [("A", 500)], by: "YP002A01")
        #expect(try decide(&reservations, mine, bureau).granted)
        // Asked again by the same till it is the same promise.
        #expect(try decide(&reservations, mine, bureau).granted)
        let refused = try decide(&reservations, other, bureau)
        #expect(!refused.granted && refused.uses.map(\.rule) == ["A"])
        #expect(
            try decide(
                &reservations, request(bureau, [("A", 500)], by: "YP002A01", diner: "D1"), bureau
            ).granted)
        #expect(try !decide(&reservations, other, bureau, at: now.adding(seconds: 119)).granted)
        #expect(try decide(&reservations, other, bureau, at: now.adding(seconds: 120)).granted)
        reservations.release("D0", by: "YP002A01")
        reservations.release("D0", by: "YP001A01")
        #expect(try decide(&reservations, mine, bureau).granted)
    }

    @Test("counts what is in the books, by day, meal, week and month, and names the till's mark")
    func booked() throws {
        var bureau = try Bureau()
        var reservations = Reservations()
        var till = try bureau.till("YP002A01", key: 2)
        try till.sell(20, to: "D0", at: SampleDistrict.time(0, 11))
        try bureau.take(till)
        let answer = try decide(
            &reservations, request(bureau, [("A", 500)], by: "YP002A01"), bureau)
        #expect(!answer.granted && answer.mark == 1)
        #expect(Set(answer.uses.map(\.rule)) == ["A", "B", "C"])
        #expect(try decide(&reservations, request(bureau, [("A", 500)], day: 1), bureau).granted)
        #expect(try !decide(&reservations, request(bureau, [("C", 100)]), bureau).granted)
        #expect(
            try decide(&reservations, request(bureau, [("C", 100)], period: .dinner), bureau)
                .granted)
        #expect(try decide(&reservations, request(bureau, [("B", 400)]), bureau).granted)
        #expect(
            try !decide(&reservations, request(bureau, [("B", 401)], by: "YP003A01"), bureau)
                .granted)
        for day in 1...3 { try till.sell(20, to: "D0", at: SampleDistrict.time(day, 11)) }
        till.giveBack(try till.wholeReversal(of: 1), at: SampleDistrict.time(4, 11))
        try bureau.take(till, from: 1)
        // Three uses in the week were the most; the first one was given back... after the week's
        // third, which the till itself no longer granted.
        let uses = try decide(&reservations, request(bureau, [("A", 500)], day: 5), bureau).uses
        #expect(uses.filter { $0.rule == "A" }.reduce(0) { $0 + $1.count } == 2)
    }

    @Test("is refused where the policy is not known")
    func unknown() throws {
        let bureau = try Bureau()
        var reservations = Reservations()
        #expect(
            try !decide(&reservations, request(bureau, [("A", 1)], policy: "x"), bureau).granted)
        let answer = try reservations.decide(
            request(bureau, [("A", 1)]), books: try BooksReader(store: bureau.ledger.store),
            snapshot: nil, at: SampleDistrict.time(0, 12))
        #expect(!answer.granted)
    }
}
