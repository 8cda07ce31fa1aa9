import Journal
import Meals
import Subsidies
import Testing

@testable import Till

@Suite("A diner's allowances at a till")
struct AllowanceTests {
    private let meal = [SaleLine(item: "a", quantity: 2, unitPrice: Fen(1000))]

    private func grants(_ shop: SampleShop, _ diner: DinerID, at: Moment = SampleShop.noon)
        -> [String: Fen]
    {
        let decision = shop.engine.quote(Basket(lines: meal, diner: diner), at: at).decision
        return Dictionary(uniqueKeysWithValues: decision.grants.map { ($0.rule, $0.amount) })
    }

    @Test("are used by sales and come back with a void, whatever was sold in between")
    func usedAndRestored() throws {
        var shop = try SampleShop()
        let fresh = grants(shop, "poor")
        #expect(fresh == ["A": Fen(500), "B": Fen(300)])
        let (first, _) = shop.sell(meal, to: "poor")
        #expect(grants(shop, "poor") == ["B": Fen(300)])
        shop.sell(meal, to: "poor")
        #expect(grants(shop, "poor") == ["B": Fen(100)])
        #expect(grants(shop, "young") == ["B": Fen(300)])
        shop.giveBack(try shop.engine.quoteVoid(of: first), isVoid: true)
        #expect(grants(shop, "poor") == ["A": Fen(500), "B": Fen(300)])
    }

    @Test("I11: come back exactly with the last of any split into refunds, counts not before")
    func splits() throws {
        for parts in [[2], [1, 1]] {
            for diner in ["poor", "old", "young"] as [DinerID] {
                var shop = try SampleShop()
                let fresh = grants(shop, diner)
                let (seq, _) = shop.sell(meal, to: diner)
                let used = grants(shop, diner)
                #expect(used != fresh || diner != "poor")
                for (index, quantity) in parts.enumerated() {
                    shop.giveBack(
                        try shop.engine.quoteRefund(
                            of: seq, lines: [.init(index: 0, quantity: quantity)]))
                    let isLast = index == parts.count - 1
                    #expect((grants(shop, diner)["A"] == fresh["A"]) == (isLast || diner != "poor"))
                }
                #expect(grants(shop, diner) == fresh)
            }
        }
    }

    @Test("end with the meal, the day, the week and the month")
    func windows() throws {
        var shop = try SampleShop()
        // 2026-11-23 is a Monday.
        let monday = try #require(Day("2026-11-23"))
        let noon = Moment(monday, secondOfDay: 43_200)
        shop.sell(meal, to: "poor", at: noon)
        #expect(grants(shop, "poor", at: noon.adding(seconds: 60))["A"] == nil)
        #expect(grants(shop, "poor", at: noon.adding(seconds: 5 * 3600))["A"] == Fen(500))
        shop.sell(meal, to: "poor", at: noon.adding(seconds: 86_400))
        shop.sell(meal, to: "poor", at: noon.adding(seconds: 2 * 86_400))
        #expect(grants(shop, "poor", at: noon.adding(seconds: 6 * 86_400))["A"] == nil)
        #expect(grants(shop, "poor", at: noon.adding(seconds: 7 * 86_400))["A"] == Fen(500))
        for day in 3...5 { shop.sell(meal, to: "poor", at: noon.adding(seconds: day * 86_400)) }
        let end = Moment(try #require(Day("2026-11-30")), secondOfDay: 43_200)
        #expect(grants(shop, "poor", at: end)["B"] == Fen(200))
        #expect(grants(shop, "poor", at: end.adding(seconds: 86_400))["B"] == Fen(300))
    }

    @Test("used elsewhere are learnt from the service and its own sales are not counted twice")
    func learning() throws {
        var shop = try SampleShop()
        let day = SampleShop.noon.day
        func use(_ rule: String, _ count: Int, _ amount: Int64) -> RuleUse {
            RuleUse(rule: rule, day: day, period: .lunch, count: count, amount: Fen(amount))
        }
        let (seq, _) = shop.sell(meal, to: "poor")
        #expect(grants(shop, "poor") == ["B": Fen(300)])
        // Its own sale among what the service says: 3.00 of 7.00 are used, and 2.50 elsewhere.
        shop.engine.learn(
            [use("A", 1, 500), use("B", 1, 300), use("B", 1, 250)], of: "poor", mark: seq)
        #expect(grants(shop, "poor") == ["B": Fen(150)])
        // Sold after the mark: it comes on top.
        shop.sell([SaleLine(item: "b", quantity: 1, unitPrice: Fen(600))], to: "poor")
        let basket = Basket(lines: meal, diner: "poor")
        let spent = shop.engine.quote(basket, at: SampleShop.noon).uses
            .filter { $0.rule == "B" }.total(\.amount)
        #expect(spent == Fen(300 + 250 + 135))
        #expect(grants(shop, "poor") == ["B": Fen(15)])
        shop.engine.learn([], of: "poor", mark: seq + 1)
        #expect(grants(shop, "poor") == ["A": Fen(500), "B": Fen(300)])
    }

    @Test("are not touched by training")
    func training() throws {
        var shop = try SampleShop()
        let fresh = grants(shop, "poor")
        let quote = shop.engine.quote(Basket(lines: meal, diner: "poor"), at: SampleShop.noon)
        let sale = shop.engine.sale(quote, tenders: [Tender(kind: .cash, amount: quote.payable)])
        let seq = shop.seal(.training(sale)).id.seq
        #expect(grants(shop, "poor") == fresh)
        #expect(throws: ReturnError.saleNotFound) { try shop.engine.quoteVoid(of: seq) }
    }
}
