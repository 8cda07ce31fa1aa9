import Journal
import Meals
import Testing

@testable import Till

@Suite("Dignity at the counter")
struct DignityTests {
    /// Many reasons for the same price: hardship, age, service to the country, a discount.
    private static let policy = """
        policy: dignity
        title: 样例
        status: sample
        effective: {from: 2025-01-01}
        rounding: half-up
        threshold_base: before-discount
        stacking: best
        periods:
          lunch: {from: "10:00", to: "14:00"}
        discounts:
          - {id: d, when: {age: {from: 60}, not_statuses: [dibao, veteran], hukou: ["310101"]}, pay_rate: "0.85"}
        subsidies:
          - {id: hardship, when: {statuses: [dibao]}, benefit: {amount: "3.00"}, limits: [{count: 1, per: day}], funders: {district: "1"}}
          - {id: age, when: {age: {from: 80}, not_statuses: [dibao]}, benefit: {amount: "3.00"}, limits: [{count: 9, per: week}], funders: {city: "1/2", street: "1/2"}}
          - {id: honour, when: {statuses: [veteran]}, benefit: {rate: "0.15", at_most: "3.00"}, limits: [{amount: "30.00", per: month}], funders: {charity: "1"}}
        """

    private static let classes: [(card: String, diner: Diner)] = [
        ("6299990000000011", SampleShop.diner("needy", "1955-01-01", [.minimumLiving])),
        ("6299990000000012", SampleShop.diner("aged", "1938-01-01", [])),
        ("6299990000000013", SampleShop.diner("soldier", "1951-01-01", [.veteran])),
        (
            "6299990000000014",
            Diner(
                id: "neighbour", birth: Day("1958-01-01"), hukou: "310101",
                residence: "310110009", statuses: [], validFrom: Day(number: 0))
        ),
        ("6299990000000015", SampleShop.diner("dead", "1938-01-01", [.deceased])),
        ("6299990000000016", SampleShop.diner("young", "1990-01-01", [])),
    ]

    private static let snapshot = Result {
        try SampleShop.snapshot(
            "all", menu: CounterRig.menu, policy: policy, more: classes.map(\.diner))
    }

    /// What a bystander has seen, heard and held by the end of one sale.
    private struct Seen: Hashable {
        let paid: Fen
        let screens: [[UInt8]]
        let slip: [String]
    }

    /// One diner buys one basket, with the allowance fresh or used before.
    private func buy(
        _ card: String?, _ basket: [String], tender: TenderKind, used: Bool
    ) throws -> Seen {
        var rig = try CounterRig(
            snapshot: try DignityTests.snapshot.get(),
            cards: Dictionary(
                uniqueKeysWithValues: DignityTests.classes.map { ($0.card, $0.diner.id) }))
        rig.openShift()
        if used, let card {
            rig.card(card)
            rig.sell("102")
            rig.press(.void)
            rig.act(.form(["reason": "1"]))
            rig.card(card)
            rig.sell("102")
        } else if used {
            rig.sell("102")
            rig.press(.void)
            rig.act(.form(["reason": "1"]))
            rig.sell("102")
        }
        if let card { rig.card(card) }
        for meal in basket { rig.type(meal) }
        var screens = [rig.customer.json.bytes]
        if rig.counter.shownRefusal != nil { rig.press(.fullPrice) }
        screens.append(rig.customer.json.bytes)
        rig.act(.tender(tender, amount: ""))
        if case .form(.references) = rig.counter.stage { rig.act(.form([:])) }
        screens.append(rig.customer.json.bytes)
        guard case .slip(let record, let received, false) = rig.printed.last,
            case .sale(let sale) = record.body
        else { throw CancellationError() }
        let slip = SlipDocument.record(
            record, canteen: "殷行", received: received, sold: { _ in nil }
        ) { code in CounterRig.menu.first { $0.code == code }?.name }
        return Seen(paid: sale.paid, screens: screens, slip: slip?.text(on: .narrow) ?? [])
    }

    @Test("two who pay the same for the same meal are told apart by nothing a bystander gets")
    func samePrice() throws {
        var random = SeededRandom(seed: 94)
        var (alike, reasons) = (0, 0)
        let baskets =
            [["2*102", "101"], ["101"]]
            + (0..<25).map { _ in
                (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    "\(Int.random(in: 1...4, using: &random))*\(random.pick(["101", "102", "7"]))"
                }
            }
        for basket in baskets {
            let tender = random.pick(TenderKind.allCases)
            for used in [false, true] {
                var byPrice: [Fen: Set<Seen>] = [:]
                var count: [Fen: Int] = [:]
                for card in DignityTests.classes.map(\.card) + [
                    "6299990000009999", CounterRig.lostCard, nil,
                ] {
                    let seen = try buy(card, basket, tender: tender, used: used)
                    byPrice[seen.paid, default: []].insert(seen)
                    count[seen.paid, default: 0] += 1
                }
                #expect(byPrice.values.allSatisfy { $0.count == 1 }, "\(basket), used \(used)")
                alike += count.values.filter { $0 > 1 }.count
                reasons += count.filter { $0.value > 1 && $0.key < Fen(1200) }.count
            }
        }
        #expect(alike > 50 && reasons > 5)
    }

    @Test("what is said is the amount, and never a reason")
    func voice() throws {
        let amounts: [(Int64, String)] = [
            (1200, "请付12元"), (1250, "请付12元5角"), (1205, "请付12元零5分"), (5, "请付5分"),
            (50, "请付5角"), (0, "请付0元"), (1_000_01, "请付1000元零1分"),
        ]
        for (fen, words) in amounts {
            var rig = try CounterRig()
            rig.shop.engine.snapshot = try SampleShop.snapshot(
                "all", menu: [MenuItem(code: "1", name: "a", price: Fen(fen))])
            rig.openShift()
            rig.type("1")
            #expect(rig.customer.voice == words)
        }
    }

    @Test("before the meal is typed, a card shows the bystander nothing")
    func cardAlone() throws {
        var rig = try CounterRig()
        rig.openShift()
        let idle = rig.customer
        for card in CounterRig.cards.keys.sorted() + ["6299990000009999"] {
            rig.card(card)
            #expect(rig.customer == idle)
        }
    }
}
