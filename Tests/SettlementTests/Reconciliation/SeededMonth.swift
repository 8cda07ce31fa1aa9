import Meals
import Settlement

/// A month of card movements with a hundred instances of each kind of difference, and what a
/// clerk who knew all would call each of them.
struct SeededMonth {
    enum Fault: String, CaseIterable {
        case missing, extra, amount, voidLost, reversedThere, fee, duplicate, cutOver
        case wrongMerchant, refundWithoutSale, ambiguous, split, merged
    }

    static let days = 30
    static let instances = 100
    static let terminals: UInt32 = 46
    static let cutOver = 23 * 3600

    /// One settlement date as each side's files have it.
    struct Date {
        var ours: [ReconciliationRow] = []
        var theirs: [ReconciliationRow] = []
        /// By an instance's first row: the verdict due, by key of the row on the side named.
        var due: [Due] = []
        var clean = 0
        var grouped = 0
        var cancelled = 0
    }

    struct Due: Hashable {
        let verdict: Verdict
        let ours: Set<UInt64>
        let theirs: Set<UInt64>
    }

    private(set) var dates: [Date]
    private var random: Lehmer
    private var traces: [UInt32]
    private var reference: UInt64 = 1_000_000

    init(seed: UInt64) {
        dates = Array(repeating: Date(), count: SeededMonth.days)
        random = Lehmer(state: seed)
        traces = Array(repeating: 0, count: Int(SeededMonth.terminals) + 1)
        for day in dates.indices {
            for _ in 0..<400 { addClean(day) }
            for fault in Fault.allCases {
                let before = SeededMonth.instances * day / SeededMonth.days
                let after = SeededMonth.instances * (day + 1) / SeededMonth.days
                for _ in before..<after { add(fault, day) }
            }
        }
        for day in dates.indices {
            dates[day].ours.shuffle(using: &random)
            dates[day].theirs.shuffle(using: &random)
        }
    }

    static func second(_ day: Int, _ secondOfDay: Int) -> UInt32 {
        UInt32(1_790_000_000 + day * 86_400 + secondOfDay)
    }

    static func rules(_ day: Int) -> ReconciliationRules {
        ReconciliationRules(
            from: second(day - 1, cutOver), to: second(day, cutOver), cutOverSeconds: 1_800)
    }

    private mutating func row(
        _ day: Int, secondOfDay: Int? = nil, kind: ClearingKind = .sale, original: UInt64 = 0,
        amount: Int64? = nil, card: UInt64? = nil, terminal: UInt32? = nil
    ) -> ReconciliationRow {
        let till = terminal ?? 1 + random.below(SeededMonth.terminals)
        traces[Int(till)] += 1
        reference += 1
        let sold = Fen(amount ?? Int64(500 + random.below(2_000)))
        return ReconciliationRow(
            terminal: till, merchant: till / 2, trace: traces[Int(till)],
            second: SeededMonth.second(
                day, secondOfDay ?? 21_600 + Int(random.below(50_000))),
            reference: reference, card: card ?? UInt64(1 + random.below(UInt32.max)),
            amount: sold, fee: sold.times(Rational(38, 10_000), .halfUp), kind: kind,
            original: original)
    }

    private mutating func addClean(_ day: Int) {
        let sale = row(day)
        dates[day].ours.append(sale)
        dates[day].theirs.append(sale)
        dates[day].clean += 1
        // Some are voided on both sides, some refunded in part.
        switch random.below(40) {
        case 0:
            let void = row(
                day, kind: .void, original: sale.key, amount: sale.amount.fen, card: sale.card,
                terminal: sale.terminal)
            dates[day].ours.append(void)
            dates[day].theirs.append(void)
            dates[day].clean -= 1
            dates[day].cancelled += 2
        case 1:
            let refund = row(
                day, kind: .refund, original: sale.key, amount: 100, card: sale.card,
                terminal: sale.terminal)
            dates[day].ours.append(refund)
            dates[day].theirs.append(refund)
            dates[day].clean += 1
        default: break
        }
    }

    private mutating func add(_ fault: Fault, _ day: Int) {
        let sale = row(day)
        switch fault {
        case .missing: put(day, [sale], [], .short)
        case .extra: put(day, [], [sale], .long)
        case .amount: put(day, [sale], [sale.with(amount: sale.amount + Fen(1))], .amount)
        case .voidLost:
            let void = row(
                day, kind: .void, original: sale.key, amount: sale.amount.fen, card: sale.card,
                terminal: sale.terminal)
            put(day, [], [sale], .status)
            dates[day].ours += [sale, void]
            dates[day].cancelled += 1
        case .reversedThere:
            let reversal = row(
                day, kind: .reversal, original: sale.key, amount: sale.amount.fen,
                card: sale.card, terminal: sale.terminal)
            put(day, [sale], [], .status)
            dates[day].theirs += [sale, reversal]
            dates[day].cancelled += 1
        case .fee:
            put(day, [sale], [sale.with(fee: (sale.fee ?? .zero) + Fen(1))], .fee)
        case .duplicate:
            let twice = row(
                day, secondOfDay: 0, amount: sale.amount.fen, card: sale.card,
                terminal: sale.terminal
            ).at(sale.second + 30, reference: sale.reference)
            dates[day].ours.append(sale)
            dates[day].theirs.append(sale)
            dates[day].clean += 1
            put(day, [], [twice], .duplicate)
        case .cutOver: addCutOver(day)
        case .wrongMerchant:
            put(day, [sale], [sale.with(merchant: sale.merchant + 1)], .wrongMerchant)
        case .refundWithoutSale:
            put(day, [], [row(day, kind: .refund, original: 77)], .refundWithoutSale)
        case .ambiguous:
            let first = row(
                day, secondOfDay: 0, amount: sale.amount.fen, card: sale.card,
                terminal: sale.terminal
            ).at(sale.second + 200, reference: 0)
            let second = row(
                day, secondOfDay: 0, amount: sale.amount.fen, card: sale.card,
                terminal: sale.terminal
            ).at(sale.second + 300, reference: 0)
            put(day, [sale], [first, second], .ambiguous)
        case .split:
            let part = sale.with(amount: Fen(200), fee: .zero)
                .at(sale.second + 1, reference: sale.reference)
            let rest = sale.with(amount: sale.amount - Fen(200))
                .at(sale.second + 2, reference: sale.reference)
            dates[day].ours.append(sale)
            dates[day].theirs += [part, rest]
            dates[day].grouped += 2
        case .merged:
            let part = sale.with(amount: Fen(200), fee: .zero)
                .at(sale.second + 1, reference: sale.reference)
            let rest = sale.with(amount: sale.amount - Fen(200))
                .at(sale.second + 2, reference: sale.reference)
            dates[day].ours += [part, rest]
            dates[day].theirs.append(sale)
            dates[day].grouped += 2
        }
    }

    /// Sold just before the end of our window, cleared by them on the next date.
    private mutating func addCutOver(_ day: Int) {
        let sale = row(day, secondOfDay: SeededMonth.cutOver - 1 - Int(random.below(1_000)))
        put(day, [sale], [], .cutOver)
        guard day + 1 < dates.count else { return }
        dates[day + 1].theirs.append(sale)
        dates[day + 1].due.append(
            Due(verdict: .cutOver, ours: [sale.key], theirs: [sale.key]))
    }

    private mutating func put(
        _ day: Int, _ ours: [ReconciliationRow], _ theirs: [ReconciliationRow], _ verdict: Verdict
    ) {
        dates[day].ours += ours
        dates[day].theirs += theirs
        dates[day].due.append(
            Due(
                verdict: verdict, ours: Set(ours.map(\.key)), theirs: Set(theirs.map(\.key))))
    }
}

/// A small generator with a seed.
struct Lehmer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }

    mutating func below(_ limit: UInt32) -> UInt32 {
        UInt32.random(in: 0..<limit, using: &self)
    }
}

extension ReconciliationRow {
    func with(
        amount: Fen? = nil, fee: Fen? = nil, merchant: UInt32? = nil, isCarried: Bool? = nil
    ) -> ReconciliationRow {
        ReconciliationRow(
            terminal: terminal, merchant: merchant ?? self.merchant, trace: trace, second: second,
            reference: reference, card: card, amount: amount ?? self.amount, fee: fee ?? self.fee,
            kind: kind, original: original, isCarried: isCarried ?? self.isCarried)
    }

    func at(_ second: UInt32, reference: UInt64) -> ReconciliationRow {
        ReconciliationRow(
            terminal: terminal, merchant: merchant, trace: trace, second: second,
            reference: reference, card: card, amount: amount, fee: fee, kind: kind,
            original: original, isCarried: isCarried)
    }
}
