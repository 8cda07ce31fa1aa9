import Journal
import Ledger
import Meals
import Subsidies
import Testing

/// A tiny ledger of its own, window by window, to hold the real one against.
struct PlainBooks {
    private(set) var balances: [Day: [Account: Fen]] = [:]
    private var sales: [RecordID: Standing] = [:]
    private let week: GeneratedWeek
    private let limits: [String: [Limit]]

    /// A sale with what is left of it, by source.
    struct Standing {
        let sale: Sale
        let time: Moment
        let window: Day
        var discountVariance: Fen
        var parts: [Part]
        var returned = Returned()
    }

    struct Part {
        let rule: String
        let name: SubsidyName
        var variance: Fen
        var claimed: Fen
        var suspended = Fen.zero
    }

    init(_ week: GeneratedWeek) throws {
        self.week = week
        let policy = try Policy(yaml: SampleDistrict.policy, file: "p")
        limits = Dictionary(
            uniqueKeysWithValues: ["A", "B", "C"].map { ($0, policy.limits(ofRule: $0)) })
        for day in 0...GeneratedWeek.days { try keep(SampleDistrict.monday + day) }
    }

    private mutating func keep(_ window: Day) throws {
        for (index, till) in week.tills.enumerated() {
            for line in till.lines.indices where week.window(index, line).window == window {
                try book(till, line, window)
            }
        }
        check(window)
    }

    private mutating func post(_ account: Account, _ amount: Fen, _ window: Day) {
        balances[window, default: [:]][account, default: .zero] += amount
    }

    private mutating func book(_ till: SampleTill, _ line: Int, _ window: Day) throws {
        let canteen = till.canteen
        let cash = Account(.tender, canteen, "cash")
        guard let record = till.records[line] else {
            // Of the noise only the one that names a day tells an amount.
            guard till.lines[line].bytes.count > 30 else { return }
            post(cash, Fen(700), window)
            post(Account(.suspense, canteen, "quarantine"), Fen(-700), window)
            return
        }
        switch record.body {
        case .sale(let sale) where sale.canteen != canteen:
            post(cash, sale.paid, window)
            post(Account(.suspense, canteen, "quarantine"), -sale.paid, window)
        case .sale(let sale): book(sale, record, window)
        case .void(let back), .refund(let back): book(back, canteen, window)
        case .cashMove(let move):
            post(cash, move.amount, window)
            post(Account(.cashMove, canteen), -move.amount, window)
        case .shiftClose(let close):
            post(cash, close.counted - close.expected, window)
            post(Account(.cashDifference, canteen), close.expected - close.counted, window)
        case .shiftOpen, .training, .clock, .dayClose: break
        }
    }

    private mutating func book(_ sale: Sale, _ record: Record, _ window: Day) {
        let due = week.due[record.id]
        let discount = min(sale.discount, due?.discount ?? .zero)
        var standing = Standing(
            sale: sale, time: record.trueTime, window: window,
            discountVariance: sale.discount - discount, parts: [])
        for tender in sale.tenders {
            post(Account(.tender, sale.canteen, tender.kind.rawValue), tender.amount, window)
        }
        post(Account(.discount, sale.canteen), discount, window)
        post(Account(.variance, sale.canteen, "discount"), sale.discount - discount, window)
        post(Account(.revenue, sale.canteen), -sale.gross, window)
        for grant in sale.grants {
            for share in grant.shares {
                let owed =
                    due?.grants.first { $0.rule == grant.rule }?.shares
                    .first { $0.funder == share.funder }?.amount ?? .zero
                let claimed = min(owed, share.amount)
                let name = SubsidyName(
                    funder: share.funder, policy: sale.policy ?? "none", rule: grant.rule)
                standing.parts.append(
                    Part(
                        rule: grant.rule, name: name, variance: share.amount - claimed,
                        claimed: claimed))
                post(.claim(sale.canteen, name), claimed, window)
                post(.variance(sale.canteen, name), share.amount - claimed, window)
            }
        }
        sales[record.id] = standing
    }

    private mutating func book(_ back: Reversal, _ canteen: CanteenID, _ window: Day) {
        for tender in back.tenders {
            post(Account(.tender, canteen, tender.kind.rawValue), -tender.amount, window)
        }
        guard var standing = sales[back.sale], back.gross != Fen(99_999) else {
            post(Account(.suspense, canteen, "refund"), back.paid, window)
            return
        }
        let variance = min(standing.discountVariance, back.discount)
        standing.discountVariance -= variance
        post(Account(.variance, canteen, "discount"), -variance, window)
        post(Account(.discount, canteen), variance - back.discount, window)
        post(Account(.revenue, canteen), back.gross, window)
        for grant in back.grants {
            for share in grant.shares {
                for index in standing.parts.indices
                where standing.parts[index].rule == grant.rule
                    && standing.parts[index].name.funder == share.funder
                {
                    take(share.amount, &standing.parts[index], canteen, window)
                }
            }
        }
        standing.returned.add(back)
        sales[back.sale] = standing
    }

    /// Variance goes back first, then what lies in suspense, then the claim.
    private mutating func take(
        _ amount: Fen, _ part: inout Part, _ canteen: CanteenID, _ window: Day
    ) {
        let variance = min(part.variance, amount)
        let suspended = min(part.suspended, amount - variance)
        let claimed = amount - variance - suspended
        part.variance -= variance
        part.suspended -= suspended
        part.claimed -= claimed
        post(.variance(canteen, part.name), -variance, window)
        post(.doubleGrant(canteen, part.name), -suspended, window)
        post(.claim(canteen, part.name), -claimed, window)
    }
}

extension PlainBooks {
    /// Moves what is claimed beyond a limit to suspense, meal by meal.
    private mutating func check(_ window: Day) {
        let fresh = sales.filter { $0.value.window == window && $0.value.sale.diner != nil }
            .sorted { ($0.value.time, $0.key) < ($1.value.time, $1.key) }
        var passed: Set<RecordID> = []
        for (id, standing) in fresh {
            for rule in standing.sale.grants.map(\.rule) { suspend(id, rule, window, passed) }
            passed.insert(id)
        }
    }

    func claimed(_ standing: Standing, _ rule: String) -> Fen {
        standing.parts.filter { $0.rule == rule }.total(\.claimed)
    }

    private mutating func suspend(
        _ id: RecordID, _ rule: String, _ window: Day, _ passed: Set<RecordID>
    ) {
        guard var standing = sales[id] else { return }
        var allowed = claimed(standing, rule)
        for limit in limits[rule] ?? [] {
            let earlier = sales.filter { other, earlier in
                earlier.sale.diner == standing.sale.diner
                    && (earlier.window < window || passed.contains(other))
                    && PlainBooks.share(limit.window, earlier.sale, standing.sale)
                    && claimed(earlier, rule) > .zero
            }
            switch limit.measure {
            case .count(let count): if earlier.count >= count { allowed = .zero }
            case .amount(let amount):
                let used = earlier.values.total { claimed($0, rule) }
                allowed = max(.zero, min(allowed, amount - used))
            }
        }
        var excess = claimed(standing, rule) - allowed
        for index in standing.parts.indices where standing.parts[index].rule == rule {
            let moved = min(standing.parts[index].claimed, excess)
            excess -= moved
            standing.parts[index].claimed -= moved
            standing.parts[index].suspended += moved
            post(.claim(standing.sale.canteen, standing.parts[index].name), -moved, window)
            post(.doubleGrant(standing.sale.canteen, standing.parts[index].name), moved, window)
        }
        sales[id] = standing
    }

    /// True where two meals fall in one window of a limit, by the calendar.
    static func share(_ window: LimitWindow, _ a: Sale, _ b: Sale) -> Bool {
        switch window {
        case .meal: a.day == b.day && a.period == b.period
        case .day: a.day == b.day
        // Day 0 was a Thursday.
        case .week: (a.day.number + 3) / 7 == (b.day.number + 3) / 7
        case .month: (a.day.parts.year, a.day.parts.month) == (b.day.parts.year, b.day.parts.month)
        }
    }
}
