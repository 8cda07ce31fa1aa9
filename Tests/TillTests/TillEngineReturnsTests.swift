import Journal
import Meals
import Testing

@testable import Till

@Suite("Giving back")
struct TillEngineReturnsTests {
    /// What is left of a sale, by line, tender, rule and funder; every entry ends at 0.
    private struct Left {
        var quantities: [Int]
        var gross: Fen
        var discount: Fen
        var tenders: [TenderKind: Fen] = [:]
        var shares: [String: Fen] = [:]

        init(_ sale: Sale) {
            quantities = sale.lines.map(\.quantity)
            (gross, discount) = (sale.gross, sale.discount)
            for tender in sale.tenders { tenders[tender.kind, default: .zero] += tender.amount }
            for grant in sale.grants {
                for share in grant.shares { shares["\(grant.rule)/\(share.funder)"] = share.amount }
            }
        }

        mutating func take(_ back: Reversal) {
            for line in back.lines { quantities[line.index] -= line.quantity }
            gross -= back.gross
            discount -= back.discount
            for tender in back.tenders { tenders[tender.kind, default: .zero] -= tender.amount }
            for grant in back.grants {
                for share in grant.shares {
                    shares["\(grant.rule)/\(share.funder)", default: .zero] -= share.amount
                }
            }
        }

        private var amounts: [Fen] { [gross, discount] + tenders.values + shares.values }
        var isNegative: Bool { amounts.contains { $0 < .zero } || quantities.contains { $0 < 0 } }
        var isNothing: Bool {
            amounts.allSatisfy { $0 == .zero } && quantities.allSatisfy { $0 == 0 }
        }
    }

    /// Some of the portions that are left, at least one; all of them now and then.
    private func portions(_ left: [Int], _ random: inout SeededRandom) -> [Reversal.Line] {
        let whole = random.chance(20)
        let lines = left.indices.filter { left[$0] > 0 }.map {
            Reversal.Line(
                index: $0, quantity: whole ? left[$0] : Int.random(in: 0...left[$0], using: &random)
            )
        }.filter { $0.quantity > 0 }
        guard lines.isEmpty, let first = left.firstIndex(where: { $0 > 0 }) else { return lines }
        return [Reversal.Line(index: first, quantity: 1)]
    }

    @Test(
        "I10: any split into refunds adds up to the sale, per line, tender, rule and funder",
        arguments: ["all", "best", "first"])
    func splits(_ stacking: String) throws {
        var random = SeededRandom(seed: 61)
        var shop = try SampleShop(stacking: stacking)
        var grants = 0
        for round in 0..<250 {
            let at = SampleShop.noon.adding(seconds: round * 30_000)
            let (seq, sale) = shop.sell(
                random.basket(), to: random.pick(SampleShop.diners), at: at,
                split: { random.tenders($0) })
            grants += sale.grants.count
            var left = Left(sale)
            while left.quantities.contains(where: { $0 > 0 }) {
                let lines = portions(left.quantities, &random)
                let expected = lines.total { sale.lines[$0.index].unitPrice * $0.quantity }
                let last = random.chance(10)
                let quote =
                    last
                    ? try shop.engine.quoteVoid(of: seq)
                    : try shop.engine.quoteRefund(of: seq, lines: lines)
                let back = shop.giveBack(quote, at: at, isVoid: last)
                #expect(last || back.gross == expected)
                #expect(back.gross == back.discount + back.subsidy + back.paid)
                #expect(back.tenders.allSatisfy { $0.amount > .zero })
                #expect(back.discount >= .zero)
                left.take(back)
                #expect(!left.isNegative)
            }
            #expect(left.isNothing, "\(sale)")
            #expect(throws: ReturnError.nothingLeft) { try shop.engine.quoteVoid(of: seq) }
        }
        #expect(grants > 100)
    }

    @Test("a part of the price takes back about the same part of each payment, never a yuan off")
    func proportion() throws {
        var random = SeededRandom(seed: 62)
        var shop = try SampleShop()
        for round in 0..<150 {
            let at = SampleShop.noon.adding(seconds: round * 90_000)
            let (seq, sale) = shop.sell(
                [SaleLine(item: "a", quantity: 10, unitPrice: Fen(random.pick([100, 333, 999])))],
                to: random.pick(SampleShop.diners), at: at)
            let count = Int.random(in: 1...9, using: &random)
            let quote = try shop.engine.quoteRefund(
                of: seq, lines: [.init(index: 0, quantity: count)])
            func isNear(_ part: Fen, _ whole: Fen) -> Bool {
                abs(part.fen * 10 - whole.fen * Int64(count)) <= 100
            }
            #expect(isNear(quote.discount, sale.discount))
            #expect(isNear(quote.tenders.total(\.amount), sale.paid))
            #expect(isNear(quote.grants.total(\.amount), sale.subsidy))
        }
    }

    @Test("a void after nothing gives back the sale itself")
    func wholeVoid() throws {
        var random = SeededRandom(seed: 63)
        var shop = try SampleShop()
        for round in 0..<100 {
            let at = SampleShop.noon.adding(seconds: round * 20_000)
            let (seq, sale) = shop.sell(
                random.basket(), to: random.pick(SampleShop.diners), at: at,
                split: { random.tenders($0) })
            let quote = try shop.engine.quoteVoid(of: seq)
            #expect(quote.gross == sale.gross && quote.discount == sale.discount)
            #expect(quote.grants == sale.grants)
            #expect(quote.tenders == sale.tenders.filter { $0.amount > .zero })
            #expect(quote.lines.map(\.quantity) == sale.lines.map(\.quantity))
            shop.giveBack(quote, at: at, isVoid: true)
        }
    }

    @Test("is refused where there is nothing, or less, to give back")
    func refusals() throws {
        var shop = try SampleShop()
        let (seq, _) = shop.sell(
            [
                SaleLine(item: "a", quantity: 2, unitPrice: Fen(500)),
                SaleLine(item: "b", quantity: 1, unitPrice: Fen(0)),
            ], to: "old")
        func refusal(_ lines: [(Int, Int)], of seq: Int) -> ReturnError? {
            do throws(ReturnError) {
                _ = try shop.engine.quoteRefund(
                    of: seq, lines: lines.map { .init(index: $0.0, quantity: $0.1) })
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([(0, 1)], of: seq + 1) == .saleNotFound)
        #expect(throws: ReturnError.saleNotFound) { try shop.engine.quoteVoid(of: 99) }
        #expect(refusal([], of: seq) == .nothingLeft)
        #expect(refusal([(2, 1)], of: seq) == .lineNotFound(2))
        #expect(refusal([(-1, 1)], of: seq) == .lineNotFound(-1))
        #expect(refusal([(0, 3)], of: seq) == .moreThanSold(line: 0, left: 2))
        #expect(refusal([(0, 1), (0, 2)], of: seq) == .moreThanSold(line: 0, left: 2))
        #expect(refusal([(0, 0)], of: seq) == .moreThanSold(line: 0, left: 2))
        #expect(refusal([(0, -1)], of: seq) == .moreThanSold(line: 0, left: 2))
        shop.giveBack(try shop.engine.quoteRefund(of: seq, lines: [.init(index: 0, quantity: 1)]))
        #expect(refusal([(0, 2)], of: seq) == .moreThanSold(line: 0, left: 1))
        #expect(refusal([(0, 1), (1, 1)], of: seq) == nil)
    }
}
