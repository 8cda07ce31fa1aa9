import Journal
import Meals

/// Makes up records of every kind, sound in themselves.
struct GeneratedRecord {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    static let kinds = [
        "sale", "training", "void", "refund", "shift-open", "shift-close", "cash-move", "clock",
        "day-close",
    ]

    mutating func record(_ kind: String) -> Record {
        let body: Record.Body =
            switch kind {
            case "sale": .sale(sale())
            case "training": .training(sale())
            case "void": .void(reversal())
            case "refund": .refund(reversal())
            case "shift-open": .shiftOpen(ShiftOpen(shift: small(), float: fen()))
            case "shift-close": .shiftClose(shiftClose())
            case "cash-move": .cashMove(CashMove(amount: signed(), reason: text()))
            case "clock": .clock(ClockJump(from: moment(), to: moment()))
            default: .dayClose(dayClose())
            }
        return Record(
            id: id(), at: moment(), drift: Int64.random(in: -100_000...100_000, using: &random),
            counter: Int64.random(in: .min ... .max, using: &random), cashier: text(), body: body)
    }

    /// Half of them with the notes and coins, as journals of any age have them.
    private mutating func shiftClose() -> ShiftClose {
        var counts: [Fen: Int] = [:]
        for value in [10_000, 500, 10, 1] as [Int64] where random.chance(40) {
            counts[Fen(value)] = Int.random(in: 1...900, using: &random)
        }
        return ShiftClose(
            shift: small(), expected: signed(),
            counted: counts.isEmpty ? fen() : counts.total { $0.key * $0.value }, counts: counts,
            approved: random.chance(30))
    }

    private mutating func dayClose() -> DayClose {
        var tenders: [TenderKind: Fen] = [:]
        for kind in TenderKind.allCases where random.chance(40) {
            let amount = Fen(Int64.random(in: 1...90_000, using: &random))
            tenders[kind] = random.chance(20) ? -amount : amount
        }
        return DayClose(
            day: day(), first: small(), last: small(), sales: small(), reversals: small(),
            gross: signed(), discount: signed(), subsidy: signed(),
            paid: tenders.isEmpty ? signed() : tenders.values.total { $0 }, tenders: tenders)
    }

    mutating func id() -> RecordID {
        let terminals: [TerminalID] = ["YP001A01", "YP115B02", "zzzzzzzz"]
        return RecordID(
            terminal: random.pick(terminals), epoch: Int.random(in: 0...4095, using: &random),
            seq: Int.random(in: 0...(1 << 32), using: &random))
    }

    mutating func small() -> Int { Int.random(in: 0...100_000, using: &random) }

    mutating func fen() -> Fen {
        Fen(random.pick([0, 1, 850, Fen.limit.fen, Int64.random(in: 0...99_999, using: &random)]))
    }

    mutating func signed() -> Fen { random.chance(50) ? fen() : -fen() }

    mutating func moment() -> Moment {
        Moment(
            milliseconds: Int64.random(
                in: -253_402_300_800_000...253_402_300_800_000, using: &random))
    }

    mutating func day() -> Day { Day(number: Int.random(in: -700_000...2_900_000, using: &random)) }

    mutating func text() -> String {
        let pieces = [
            "", "a", "红烧肉", "\"", "\\", "\n", "\u{1}", "\u{7F}", "/", "😀", "e\u{301}", " ",
        ]
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in random.pick(pieces) }
            .joined()
    }

    private mutating func sale() -> Sale {
        let lines = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            SaleLine(
                item: text(), quantity: Int.random(in: 0...9, using: &random),
                unitPrice: Fen(Int64.random(in: 0...5000, using: &random)))
        }
        var left = lines.total(\.amount)
        let discount = part(&left)
        let grants = grants(&left)
        return Sale(
            order: random.chance(50) ? text() : nil, canteen: random.pick(["yp.001", "yp-115_b"]),
            day: day(), period: random.pick(MealPeriod.allCases),
            channel: random.pick(Channel.allCases), lines: lines, discount: discount,
            grants: grants, tenders: tenders(left), diner: random.chance(50) ? "D-17" : nil,
            card: random.chance(30) ? "0123456789abcdef0123456789abcdef" : nil,
            snapshot: text(), policy: random.chance(50) ? "putuo-2025" : nil,
            uses: random.chance(40) ? uses() : [], authorised: random.chance(30))
    }

    private mutating func reversal() -> Reversal {
        let gross = fen()
        var left = gross
        let discount = part(&left)
        let grants = grants(&left)
        return Reversal(
            sale: id(), order: random.chance(50) ? text() : nil, reason: text(),
            lines: (0..<Int.random(in: 0...3, using: &random)).map {
                Reversal.Line(index: $0, quantity: Int.random(in: 0...100_000, using: &random))
            },
            gross: gross, discount: discount, grants: grants, tenders: tenders(left))
    }

    /// A part of what is left, taken off it.
    private mutating func part(_ left: inout Fen) -> Fen {
        let part = Fen(Int64.random(in: 0...left.fen, using: &random))
        left -= part
        return part
    }

    private mutating func grants(_ left: inout Fen) -> [Grant] {
        var grants: [Grant] = []
        for rule in ["A", "B+", "高龄"] where random.chance(40) {
            var shares: [FunderShare] = []
            for funder in ["district", "city", "街道"] where random.chance(60) {
                shares.append(FunderShare(funder: funder, amount: part(&left)))
            }
            grants.append(Grant(rule: rule, shares: shares))
        }
        return grants
    }

    private mutating func tenders(_ amount: Fen) -> [Tender] {
        var left = amount
        var tenders: [Tender] = []
        for kind in TenderKind.allCases where random.chance(30) {
            tenders.append(Tender(kind: kind, amount: part(&left), reference: reference()))
        }
        tenders.append(Tender(kind: .cash, amount: left))
        return tenders
    }

    private mutating func reference() -> AcquirerReference? {
        guard random.chance(60) else { return nil }
        let isCard = random.chance(50)
        return AcquirerReference(
            trace: digits(6), batch: digits(6), rrn: digits(12), authCode: isCard ? digits(6) : "",
            maskedCard: isCard ? "622609******0048" : "")
    }

    private mutating func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }

    private mutating func uses() -> [RuleUse] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
            RuleUse(
                rule: random.pick(["A", "B+", "高龄"]), day: day(),
                period: random.pick(MealPeriod.allCases),
                count: Int.random(in: -3...3, using: &random), amount: signed())
        }
    }
}
