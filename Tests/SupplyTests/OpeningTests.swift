import Meals
import Testing

@testable import Supply

/// What a plan takes for shut, who opens it, and what it borrows.
@Suite struct OpeningTests {
    private static let monday = Day(number: 20_780).monday
    /// The Sunday after eight weeks.
    private static let sunday = monday + 62

    private func canteen(_ id: String, _ kind: VenueKind = .canteen, seats: Int = 50) -> Canteen {
        Canteen(
            id: CanteenID(id), name: id, kind: kind, street: "310110001",
            merchant: "898310158120001", terminals: [], kitchen: "k1", seats: seats)
    }

    /// Eight weeks and six days of meals, up to the Saturday.
    private func history(_ sells: (String, Int, MealPeriod) -> Bool) -> SalesHistory {
        var history = SalesHistory()
        for id in ["c1", "c2"] {
            for day in 0..<62 {
                for period in [MealPeriod.lunch, .dinner] where sells(id, day, period) {
                    for (dish, portions) in [("101", 30), ("301", 40)] {
                        history.add(
                            .init(
                                day: OpeningTests.monday + day, canteen: CanteenID(id),
                                period: period, dish: DishCode(dish), portions: portions))
                    }
                }
            }
        }
        return history
    }

    private func plan(
        _ basis: ProductionPlan.Basis, on day: Day = sunday, _ canteens: [Canteen]? = nil
    ) throws -> ProductionPlan {
        try #require(
            ProductionPlan.plans(
                for: day...day, basis: basis, menu: try Shelf().book(),
                canteens: canteens ?? [canteen("c1"), canteen("c2")]
            ).first)
    }

    private func portions(
        _ plan: ProductionPlan, _ canteen: CanteenID, _ period: MealPeriod? = nil
    ) -> Int {
        plan.rows.filter { $0.canteen == canteen && (period == nil || $0.period == period) }
            .reduce(0) { $0 + $1.planned }
    }

    @Test("who never sold on a Sunday is planned as shut on one, says so, and can be opened")
    func neverOnSundays() throws {
        var basis = ProductionPlan.Basis(
            history: history { id, day, _ in id == "c2" || day % 7 < 6 })
        let shut = try plan(basis)
        #expect(portions(shut, "c1") == 0)
        #expect(portions(shut, "c2") > 100)
        #expect(
            shut.statements.first
                == "c1 is planned as shut (lunch, dinner): it sold nothing on 8 such weekdays and "
                + "on others it did; the event open with c1 as its series opens it")
        // On a Monday it is open, and on a Sunday that is worked for a holiday it is, too.
        #expect(portions(try plan(basis, on: OpeningTests.sunday + 1), "c1") > 100)
        basis.events = EventTable([.init(day: OpeningTests.sunday, event: "make-up-workday")])
        #expect(portions(try plan(basis), "c1") > 100)
        basis.events = EventTable([
            .init(day: OpeningTests.sunday, event: "open", series: "c1|lunch")
        ])
        let opened = try plan(basis)
        #expect(portions(opened, "c1", .lunch) > 50)
        #expect(portions(opened, "c1", .dinner) == 0)
    }

    @Test("a day that is written down as 0 throughout is shut like one of which nothing is written")
    func writtenZeros() throws {
        func both(_ sells: (String, Int, MealPeriod) -> Bool) throws -> [ProductionPlan] {
            let silent = history(sells)
            var written = silent
            for id in ["c1", "c2"] {
                for day in 0..<62 {
                    for period in [MealPeriod.lunch, .dinner] where !sells(id, day, period) {
                        for dish in ["101", "301"] {
                            written.add(
                                .init(
                                    day: OpeningTests.monday + day, canteen: CanteenID(id),
                                    period: period, dish: DishCode(dish), portions: 0))
                        }
                    }
                }
            }
            return [try plan(.init(history: silent)), try plan(.init(history: written))]
        }
        for sells: (String, Int, MealPeriod) -> Bool in [
            { id, day, _ in id == "c2" || day % 7 < 6 }, { id, day, _ in id == "c2" || day < 40 },
            { id, day, period in id == "c2" || period == .lunch || day < 40 },
        ] {
            let plans = try both(sells)
            #expect(plans[0].rows == plans[1].rows)
            #expect(plans[0].statements == plans[1].statements)
            #expect(plans[1].statements.contains { $0.contains("c1") })
        }
    }

    @Test("an event that is meant to shut or open is written as such")
    func capitals() {
        #expect(throws: Problems.self) {
            try EventTable(csv: Array("date,event\n2026-12-01,Closed\n".utf8), file: "e.csv")
        }
        #expect(throws: Never.self) {
            try EventTable(csv: Array("date,event\n2026-12-01,Fair\n".utf8), file: "e.csv")
        }
    }

    @Test("a meal without Sundays is shut alone, and two Sundays say nothing yet")
    func meals() throws {
        let dinner = try plan(
            .init(history: history { _, day, period in period == .lunch || day % 7 < 6 }))
        #expect(portions(dinner, "c1", .lunch) > 50)
        #expect(portions(dinner, "c1", .dinner) == 0)
        let young = try plan(
            .init(history: history { _, day, _ in day % 7 < 6 && day > 47 }))
        #expect(portions(young, "c1") > 100)
    }

    @Test("who sold nothing on holidays is shut on the next, and open on the day after")
    func holidays() throws {
        let off = [10, 24, 38]
        var basis = ProductionPlan.Basis(
            history: history { id, day, _ in id == "c2" || !off.contains(day) })
        basis.events = EventTable(
            (off + [62]).map { .init(day: OpeningTests.monday + $0, event: "public-holiday") })
        let plan = try plan(basis)
        #expect(portions(plan, "c1") == 0)
        #expect(portions(plan, "c2") > 100)
        #expect(plan.statements.contains { $0.contains("sold nothing on 3 public holidays") })
        #expect(portions(try self.plan(basis, on: OpeningTests.sunday + 1), "c1") > 100)
    }

    @Test("of a holiday like none before it the weekday is known, and that it is one is told")
    func firstHoliday() throws {
        var basis = ProductionPlan.Basis(
            history: history { id, day, _ in id == "c2" || day % 7 < 6 })
        func plan(_ day: Day) throws -> ProductionPlan {
            basis.events = EventTable([.init(day: day, event: "public-holiday")])
            return try self.plan(basis, on: day)
        }
        let sunday = try plan(OpeningTests.sunday)
        #expect(portions(sunday, "c1") == 0)
        #expect(portions(sunday, "c2") > 100)
        #expect(sunday.statements.first?.contains("is a public holiday and nothing was") == true)
        let monday = try plan(OpeningTests.sunday + 1)
        #expect(portions(monday, "c1") > 100)
        basis.events = EventTable([])
        let plain = try self.plan(basis, on: OpeningTests.sunday + 1)
        #expect(!plain.statements.contains { $0.contains("is a public holiday") })
    }

    @Test("a canteen and a meal that stopped weeks ago are planned none and named with their day")
    func stopped() throws {
        let plan = try plan(
            .init(
                history: history { id, day, period in
                    id == "c2" ? period == .lunch || day < 40 : day < 45
                }))
        #expect(portions(plan, "c1") == 0)
        #expect(portions(plan, "c2", .dinner) == 0)
        #expect(portions(plan, "c2", .lunch) > 50)
        let last = OpeningTests.monday + 44
        #expect(
            plan.statements.contains {
                $0.hasPrefix(
                    "c1 is planned as shut (lunch, dinner): it sold for the last time on \(last)")
            })
        // A pause of ten days is none.
        let pause = try self.plan(
            .init(history: history { id, day, _ in id == "c2" || day < 52 }))
        #expect(portions(pause, "c1") > 100)
    }

    @Test("a closing without a series shuts all, one of a meal or of a class only that")
    func closings() throws {
        func plan(_ series: String?) throws -> ProductionPlan {
            var basis = ProductionPlan.Basis(history: history { _, _, _ in true })
            basis.events = EventTable([
                .init(day: OpeningTests.sunday, event: "closed", series: series)
            ])
            return try self.plan(basis)
        }
        #expect(try plan(nil).rows.isEmpty)
        let one = try plan("c1")
        #expect(portions(one, "c1") == 0 && portions(one, "c2") > 0)
        let meal = try plan("c1|dinner")
        #expect(portions(meal, "c1", .dinner) == 0 && portions(meal, "c1", .lunch) > 0)
        let dishes = try plan("c1|lunch|vegetable")
        let lunch = dishes.rows.filter { $0.canteen == "c1" && $0.period == .lunch }
        #expect(Set(lunch.map(\.dish)) == ["101", "102"])
        #expect(
            try plan("c9").statements.contains { $0.hasPrefix("the events name 'c9', which is") })
    }

    @Test("an event of a canteen touches each of its counters")
    func touched() throws {
        var history = SalesHistory()
        let fairs = Set(stride(from: 3, to: 60, by: 5))
        for day in 0..<62 {
            for (dish, portions) in [("101", 30), ("301", 40)] {
                history.add(
                    .init(
                        day: OpeningTests.monday + day, canteen: "c1", period: .lunch,
                        dish: DishCode(dish),
                        portions: fairs.contains(day) ? 2 * portions : portions))
            }
        }
        var basis = ProductionPlan.Basis(history: history)
        let usual = try plan(basis, [canteen("c1")])
        basis.events = EventTable(
            (fairs + [62]).map {
                .init(day: OpeningTests.monday + $0, event: "fair", series: "c1")
            })
        let fair = try plan(basis, [canteen("c1")])
        #expect(portions(fair, "c1") > portions(usual, "c1") * 13 / 10)
    }

    @Test("the first point borrows from canteens, a canteen's new meal from those that have it")
    func borrowed() throws {
        var basis = ProductionPlan.Basis(
            history: history { id, _, period in id == "c2" || period == .lunch })
        let all = [canteen("c1"), canteen("c2"), canteen("p1", .point, seats: 25)]
        let plan = try plan(basis, all)
        let half = Double(portions(plan, "p1", .lunch)) / Double(portions(plan, "c2", .lunch))
        #expect((0.4...0.6).contains(half))
        #expect(
            plan.statements.contains {
                $0.hasPrefix(
                    "p1 has no past and is the first of its kind; it is planned by its seats")
            })
        #expect(portions(plan, "c1", .dinner) == 0)
        basis.events = EventTable([
            .init(day: OpeningTests.sunday, event: "open", series: "c1|dinner")
        ])
        let opened = try self.plan(basis, all)
        #expect(portions(opened, "c1", .dinner) > 20)
        #expect(
            opened.statements.contains { $0.hasPrefix("c1 never served dinner; it is planned") })
    }

    @Test("a dish that was never sold is planned as its class's average, and named")
    func newDish() throws {
        let plan = try plan(.init(history: history { _, _, _ in true }))
        #expect(
            plan.statements == [
                "sold for the first time, and planned as the average of their class: 102 蛋"
            ])
        #expect(plan.rows.contains { $0.dish == "102" && $0.planned > 5 })
    }

    @Test("orders of the shut are told: a closing stands, a habit gives way to the order")
    func orders() throws {
        var basis = ProductionPlan.Basis(
            history: history { id, day, _ in id == "c2" || day % 7 < 6 })
        basis.orders = [
            PreOrder(
                day: OpeningTests.sunday, canteen: "c1", period: .lunch, dish: "101", portions: 12),
            PreOrder(
                day: OpeningTests.sunday, canteen: "c2", period: .breakfast, dish: "301",
                portions: 3, reason: "来晚了"),
        ]
        let plan = try plan(basis)
        #expect(portions(plan, "c1") == 12)
        #expect(
            plan.statements.contains(
                "c1 is planned as shut and ordered 12 × 101 for lunch; only they are planned"))
        #expect(
            plan.statements.contains(
                "c2 ordered 3 × 301 for breakfast, which is not on that menu; they are planned"))
        #expect(
            PlanSheets(plan, routes: Routes(plan)).packing.html
                .contains("改单 早餐 301 × 3：来晚了"))
        basis.events = EventTable([
            .init(day: OpeningTests.sunday, event: "closed", series: "c1")
        ])
        let closed = try self.plan(basis)
        #expect(portions(closed, "c1") == 0)
        #expect(
            closed.statements.contains(
                "c1 is closed and ordered 12 × 101 for lunch; they are not planned"))
    }
}
