import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Grants beyond a limit across canteens")
struct DoubleGrantTests {
    private func name(_ rule: String, _ funder: String) -> SubsidyName {
        SubsidyName(funder: funder, policy: "district-sample", rule: rule)
    }

    @Test("I4: both sales stand; the later meal's grants move to suspense, flagged rule by rule")
    func suspending() throws {
        var bureau = try Bureau()
        var (early, late) = (try bureau.till(), try bureau.till("YP002A01", key: 2))
        let first = try early.sell(20, to: "D0", at: SampleDistrict.time(0, 11))
        let second = try late.sell(20, to: "D0", at: SampleDistrict.time(0, 12))
        // The later meal is heard first: that must make no difference.
        try bureau.take(late)
        try bureau.take(early)
        let sold = try bureau.booked(second)
        _ = try bureau.ledger.close(SampleDistrict.monday, force: true)
        #expect(try bureau.flags(first).isEmpty)
        #expect(
            try bureau.flags(second)["double-grant"]
                == "rule A: 5.00 beyond the limit across canteens; "
                + "rule C: 1.00 beyond the limit across canteens")
        let booked = try bureau.booked(second)
        #expect(booked[.doubleGrant("yp.002", name("A", "city"))] == Fen(334))
        #expect(booked[.doubleGrant("yp.002", name("A", "district"))] == Fen(166))
        #expect(booked[.doubleGrant("yp.002", name("C", "charity"))] == Fen(100))
        #expect(booked[.claim("yp.002", name("A", "city"))] == nil)
        // 3.00 and 3.00 of rule B stay within 7.00 a day.
        #expect(
            booked[.claim("yp.002", name("B", "district"))]
                == sold[.claim("yp.002", name("B", "district"))])
        #expect(try bureau.booked(second, entry: 0) == sold)
    }

    @Test("an amount beyond the limit moves in part, from the first funder on")
    func inPart() throws {
        var bureau = try Bureau()
        var tills = [
            try bureau.till(), try bureau.till("YP002A01", key: 2),
            try bureau.till("YP003A01", key: 3),
        ]
        var ids: [RecordID] = []
        for index in tills.indices {
            ids.append(try tills[index].sell(20, to: "D5", at: SampleDistrict.time(0, 11 + index)))
            try bureau.take(tills[index])
        }
        _ = try bureau.ledger.close(SampleDistrict.monday, force: true)
        // Three times 3.00 where 7.00 a day are allowed: 2.00 of the last one.
        let booked = try bureau.booked(ids[2])
        let moved = booked.filter { $0.key.kind == .suspense }
        #expect(moved.values.total { $0 } == Fen(200))
        #expect(moved[.doubleGrant("yp.003", name("B", "city"))] == Fen(83))
        #expect(moved[.doubleGrant("yp.003", name("B", "district"))] == Fen(117))
        #expect(booked.filter { $0.key.kind == .claim }.values.total { $0 } == Fen(100))
        #expect(try bureau.flags(ids[0]).isEmpty && bureau.flags(ids[1]).isEmpty)
    }

    @Test("what was given back before the window closed uses up nothing")
    func givenBack() throws {
        var bureau = try Bureau()
        var (early, late) = (try bureau.till(), try bureau.till("YP002A01", key: 2))
        let first = try early.sell(20, to: "D0", at: SampleDistrict.time(0, 11))
        early.giveBack(try early.wholeReversal(of: first.seq), at: SampleDistrict.time(0, 12))
        let second = try late.sell(20, to: "D0", at: SampleDistrict.time(0, 13))
        try bureau.take(early)
        try bureau.take(late)
        _ = try bureau.ledger.close(SampleDistrict.monday, force: true)
        #expect(try bureau.flags(second).isEmpty)
    }

    @Test("I5: a refund of the next day counts the same whether it came before or after the close")
    func refundAround() throws {
        var digests: Set<Digest> = []
        for isEarly in [false, true] {
            var bureau = try Bureau()
            var (early, late) = (try bureau.till(), try bureau.till("YP002A01", key: 2))
            try early.sell(20, to: "D0", at: SampleDistrict.time(0, 11))
            let second = try late.sell(20, to: "D0", at: SampleDistrict.time(0, 12))
            late.giveBack(try late.wholeReversal(of: second.seq), at: SampleDistrict.time(1, 9))
            try bureau.take(early)
            try bureau.take(late, to: isEarly ? 2 : 1)
            _ = try bureau.ledger.close(SampleDistrict.monday, force: true)
            #expect(try bureau.flags(second).keys.contains("double-grant"))
            try bureau.take(late)
            _ = try bureau.ledger.close(SampleDistrict.monday + 1, force: true)
            let left = try bureau.balances()
            #expect(left.keys.allSatisfy { $0.canteen == "yp.001" })
            digests.insert(try bureau.digest())
        }
        #expect(digests.count == 1)
    }
}
