import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("Past meals decided again with new facts")
struct ClaimReviewTests {
    private let snapshot: Snapshot
    private let monday = SampleDistrict.monday

    init() throws {
        // As a review has it: policies and canteens, and nobody in the roster.
        let line = Array(SampleDistrict.document.prefix { $0 != 10 })
        let contents = try SnapshotContents(firstLine: line, id: "s")
        snapshot = try Snapshot(contents, id: "s")
    }

    /// Over 80, with 低保 from one day on and dead from another.
    private func rows(poorFrom poor: Int?, deadFrom dead: Int? = nil) -> [Diner] {
        let turns = [nil, poor, dead].map { $0.map { monday + $0 } }
        let starts = Set([Day(number: 0)] + turns.compactMap { $0 }).sorted()
        return starts.enumerated().map { index, start in
            var statuses: Set<Status> = []
            if let first = turns[1], start >= first { statuses.insert(.minimumLiving) }
            if let first = turns[2], start >= first { statuses.insert(.deceased) }
            return Diner(
                id: "D0", birth: Day("1940-03-01"), hukou: "310110", residence: "310110009",
                statuses: statuses, validFrom: start,
                validTo: index + 1 < starts.count ? starts[index + 1] + -1 : nil)
        }
    }

    private func change(_ before: [Diner], _ after: [Diner]) throws -> RosterChange {
        let difference = RosterDifference(before: before, after: after, leaving: monday + 99)
        return try #require(difference.changes.first)
    }

    /// A meal of 20.00 at noon, granted and claimed by the rows that the till had.
    private func meal(
        _ day: Int, _ rows: [Diner], uses: [RuleUse] = [], returned: Returned = Returned(),
        proposed: [SubsidyName: Fen] = [:]
    ) throws -> ReviewedSale {
        let time = Moment(monday + day, secondOfDay: 12 * 3600)
        let policy = try #require(snapshot.policy(on: time.day))
        let decision = policy.decide(
            Meal(
                day: time.day, secondOfDay: time.secondOfDay, channel: .dineIn, gross: Fen(2000),
                venue: .canteen, street: "310110009"),
            for: rows.row(on: time.day), uses: uses, calendar: snapshot.calendar)
        let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))
        let sale = Sale(
            canteen: "yp.001", day: time.day, period: .lunch, channel: .dineIn, lines: [line],
            discount: decision.discount, grants: decision.grants,
            tenders: [Tender(kind: .cash, amount: decision.payable)], diner: "D0", snapshot: "s",
            policy: policy.id)
        var claimed: [SubsidyName: Fen] = [:]
        for grant in decision.grants {
            for share in grant.shares {
                claimed[name(grant.rule, share.funder)] =
                    share.amount - returned.amount(grant.rule, share.funder)
            }
        }
        return ReviewedSale(
            key: RecordKey(terminal: 1, epoch: 1, seq: day + 10),
            id: RecordID(terminal: "YP001A01", epoch: 1, seq: day + 10), time: time, sale: sale,
            snapshot: snapshot, returned: returned, claimed: claimed, proposed: proposed)
    }

    private func name(_ rule: String, _ funder: String) -> SubsidyName {
        SubsidyName(funder: funder, policy: "district-sample", rule: rule)
    }

    /// `day rule funder standing>due` of every difference.
    private func found(
        _ change: RosterChange, _ sales: [ReviewedSale], today: Int = 20
    ) -> [String] {
        ClaimReview(change, before: monday + today).differences(sales).map {
            "\($0.sale.sale.day - monday) \($0.name.rule) \($0.name.funder) "
                + "\($0.standing)>\($0.due)"
        }
    }

    @Test("who died before gets nothing from that day on; what was eaten before stands")
    func death() throws {
        let before = rows(poorFrom: nil)
        let sales = try (0..<4).map { try meal($0, before) }
        let found = found(try change(before, rows(poorFrom: nil, deadFrom: 2)), sales.reversed())
        #expect(
            found == [
                "2 C charity 1.00>0.00", "2 B city 0.83>0.00", "2 B district 1.90>0.00",
                "2 B street 0.27>0.00", "3 C charity 1.00>0.00", "3 B city 0.83>0.00",
                "3 B district 1.90>0.00", "3 B street 0.27>0.00",
            ])
    }

    @Test("a status known late is a gain, up to the limit of the week, in the order of the meals")
    func gain() throws {
        let before = rows(poorFrom: nil)
        let sales = try (0..<5).map { try meal($0, before) }
        let found = found(try change(before, rows(poorFrom: 1)), sales)
        #expect(
            found
                == [1, 2, 3].flatMap {
                    ["\($0) A city 0.00>3.34", "\($0) A district 0.00>1.66"]
                })
    }

    @Test("a gain that uses up the week takes back what was claimed at its end: no limit is passed")
    func carriedOver() throws {
        let before = rows(poorFrom: 2)
        let sales = try (0..<5).map { try meal($0, before) }
        let found = found(try change(before, rows(poorFrom: 1)), sales)
        #expect(
            found == [
                "1 A city 0.00>3.34", "1 A district 0.00>1.66", "4 A city 3.34>0.00",
                "4 A district 1.66>0.00",
            ])
    }

    @Test("today's meals and later ones are left to the tills")
    func today() throws {
        let before = rows(poorFrom: nil)
        let sales = try (0..<4).map { try meal($0, before) }
        let change = try change(before, rows(poorFrom: 2))
        #expect(found(change, sales, today: 3).map { $0.prefix(3) } == ["2 A", "2 A"])
        #expect(found(change, sales, today: 2).isEmpty)
    }

    @Test("what was given back is not due: all of it, or the part of it")
    func givenBack() throws {
        let before = rows(poorFrom: 0)
        let whole = try meal(1, before)
        let all = Reversal(
            sale: whole.id, reason: "r", lines: [.init(index: 0, quantity: 1)], gross: Fen(2000),
            discount: whole.sale.discount, grants: whole.sale.grants, tenders: [])
        let half = Reversal(
            sale: whole.id, reason: "r", lines: [], gross: Fen(1000), discount: .zero,
            grants: [Grant(rule: "A", shares: [FunderShare(funder: "city", amount: Fen(34))])],
            tenders: [])
        let change = try change(before, rows(poorFrom: nil))
        #expect(found(change, [try meal(1, before, returned: Returned([all]))]).isEmpty)
        #expect(
            found(change, [try meal(1, before, returned: Returned([half]))]) == [
                "1 A city 3.00>0.00", "1 A district 1.66>0.00",
            ])
        // What no till granted is due for the part of the meal that was kept.
        let quarter = Reversal(
            sale: whole.id, reason: "r", lines: [], gross: Fen(500), discount: .zero, grants: [],
            tenders: [])
        let gain = try self.change(rows(poorFrom: nil), before)
        #expect(
            found(gain, [try meal(1, rows(poorFrom: nil), returned: Returned([quarter]))]) == [
                "1 A city 0.00>2.50", "1 A district 0.00>1.24",
            ])
    }

    @Test("an earlier proposal counts as done, and is taken back where the change is taken back")
    func proposedBefore() throws {
        let (alive, dead) = (rows(poorFrom: nil), rows(poorFrom: nil, deadFrom: 0))
        var proposed: [SubsidyName: Fen] = [:]
        let sale = try meal(1, alive)
        for (name, amount) in sale.claimed { proposed[name] = -amount }
        let again = try meal(1, alive, proposed: proposed)
        #expect(found(try change(alive, dead), [again]).isEmpty)
        #expect(
            found(try change(dead, alive), [again]) == [
                "1 C charity 0.00>1.00", "1 B city 0.00>0.83", "1 B district 0.00>1.90",
                "1 B street 0.00>0.27",
            ])
    }

    @Test("what differs for another reason than the change is left alone")
    func otherReasons() throws {
        let before = rows(poorFrom: nil)
        // The till granted nothing; the new residence alters no rule.
        let sale = try meal(1, [])
        let moved = before.map {
            Diner(
                id: $0.id, birth: $0.birth, hukou: $0.hukou, residence: "310107", statuses: [],
                validFrom: $0.validFrom)
        }
        #expect(found(try change(before, moved), [sale]).isEmpty)
        #expect(!found(try change(before, rows(poorFrom: 0)), [sale]).isEmpty)
    }

    @Test("nothing is due where the receipt's snapshot, policy or period is not the service's")
    func frame() throws {
        let before = rows(poorFrom: nil)
        let good = try meal(1, before)
        let gain = try change(before, rows(poorFrom: 0))
        #expect(found(gain, [good]).count == 2)
        func altered(_ snapshot: Snapshot?, _ change: (inout Sale) -> Void) -> [String] {
            var sale = good.sale
            change(&sale)
            return found(
                gain,
                [
                    ReviewedSale(
                        key: good.key, id: good.id, time: good.time, sale: sale,
                        snapshot: snapshot, claimed: [:])
                ])
        }
        #expect(altered(snapshot) { _ in }.count == 2)
        #expect(altered(nil) { _ in }.isEmpty)
        #expect(altered(snapshot) { $0.policy = "another" }.isEmpty)
        #expect(altered(snapshot) { $0.period = .dinner }.isEmpty)
        #expect(altered(snapshot) { $0.canteen = "yp.999" }.isEmpty)
    }
}
