import Meals
import Settlement

/// A source of numbers that a seed repeats (SplitMix64).
struct SettlementDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func fen(_ range: ClosedRange<Int>) -> Fen { Fen(Int64(number(range))) }

    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    mutating func text(_ alphabet: String, _ lengths: ClosedRange<Int>) -> String {
        let letters = Array(alphabet)
        return String((0..<number(lengths)).map { _ in letters[number(0...letters.count - 1)] })
    }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }
}

extension SettlementSample {
    private static let digits = "0123456789"
    private static let codes = "0123456789abcXYZ-_."
    private static let words = "abcXYZ019-_.;&<>\"'=区街道慈善"
    private static let titles = "ab 12&<>\"'睦邻小厨é👵🏻]]>"

    /// Any content that a settlement file can have.
    static func random(seed: UInt64) -> SettlementSample {
        var dice = SettlementDice(seed: seed)
        let day = Day(number: dice.number(-700_000...2_900_000))
        let from = Moment(
            day + -1, secondOfDay: dice.number(0...86_399), millisecond: dice.number(0...999))
        let header = SettlementHeader(
            fileId: dice.text(codes, 1...35), settleDate: day, issue: dice.number(1...999),
            windowFrom: from, windowTo: Moment(day, secondOfDay: dice.number(1...86_399)),
            sendInsCode: dice.text(digits, 8...11), recvInsCode: dice.text(digits, 8...11),
            previous: dice.chance(50)
                ? .init(
                    fileId: dice.text(codes, 1...35),
                    digest: dice.text("0123456789abcdef", 64...64)) : nil)
        let merchants = (0..<dice.number(1...4)).map { number in
            SettlementMerchant(
                merId: MerchantID("9992900581\(number)00A\(number)"),
                name: dice.text(titles, 1...20), mcc: dice.text(digits, 4...4),
                canteen: CanteenID(dice.text(codes, 1...35)),
                street: DivisionCode(dice.text(digits, dice.chance(50) ? 6...6 : 9...9)),
                terminals: (0..<dice.number(1...3)).map { TerminalID("T000\(number)00\($0)") })
        }
        let rules = (0..<3).map { _ in dice.text(words, 1...20) }
        let funds = (0..<3).map { _ in dice.text(words, 1...20) }
        var transactions: [SettlementTransaction] = []
        var whole: [SettlementTransaction] = []
        for number in 0..<dice.number(0...40) {
            let ref = "R\((number * 7).padded(6))"
            if let sale = whole.last, dice.chance(15) {
                whole.removeLast()
                transactions.append(back(ref, of: sale, &dice))
                continue
            }
            let next = transaction(
                ref, header, dice.one(of: merchants), rules, funds, &dice)
            transactions.append(next)
            if next.type == .sale { whole.append(next) }
        }
        let deliveries = merchants.map { merchant in
            SettlementDelivery(
                merId: merchant.merId, kitchen: KitchenID(dice.text(codes, 1...35)),
                serviceDate: day + dice.number(-3...0), portions: dice.number(0...99_999),
                returned: dice.number(0...99_999), amount: dice.fen(0...999_999_999_999))
        }
        return SettlementSample(
            header: header, merchants: merchants, transactions: transactions,
            deliveries: dice.chance(80) ? deliveries : [])
    }

    /// A void or refund of all of a sale.
    private static func back(
        _ ref: String, of sale: SettlementTransaction, _ dice: inout SettlementDice
    ) -> SettlementTransaction {
        SettlementTransaction(
            ref: ref, merId: sale.merId, termId: sale.termId,
            type: dice.chance(50) ? .void : .refund, time: sale.time,
            businessDay: sale.businessDay, period: sale.period,
            original: SettlementOriginal(ref: sale.ref), lateFrom: sale.lateFrom,
            diner: sale.diner, meal: sale.meal, discount: sale.discount,
            subsidies: sale.subsidies, tenders: sale.tenders)
    }

    private static func transaction(
        _ ref: String, _ header: SettlementHeader, _ merchant: SettlementMerchant,
        _ rules: [String], _ funds: [String], _ dice: inout SettlementDice
    ) -> SettlementTransaction {
        let type = dice.one(of: SettlementType.allCases)
        let isUnexplained = dice.chance(30)
        let isLate = dice.chance(20)
        let window = header.windowTo.milliseconds - header.windowFrom.milliseconds
        let time = Moment(
            milliseconds: header.windowFrom.milliseconds
                + Int64(dice.number(isLate ? -900_000...0 : 0...Int(window - 1))))
        let subsidies = subsidies(rules, funds, &dice)
        let tenders = (0..<dice.number(0...4)).map { _ in tender(&dice) }
        let discount = dice.fen(0...500)
        return SettlementTransaction(
            ref: ref, merId: merchant.merId, termId: dice.one(of: merchant.terminals), type: type,
            time: time, businessDay: time.day, period: dice.one(of: MealPeriod.allCases),
            original: type == .sale
                ? nil
                : SettlementOriginal(
                    ref: "R\(dice.number(0...9))",
                    settleDate: isUnexplained ? nil : header.settleDate + -1,
                    isUnexplained: isUnexplained),
            lateFrom: isLate ? header.settleDate + -dice.number(1...9) : nil,
            diner: dice.chance(70) ? DinerToken(bits: UInt128(dice.number(0...5)) << 64) : nil,
            meal: discount + subsidies.total(\.amount) + tenders.total(\.amount),
            discount: discount, subsidies: subsidies, tenders: tenders)
    }

    private static func subsidies(
        _ rules: [String], _ funds: [String], _ dice: inout SettlementDice
    ) -> [SettlementSubsidy] {
        var subsidies: [SettlementSubsidy] = []
        for _ in 0..<dice.number(0...4) {
            let next = SettlementSubsidy(
                policy: dice.one(of: rules), rule: dice.one(of: rules), fund: dice.one(of: funds),
                amount: dice.fen(1...dice.one(of: [300, 100_000_000_000])),
                state: dice.one(of: SettlementSubsidyState.allCases))
            let isThere = subsidies.contains {
                $0.policy == next.policy && $0.rule == next.rule && $0.fund == next.fund
                    && $0.state == next.state
            }
            if !isThere { subsidies.append(next) }
        }
        return subsidies
    }

    private static func tender(_ dice: inout SettlementDice) -> Tender {
        let kind = dice.one(of: TenderKind.allCases)
        let amount = dice.fen(0...dice.one(of: [2000, 100_000_000_000]))
        guard kind.hasAcquirer, dice.chance(90) else { return Tender(kind: kind, amount: amount) }
        let stars = String(repeating: "*", count: dice.number(3...9))
        let isCard = dice.chance(50)
        return Tender(
            kind: kind, amount: amount,
            reference: AcquirerReference(
                trace: dice.text(digits, 6...6), batch: dice.text(digits, 6...6),
                rrn: dice.text("0123456789ABcd", 12...12),
                authCode: isCard ? dice.text("0123456789ABcd", 6...6) : "",
                maskedCard: isCard
                    ? dice.text(digits, 6...6) + stars + dice.text(digits, 4...4) : ""))
    }
}
