import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("A generated week in the books")
struct GeneratedWeekTests {
    /// A bureau that took a week, and the week.
    private func played(_ seed: UInt64) throws -> (Bureau, GeneratedWeek) {
        var bureau = try Bureau()
        let week = try GeneratedWeek(seed: seed, bureau: &bureau)
        var replay = Replay(week, seed: seed)
        try replay.run(&bureau)
        return (bureau, week)
    }

    @Test(
        "I1 I6 H16: every account of every window holds what an independent ledger finds",
        arguments: [91, 92, 93] as [UInt64])
    func balances(_ seed: UInt64) throws {
        let (bureau, week) = try played(seed)
        let plain = try PlainBooks(week)
        var seen: Set<Account.Kind> = []
        for day in 0...GeneratedWeek.days {
            let window = SampleDistrict.monday + day
            let found = try bureau.balances(inWindow: window)
            let expected = plain.balances[window] ?? [:]
            for account in Set(found.keys).union(expected.keys) {
                let (ours, theirs) = (found[account] ?? .zero, expected[account] ?? .zero)
                #expect(ours == theirs, "\(account) in \(window)")
            }
            seen.formUnion(found.keys.map(\.kind))
        }
        #expect(seen == Set(Account.Kind.allCases.filter { !$0.isOffice }))
    }

    @Test(
        "I1 H16: debits are credits in every entry, window and day, and the sums are the postings")
    func doubleEntry() throws {
        let (bureau, _) = try played(94)
        let accounts = try bureau.accounts()
        let postings = try bureau.ledger.store.read { try $0.allPostings() }
        var entries: [[Int64]: Fen] = [:]
        var windows: [Day: Fen] = [:]
        var debits: [String: Fen] = [:]
        var credits: [String: Fen] = [:]
        for posting in postings {
            entries[[posting.record.rawValue, Int64(posting.entry)], default: .zero] +=
                posting.amount
            windows[posting.window, default: .zero] += posting.amount
            let name = "\(posting.window) \(try #require(accounts[posting.account]))"
            if posting.amount > .zero {
                debits[name, default: .zero] += posting.amount
            } else {
                credits[name, default: .zero] -= posting.amount
            }
        }
        #expect(entries.values.allSatisfy { $0 == .zero } && entries.count > 150)
        #expect(windows.values.allSatisfy { $0 == .zero } && windows.count >= GeneratedWeek.days)
        let balances = try bureau.ledger.store.read { try $0.balances() }
        for row in balances {
            let account = Account(
                try #require(Account.Kind(rawValue: row.kind)), row.canteen, row.party)
            let name = "\(row.window) \(account)"
            #expect(debits[name] ?? .zero == row.debit && credits[name] ?? .zero == row.credit)
        }
        #expect(Set(debits.keys).union(credits.keys).count == balances.count)
        #expect(balances.total(\.debit) == balances.total(\.credit))
    }

    @Test("I2 I8: each record is kept once with the till's bytes, in exactly one window")
    func records() throws {
        let (bureau, week) = try played(95)
        var kept = 0
        for (index, till) in week.tills.enumerated() {
            for (line, sealed) in till.lines.enumerated() {
                let row = try #require(try bureau.row(sealed.id))
                let expected = week.window(index, line)
                #expect(row.bytes == sealed.bytes && row.hash == sealed.hash)
                #expect(row.window == expected.window && row.lateFrom == expected.missed)
                kept += 1
            }
        }
        let store = bureau.ledger.store
        var held = 0
        for day in 0...GeneratedWeek.days {
            let certificate = try bureau.ledger.certificate(of: SampleDistrict.monday + day)
            held += certificate.records
            for terminal in try store.read({ try $0.terminals() }) {
                try store.read { reading in
                    try reading.eachRecord(
                        inWindow: certificate.window, terminal: terminal.number
                    ) { row in
                        #expect(row.window == certificate.window)
                        kept -= 1
                    }
                }
            }
        }
        #expect(kept == 0 && held == week.tills.reduce(0) { $0 + $1.lines.count })
    }

    @Test(
        "I4: at every close, what was claimed for a diner is within every limit",
        arguments: [96] as [UInt64])
    func limits(_ seed: UInt64) throws {
        var bureau = try Bureau()
        let week = try GeneratedWeek(seed: seed, bureau: &bureau)
        let policy = try #require(bureau.snapshot.policies.first)
        var replay = Replay(week, seed: seed)
        try replay.run(&bureau) { bureau, window in
            let claims = try claims(bureau, week, upTo: window)
            for (rule, meals) in claims {
                for limit in policy.limits(ofRule: rule) {
                    for meal in meals {
                        let together = meals.filter {
                            $0.sale.diner == meal.sale.diner && $0.claimed > .zero
                                && PlainBooks.share(limit.window, $0.sale, meal.sale)
                        }
                        switch limit.measure {
                        case .count(let count): #expect(together.count <= count)
                        case .amount(let amount): #expect(together.total(\.claimed) <= amount)
                        }
                    }
                }
            }
        }
        // The tills granted more than that: otherwise nothing was tested.
        let flags = try bureau.ledger.store.read { try $0.flags() }
        #expect(flags.contains { $0.kind == "double-grant" })
    }

    private struct ClaimedMeal {
        let sale: Sale
        var claimed: Fen
    }

    /// What the postings of closed windows claim for each sale to a diner, by rule.
    private func claims(
        _ bureau: Bureau, _ week: GeneratedWeek, upTo window: Day
    ) throws -> [String: [ClaimedMeal]] {
        let accounts = try bureau.accounts()
        let postings = try bureau.ledger.store.read { try $0.allPostings() }
        let numbers = try bureau.ledger.store.read { try $0.terminals() }
        var sums: [String: [RecordID: ClaimedMeal]] = [:]
        for posting in postings where posting.window <= window {
            guard let account = accounts[posting.account], account.kind == .claim,
                let rule = SubsidyName(account.party)?.rule
            else { continue }
            let terminal = numbers[posting.record.terminal - 1].id
            let till = try #require(week.tills.first { $0.terminal == terminal })
            var id = till.lines[posting.record.seq - 1].id
            switch till.records[posting.record.seq - 1]?.body {
            case .void(let back), .refund(let back): id = back.sale
            default: break
            }
            let sale = try #require(till.sale(id.seq))
            guard sale.diner != nil else { continue }
            sums[rule, default: [:]][id, default: ClaimedMeal(sale: sale, claimed: .zero)]
                .claimed +=
                posting.amount
        }
        return sums.mapValues { Array($0.values) }
    }

    @Test(
        "I5: in another order, in other batches, repeated, read again on the way: the same state",
        arguments: [98, 99] as [UInt64])
    func replays(_ seed: UInt64) throws {
        var first = try Bureau()
        let week = try GeneratedWeek(seed: seed, bureau: &first)
        var plain = Replay(week, seed: seed, isUnsteady: false)
        try plain.run(&first)
        let expected = try first.digest()
        for variation in 1...3 {
            var other = try Bureau()
            for index in week.tills.indices {
                _ = try other.till(SampleDistrict.terminals[index].id, key: index + 1)
            }
            var replay = Replay(week, seed: seed * 100 + UInt64(variation))
            try replay.run(&other)
            #expect(try other.digest() == expected)
            try other.reopen()
            #expect(try other.digest() == expected)
        }
    }
}
