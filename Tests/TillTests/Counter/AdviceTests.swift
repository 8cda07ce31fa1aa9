import Journal
import Meals
import Subsidies
import Testing

@testable import Till

@Suite("What the cashier is told of a subsidy")
struct AdviceTests {
    private func advice(_ rig: CounterRig) -> Advice { rig.counter.ticket.advice }

    private func rig(_ card: String, _ codes: String...) throws -> CounterRig {
        var rig = try CounterRig()
        rig.openShift()
        rig.card(card)
        for code in codes { rig.type(code) }
        return rig
    }

    @Test("what is left of each limit, before the meal")
    func left() throws {
        var rig = try rig("6299990000000003")
        #expect(
            advice(rig).left.map(\.measure) == [
                .count(1), .count(3), .amount(Fen(700)), .amount(Fen(2000)),
            ])
        rig.sell("101")
        rig.card("6299990000000003")
        #expect(
            advice(rig).left.map(\.measure) == [
                .count(0), .count(2), .amount(Fen(430)), .amount(Fen(1730)),
            ])
    }

    @Test("the least price that would be granted something, to the fen")
    func threshold() throws {
        let rig = try rig("6299990000000002", "102")
        #expect(advice(rig).reason == .spendAtLeast(Fen(600)))
        #expect(rig.refusal == nil)
    }

    @Test("the public is told nothing, a granted meal needs no reason")
    func silent() throws {
        #expect(advice(try rig("6299990000000002", "101")).reason == nil)
        var open = try CounterRig()
        open.openShift()
        open.type("101")
        #expect(advice(open) == .none)
    }

    @Test(
        "another place, another hour or nothing at all",
        arguments: [
            ("channel: [dine-in]", Channel.takeAway, Advice.Reason.dineInOnly),
            ("period: [dinner]", .dineIn, .otherPeriod),
            ("statuses: [veteran]", .dineIn, .notEligible),
        ])
    func others(_ condition: String, _ channel: Channel, _ reason: Advice.Reason) throws {
        let policy = """
            policy: p
            title: t
            status: sample
            effective: {from: 2025-01-01}
            rounding: half-up
            threshold_base: before-discount
            stacking: best
            periods: {lunch: {from: "10:00", to: "14:00"}, dinner: {from: "16:00", to: "19:00"}}
            discounts: []
            subsidies:
              - {id: A, when: {\(condition)}, benefit: {amount: "2.00"}, limits: [{count: 1, per: day}], funders: {city: "1"}}
            """
        let rig = try CounterRig(policy: policy)
        let quote = rig.shop.engine.quote(
            Basket(
                lines: [SaleLine(item: "101", quantity: 1, unitPrice: Fen(1200))], diner: "poor",
                channel: channel), at: SampleShop.noon)
        #expect(rig.shop.engine.advice(on: quote).reason == reason)
    }

    @Test("which window is used up is said")
    func window() throws {
        var rig = try CounterRig()
        rig.openShift()
        for day in 0..<3 {
            rig.at = Moment(SampleShop.noon.day.monday + day, secondOfDay: 43_200)
            rig.card("6299990000000003")
            rig.sell("101")
        }
        let day = SampleShop.noon.day.monday + 3
        let quote = rig.shop.engine.quote(
            Basket(
                lines: [SaleLine(item: "x", quantity: 1, unitPrice: Fen(500))], diner: "poor"),
            at: Moment(day, secondOfDay: 43_200))
        #expect(rig.shop.engine.advice(on: quote).reason == .usedUp(.week))
    }
}
