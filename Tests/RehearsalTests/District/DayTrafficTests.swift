import Foundation
import Meals
import Supply
import Testing

@testable import Rehearsal

@Suite struct DayTrafficTests {
    static let day = Day(number: 20_781)
    static let district = District.make(seed: 1, on: day)

    static func menu() throws -> MenuBook {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try MenuBook(folder: root.appending(path: "Menus").path())
    }

    static func sales(seed: UInt64 = 5) throws -> [PlannedSale] {
        DayTraffic.make(district: district, seed: seed, day: day, menu: try menu())
    }

    @Test("7,400 meals, in order, each at a terminal of its canteen") func shape() throws {
        let sales = try Self.sales()
        let menu = try Self.menu()
        let byID = Dictionary(Self.district.canteens.map { ($0.id, $0) }) { a, _ in a }
        let diners = Set(Self.district.roster.map(\.id))
        #expect(sales.count == 7400)
        #expect(Set(sales.map(\.order)).count == 7400)
        #expect(sales.first?.order == "R20261124-000001")
        #expect(zip(sales, sales.dropFirst()).allSatisfy { $0.at <= $1.at })
        for sale in sales {
            #expect(byID[sale.canteen]?.terminals.contains(sale.terminal) == true)
            #expect((1...5).contains(sale.lines.count))
            #expect(Set(sale.lines.map(\.item)).count == sale.lines.count)
            #expect(sale.lines.allSatisfy { menu.dish(item: $0.item)?.price == $0.unitPrice })
            #expect(sale.at.day == Self.day)
            #expect(sale.diner.map { diners.contains($0) && sale.card != nil } ?? true)
        }
        #expect(Set(sales.map(\.canteen)).count == 115)
    }

    @Test("elders, ways to pay and places to eat are at their shares") func shares() throws {
        let sales = try Self.sales()
        func percent(_ holds: (PlannedSale) -> Bool) -> Int {
            sales.filter(holds).count * 100 / sales.count
        }
        #expect((67...73).contains(percent { $0.diner != nil }))
        #expect((74...82).contains(percent { $0.channel == .dineIn }))
        #expect((30...45).contains(percent { $0.tender == .unionPayCard }))
        #expect((15...26).contains(percent { $0.tender == .cash }))
        for tender in TenderKind.allCases { #expect(sales.contains { $0.tender == tender }) }
        for channel in Channel.allCases { #expect(sales.contains { $0.channel == channel }) }
        #expect(sales.contains { $0.diner == nil && $0.card != nil })
        let outside = sales.filter { Self.period($0.at) == .other }
        #expect((20...400).contains(outside.count))
        #expect(percent { Self.period($0.at) == .lunch } > 48)
        let streetOf = Dictionary(Self.district.canteens.map { ($0.id, $0.street) }) { a, _ in a }
        let homeOf = Dictionary(Self.district.roster.map { ($0.id, $0.residence) }) { _, b in b }
        let near = sales.filter { $0.diner.map { homeOf[$0] } == streetOf[$0.canteen] }
        #expect(near.count * 10 > sales.filter { $0.diner != nil }.count * 6)
    }

    /// The meal periods as the sample policy has them.
    static func period(_ at: Moment) -> MealPeriod {
        switch at.secondOfDay / 60 {
        case 360..<570: .breakfast
        case 600..<840: .lunch
        case 960..<1170: .dinner
        default: .other
        }
    }

    @Test("a few diners eat twice in one period, elsewhere and later") func doubles() throws {
        struct Meal: Hashable {
            let diner: DinerID
            let period: MealPeriod
        }
        var visits: [Meal: [PlannedSale]] = [:]
        for sale in try Self.sales() where Self.period(sale.at) != .other {
            guard let diner = sale.diner else { continue }
            visits[Meal(diner: diner, period: Self.period(sale.at)), default: []].append(sale)
        }
        let doubles = visits.values.filter { $0.count > 1 }
        #expect((35...50).contains(doubles.count))
        for double in doubles {
            #expect(double.count == 2)
            #expect(double[0].canteen != double[1].canteen)
            #expect(double[0].at.adding(seconds: 20 * 60) <= double[1].at)
        }
    }

    @Test("no terminal sells twice within twelve seconds") func spacing() throws {
        var last: [TerminalID: Moment] = [:]
        for sale in try Self.sales() {
            #expect(last[sale.terminal].map { $0.adding(seconds: 12) <= sale.at } ?? true)
            last[sale.terminal] = sale.at
        }
    }

    @Test("voids and refunds come after their sale, within its lines") func reversals() throws {
        let sales = try Self.sales()
        var (voids, refunds) = (0, 0)
        for sale in sales {
            switch sale.later {
            case .void(let at)?:
                voids += 1
                #expect(at > sale.at && at <= sale.at.adding(seconds: 300))
            case .refund(let at, let lines)?:
                refunds += 1
                #expect(at > sale.at && !lines.isEmpty)
                #expect(
                    lines.allSatisfy {
                        $0.quantity >= 1 && $0.quantity <= sale.lines[$0.index].quantity
                    })
            case nil: break
            }
        }
        #expect((20...60).contains(voids) && (30...80).contains(refunds))
        let events = PlannedEvent.inOrder(sales)
        #expect(events.count == sales.count + voids + refunds)
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at })
    }

    @Test("the same seed plans the same day, another seed or day another") func determinism() throws
    {
        let sales = try Self.sales()
        #expect(sales == (try Self.sales()))
        #expect(sales != (try Self.sales(seed: 6)))
        let next = DayTraffic.make(
            district: Self.district, seed: 5, day: Self.day + 1, menu: try Self.menu())
        #expect(next.map(\.diner) != sales.map(\.diner))
    }

    @Test("a roster too small for the day leaves the rest to the public") func small() throws {
        let tiny = District.make(seed: 1, on: Self.day, canteens: 1, diners: 20)
        let sales = DayTraffic.make(
            district: tiny, seed: 1, day: Self.day, menu: try Self.menu(), meals: 500)
        #expect(sales.count == 500)
        #expect(sales.filter { $0.diner != nil }.count <= 120)
    }

    @Test("everything delivered was sold or went back") func deliveries() throws {
        let sales = try Self.sales()
        let rows = Deliveries.make(
            district: Self.district, sales: sales, seed: 5, day: Self.day)
        var sold: [CanteenID: Int] = [:]
        for sale in sales {
            if case .void? = sale.later { continue }
            for line in sale.lines { sold[sale.canteen, default: 0] += line.quantity }
        }
        #expect(rows.count == sold.count)
        for row in rows {
            #expect(row.portions - row.returned == sold[row.canteen])
            #expect(row.returned >= 0 && row.amount > .zero)
        }
        #expect(
            Deliveries.csv(rows).hasPrefix("kitchen,canteen,date,portions,returned,amount\nK1,"))
    }

    @Test("one terminal is cut off until 19:45, some others for a while") func outages() {
        let outages = Outages.make(district: Self.district, seed: 5, day: Self.day)
        let whole = outages.filter { $0.from == Moment(Self.day, secondOfDay: 0) }
        #expect(whole.count == 1)
        #expect(whole.first?.to.clock == "19:45:00")
        #expect(outages.count >= 4)
        #expect(Set(outages.map(\.terminal)).count == outages.count)
        #expect(outages.allSatisfy { $0.from < $0.to && $0.to.day == Self.day })
        #expect(outages == Outages.make(district: Self.district, seed: 5, day: Self.day))
    }
}
