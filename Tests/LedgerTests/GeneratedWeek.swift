import Journal
import Meals
import Testing

/// Nine days at five tills, across a week's and a month's end: sales, double grants of tills that
/// were cut off, returns, tampering, noise; some tills are heard only after a window has closed.
struct GeneratedWeek {
    private(set) var tills: [SampleTill] = []
    /// By till: the settlement date of each line, worked out from what was meant.
    private(set) var dates: [[Day]] = []
    /// By sale: what the policy gives for it.
    private(set) var due: [RecordID: Sale] = [:]
    /// Days on which a till cannot be reached until the window is closed.
    private(set) var silent: [Set<Day>] = []
    private var random: SeededRandom
    private var knownUses: [DinerID: [RuleUse]] = [:]

    static let days = 9

    init(seed: UInt64, bureau: inout Bureau) throws {
        random = SeededRandom(seed: seed)
        for (index, terminal) in SampleDistrict.terminals.enumerated() {
            tills.append(try bureau.till(terminal.id, key: index + 1))
            tills[index].drift = random.pick([0, 0, 2_500, -86_400_000 * 3])
            dates.append([])
            silent.append(
                Set(
                    (0..<(GeneratedWeek.days - 1)).filter { $0 % 3 == index % 3 }
                        .filter { _ in random.chance(40) }.map { SampleDistrict.monday + $0 }))
        }
        for day in 0..<GeneratedWeek.days { try live(day) }
    }

    private mutating func live(_ day: Int) throws {
        let times = (0..<32).map { _ in
            let hour = random.pick([10, 11, 12, 13, 17, 18, 19, 21])
            return SampleDistrict.time(day, hour).adding(
                seconds: Int.random(in: 0..<3600, using: &random))
        }.sorted()
        for time in times {
            try act(Int.random(in: tills.indices, using: &random), at: time)
        }
        for index in tills.indices {
            tills[index].close(SampleDistrict.monday + day, at: SampleDistrict.time(day, 22, 30))
            note(index, SampleDistrict.time(day, 22, 30))
            // Some still sell in the minutes around the cut-over.
            for minute in [58, 59, 60, 61] where random.chance(8) {
                try sell(index, at: SampleDistrict.time(day, 22, minute))
            }
        }
    }

    private mutating func note(_ index: Int, _ time: Moment) {
        let count = tills[index].lines.count - dates[index].count
        let date = time.day + (time.secondOfDay < 23 * 3600 ? 0 : 1)
        dates[index] += Array(repeating: date, count: count)
    }

    private mutating func act(_ index: Int, at time: Moment) throws {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<60: try sell(index, at: time)
        case ..<74: try giveBack(index, isVoid: random.chance(30), at: time)
        case ..<80: try tamper(index, at: time)
        case ..<84: noise(index, at: time)
        case ..<88: try sellElsewhere(index, at: time)
        case ..<92: try giveBackTooMuch(index, at: time)
        case ..<95:
            let move = CashMove(amount: Fen(random.pick([-5000, 700])), reason: "safe")
            tills[index].seal(.cashMove(move), at: time)
        case ..<98:
            let close = ShiftClose(
                shift: 1, expected: Fen(1000), counted: Fen(random.pick([1000, 990, 1003])))
            tills[index].seal(.shiftClose(close), at: time)
        default: tills[index].seal(.training(try basket(index, at: time)), at: time)
        }
        note(index, time)
    }

    private mutating func basket(_ index: Int, at time: Moment) throws -> Sale {
        let lines = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            SaleLine(
                item: "101", quantity: Int.random(in: 1...3, using: &random),
                unitPrice: Fen(Int64.random(in: 1...1500, using: &random)))
        }
        let diner = random.chance(85) ? random.pick(SampleDistrict.diners).id : nil
        if let diner, random.chance(60) { tills[index].uses[diner] = knownUses[diner] }
        return try tills[index].sale(lines, to: diner, at: time)
    }

    private mutating func sell(_ index: Int, at time: Moment) throws {
        let sale = try basket(index, at: time)
        due[tills[index].sell(sale, at: time)] = sale
        if let diner = sale.diner { learn(index, diner) }
        note(index, time)
    }

    /// What a till knows of a diner others may learn, unless they are cut off.
    private mutating func learn(_ index: Int, _ diner: DinerID) {
        guard let last = tills[index].uses[diner]?.last, random.chance(70) else { return }
        knownUses[diner, default: []].append(last)
    }

    private mutating func giveBack(_ index: Int, isVoid: Bool, at time: Moment) throws {
        let sales = tills[index].lines.indices.map { $0 + 1 }.filter { seq in
            guard tills[index].sale(seq)?.canteen == tills[index].canteen else { return false }
            guard case .sale = tills[index].records[seq - 1]?.body else { return false }
            return true
        }
        guard let seq = sales.randomElement(using: &random) else { return }
        let rest = try tills[index].wholeReversal(of: seq)
        guard rest.lines.contains(where: { $0.quantity > 0 }) else { return }
        let part = try tills[index].partialReversal(of: seq, &random)
        tills[index].giveBack(isVoid ? rest : part ?? rest, isVoid: isVoid, at: time)
    }

    /// A sale that the policy would not have made.
    private mutating func tamper(_ index: Int, at time: Moment) throws {
        var sale = try basket(index, at: time)
        guard sale.paid > Fen(200) else { return }
        var fair: Sale? = sale
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            sale.snapshot = "0000000000000000"
            fair = nil
        case 1:
            sale.policy = "another"
            fair = nil
        case 2:
            sale.discount += Fen(100)
            sale.tenders = [Tender(kind: .cash, amount: sale.paid - Fen(100))]
        default:
            let share = FunderShare(funder: "city", amount: Fen(150))
            sale.grants.append(Grant(rule: "Z", shares: [share]))
            sale.tenders = [Tender(kind: .cash, amount: sale.paid - Fen(150))]
        }
        due[tills[index].sell(sale, at: time)] = fair
    }

    private mutating func noise(_ index: Int, at time: Moment) {
        let wall = time.milliseconds + tills[index].drift
        let texts = [
            "what is this?", "{}",
            "{\"at\":\(wall),\"drift\":\(tills[index].drift),\"kind\":\"feast\","
                + "\"tenders\":[{\"amount\":700,\"kind\":\"cash\"},{\"amount\":-1}]}",
        ]
        // Only what tells its time has a date of its own; the day began with something sound.
        let isDated =
            tills[index].lines.count == dates[index].count && dates[index].last == time.day
        tills[index].seal(bytes: Array((isDated ? random.pick(texts) : texts[2]).utf8))
    }

    private mutating func sellElsewhere(_ index: Int, at time: Moment) throws {
        var sale = try basket(index, at: time)
        sale.canteen = "yp.999"
        tills[index].seal(.sale(sale), at: time)
    }

    private mutating func giveBackTooMuch(_ index: Int, at time: Moment) throws {
        let till = tills[index]
        let known = random.chance(50) ? till.lines.last { till.sale($0.id.seq) != nil }?.id : nil
        let sale = known ?? RecordID(terminal: "YP002A01", epoch: 7, seq: 3)
        let reversal = Reversal(
            sale: sale, reason: "r", lines: [], gross: Fen(99_999), discount: .zero, grants: [],
            tenders: [Tender(kind: .cash, amount: Fen(99_999))])
        tills[index].seal(.refund(reversal), at: time)
    }
}

extension GeneratedWeek {
    /// The window that a line belongs to, and the one that it missed.
    func window(_ till: Int, _ line: Int) -> (window: Day, missed: Day?) {
        let date = dates[till][line]
        return silent[till].contains(date) ? (date + 1, date) : (date, nil)
    }

    /// How many of a till's lines may be known when a window closes: at least, at most.
    func heard(_ till: Int, closing window: Day) -> ClosedRange<Int> {
        let dates = dates[till]
        func count(before day: Day) -> Int { dates.prefix { $0 < day }.count }
        if silent[till].contains(window) {
            let count = count(before: window)
            return count...count
        }
        let nextSilent = silent[till].filter { $0 > window }.min()
        let most = nextSilent.map { count(before: $0) } ?? dates.count
        return count(before: window + 1)...most
    }
}
