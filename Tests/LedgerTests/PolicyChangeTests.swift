import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("A new policy at the tills")
struct PolicyChangeTests {
    private let today = RegisterDesk.today

    /// A till of the district that has the current snapshot.
    private func till(
        _ desk: inout RegisterDesk, _ terminal: TerminalID = "YP001A01"
    ) throws -> SampleTill {
        let enrolled = try desk.bureau.till(terminal)
        return SampleTill(
            enrolled.enrolment, key: enrolled.key, canteen: enrolled.canteen,
            snapshot: try #require(try desk.bureau.ledger.currentSnapshot()))
    }

    @Test("the snapshot carries today's policy and tomorrow's, and everything else as it was")
    func carried() throws {
        let desk = try RegisterDesk()
        let before = try #require(try desk.bureau.ledger.currentSnapshot())
        _ = try desk.submit(SamplePolicy.source("next", from: today + 1))
        let approval = try desk.approve("next")
        let after = try #require(try desk.bureau.ledger.currentSnapshot())
        #expect(after.id == approval.snapshot && after.id != before.id)
        #expect(approval.published == ["district-sample", "next"])
        #expect(after.policies.map(\.id) == approval.published)
        #expect(after.policy(on: today)?.id == "district-sample")
        #expect(after.policy(on: today + 1)?.id == "next")
        #expect(after.canteens == before.canteens && after.menu == before.menu)
        for diner in SampleDistrict.diners {
            #expect(after.roster.diner(diner.id, on: today) == diner)
        }
    }

    @Test("what no till needs since yesterday is left out of the next snapshot")
    func leftOut() throws {
        let desk = try RegisterDesk()
        _ = try desk.submit(SamplePolicy.source("next", from: today + 1))
        try desk.approve("next")
        _ = try desk.submit(SamplePolicy.source("third", from: today + 4))
        // The day after it began, yesterday's meals may still come under the first one.
        #expect(
            try desk.approve("third", at: SampleDistrict.time(1, 9)).published
                == ["district-sample", "next", "third"])
        _ = try desk.submit(SamplePolicy.source("fourth", from: today + 9))
        #expect(
            try desk.approve("fourth", at: SampleDistrict.time(2, 9)).published
                == ["next", "third", "fourth"])
    }

    @Test("a sale of today is decided and rated by today's policy, one of tomorrow by tomorrow's")
    func decided() throws {
        var desk = try RegisterDesk()
        _ = try desk.submit(SamplePolicy.source("next", from: today + 1, amount: "6.00"))
        try desk.approve("next")
        var till = try till(&desk)
        let now = try till.sell(20, to: "D0", at: SampleDistrict.time(0, 12))
        let then = try till.sell(20, to: "D0", at: SampleDistrict.time(1, 12))
        #expect(try desk.bureau.take(till).verdict == .accepted)
        for (id, policy, amount) in [(now, "district-sample", 500), (then, "next", 600)] {
            let sale = try #require(till.sale(id.seq))
            #expect(sale.policy == policy)
            #expect(sale.grants.first { $0.rule == "A" }?.amount == Fen(Int64(amount)))
            let booked = try desk.bureau.booked(id)
            #expect(booked.filter { $0.key.kind == .variance }.isEmpty)
            #expect(
                booked.filter { $0.key.kind == .claim }.values.total { $0 } == sale.subsidy)
            #expect(try desk.bureau.flags(id).isEmpty)
        }
    }

    @Test("a policy that begins today is in force at once, and what was sold before it stands")
    func atOnce() throws {
        var desk = try RegisterDesk()
        _ = try desk.submit(SamplePolicy.source("next", from: today, amount: "6.00"))
        var before = try till(&desk)
        let morning = try before.sell(20, to: "D0", at: SampleDistrict.time(0, 11))
        try desk.approve("next")
        var after = try till(&desk, "YP002A01")
        let noon = try after.sell(20, to: "D2", at: SampleDistrict.time(0, 12))
        #expect(try #require(before.sale(morning.seq)).policy == "district-sample")
        #expect(try #require(after.sale(noon.seq)).policy == "next")
        for (till, id) in [(before, morning), (after, noon)] {
            #expect(try desk.bureau.take(till).verdict == .accepted)
            #expect(try desk.bureau.flags(id).isEmpty)
            #expect(try desk.bureau.booked(id).filter { $0.key.kind == .variance }.isEmpty)
        }
    }

    @Test("a till that has not heard of the new policy yet is rated by the one it knew")
    func unheard() throws {
        var desk = try RegisterDesk()
        var till = try till(&desk)
        _ = try desk.submit(SamplePolicy.source("next", from: today + 1))
        try desk.approve("next")
        let id = try till.sell(20, to: "D0", at: SampleDistrict.time(1, 12))
        #expect(try desk.bureau.take(till).verdict == .accepted)
        #expect(try #require(till.sale(id.seq)).policy == "district-sample")
        #expect(try desk.bureau.flags(id).isEmpty)
    }

    @Test("an approval leaves every stored snapshot and posting as it was")
    func untouched() throws {
        var desk = try RegisterDesk()
        var till = try till(&desk)
        for hour in 10..<14 { try till.sell(20, to: "D0", at: SampleDistrict.time(0, hour)) }
        try desk.bureau.take(till)
        let store = desk.bureau.ledger.store
        let id = desk.bureau.snapshot.id
        let (books, document) = (
            try desk.bureau.digest(), try store.read { try $0.snapshotDocument(id) }
        )
        _ = try desk.submit(SamplePolicy.source("next", from: today + 1))
        try desk.approve("next")
        #expect(try desk.bureau.digest() == books)
        #expect(try store.read { try $0.snapshotDocument(id) } == document)
        #expect(document == SampleDistrict.document)
        try desk.bureau.reopen()
        #expect(try desk.bureau.digest() == books)
    }

    @Test("H24: a day after a policy's end is decided at the public price and flagged")
    func afterTheEnd() throws {
        var desk = try RegisterDesk()
        let ending = SamplePolicy.source("ending", from: today, to: today + 1)
        let document = SnapshotContents(
            policies: [ending], calendar: [], canteens: SampleDistrict.canteens, menu: [],
            diners: SampleDistrict.diners
        ).document
        let snapshot = try desk.bureau.ledger.publish(document)
        let policy = try #require(snapshot.policies.first)
        func price(_ day: Day) -> Fen {
            policy.decide(
                Meal(
                    day: day, secondOfDay: 12 * 3600, channel: .dineIn, gross: Fen(2000),
                    venue: .canteen, street: "310110009"),
                for: SampleDistrict.diners[0], uses: [], calendar: snapshot.calendar
            ).payable
        }
        #expect(price(today) < Fen(2000) && price(today + 1) == Fen(2000))

        var till = try till(&desk)
        let last = try till.sell(20, to: "D0", at: SampleDistrict.time(0, 12))
        func sell(to diner: DinerID?) -> RecordID {
            till.sell(
                Sale(
                    canteen: till.canteen, day: today + 1, period: .other, channel: .dineIn,
                    lines: [SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))],
                    tenders: [Tender(kind: .cash, amount: price(today + 1))], diner: diner,
                    snapshot: snapshot.id, policy: nil),
                at: SampleDistrict.time(1, 12))
        }
        let named = sell(to: "D0")
        let unnamed = sell(to: nil)
        #expect(try desk.bureau.take(till).verdict == .accepted)
        #expect(try desk.bureau.flags(last).isEmpty)
        let flags = try desk.bureau.flags(named)
        #expect(flags.keys.sorted() == ["policy-none"])
        #expect(flags["policy-none"]?.contains("in force on \(today + 1)") == true)
        #expect(flags["policy-none"]?.contains("ending from \(today)") == true)
        // The public pays the same under every policy.
        #expect(try desk.bureau.flags(unnamed).isEmpty)
        #expect(try desk.bureau.booked(named).keys.allSatisfy { $0.kind != .variance })

        try desk.register.adopt(at: RegisterDesk.now)
        #expect(
            try desk.register.notices(on: today + 1).map(\.kind) == [.noneInForce])
        #expect(try desk.register.notices(on: today).map(\.kind) == [.ending])
    }

    @Test("a day without a policy is no flag where the district has none at all")
    func noPolicies() throws {
        let snapshot = try Snapshot(
            SnapshotContents(
                policies: [], calendar: [], canteens: SampleDistrict.canteens, menu: [],
                diners: SampleDistrict.diners), id: "s")
        let sale = Sale(
            canteen: "yp.001", day: today, period: .other, channel: .dineIn,
            lines: [SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))],
            tenders: [Tender(kind: .cash, amount: Fen(2000))], diner: "D0", snapshot: "s")
        let rating = Rating(sale, at: SampleDistrict.time(0, 12), snapshot: snapshot)
        #expect(rating.uncovered == nil && rating.finding == nil)
    }
}
