internal import Journal
internal import Ledger
internal import Meals
internal import Store
internal import Subsidies

/// Everything in a ledger's database, added up again from the sealed records.
struct SimulatedBooks {
    private let accounts: [Int: Account]
    private let postings: [FullPostingRow]
    private let balances: [BalanceRow]
    private let grants: [GrantUseRow]
    private let canteens: [CanteenID]
    private var records: [RecordKey: Record] = [:]
    /// Bytes of records that could not be booked as what they say, those of forks among them.
    private var unbooked: [(key: RecordKey, bytes: [UInt8])] = []
    /// The booked reversals of each sale.
    private var reversals: [RecordKey: [Reversal]] = [:]

    init(_ store: Store, _ world: SimulatedWorld) throws {
        canteens = world.terminals.map(\.canteen)
        (accounts, postings, balances, grants) = try store.read { store in
            let accounts = try store.accounts().compactMap { row in
                Account.Kind(rawValue: row.kind).map {
                    (row.number, Account($0, row.canteen, row.party))
                }
            }
            return (
                Dictionary(uniqueKeysWithValues: accounts), try store.allPostings(),
                try store.balances(), try store.allGrants()
            )
        }
        try store.read { store in
            for (terminal, epoch, _) in try store.epochs() {
                for row in try store.records(terminal: terminal, epoch: epoch)
                where row.kind != "quarantine" { try add(row) }
            }
            for row in try store.quarantine() { unbooked.append((row.record, row.bytes)) }
            for (key, record) in records {
                guard case .sale = record.body else { continue }
                for back in try store.reversals(of: key) {
                    switch records[back]?.body {
                    case .void(let reversal), .refund(let reversal):
                        reversals[key, default: []].append(reversal)
                    default: throw SimulationFailure("a reversal of \(record.id) is none")
                    }
                }
            }
        }
    }

    private mutating func add(_ row: RecordRow) throws {
        let record = try Record(bytes: row.bytes)
        guard record.bytes == row.bytes else {
            throw SimulationFailure("\(record.id) reads as something that writes otherwise")
        }
        records[row.key] = record
    }

    private func canteen(_ key: RecordKey) -> CanteenID { canteens[key.terminal - 1] }

    /// Debits are credits in every entry, and each balance is the sum of its postings.
    func checkEntries() throws {
        var entries: [[Int64]: Fen] = [:]
        var debits: [String: Fen] = [:]
        var credits: [String: Fen] = [:]
        for posting in postings {
            entries[[posting.record.rawValue, Int64(posting.entry)], default: .zero] +=
                posting.amount
            guard let account = accounts[posting.account] else {
                throw SimulationFailure("a posting has no account")
            }
            let name = "\(posting.window) \(account)"
            if posting.amount > .zero {
                debits[name, default: .zero] += posting.amount
            } else {
                credits[name, default: .zero] -= posting.amount
            }
        }
        guard entries.values.allSatisfy({ $0 == .zero }) else {
            throw SimulationFailure("an entry's debits are not its credits")
        }
        for row in balances {
            let name =
                "\(row.window) \(row.kind):\(row.canteen)"
                + (row.party.isEmpty ? "" : ":\(row.party)")
            guard debits.removeValue(forKey: name) ?? .zero == row.debit,
                credits.removeValue(forKey: name) ?? .zero == row.credit
            else { throw SimulationFailure("the balance of \(name) is not its postings") }
        }
        guard debits.isEmpty, credits.isEmpty else {
            throw SimulationFailure("postings without a balance")
        }
    }

    /// What every account must hold, from the records alone.
    ///
    /// A subsidy may lie as a claim, as variance or in suspense: their sum is what was granted.
    func checkMoney() throws {
        var expected: [String: Fen] = [:]
        func add(_ name: String, _ amount: Fen) { expected[name, default: .zero] += amount }
        for (key, record) in records {
            let canteen = canteen(key)
            switch record.body {
            case .sale(let sale):
                for tender in sale.tenders { add("\(canteen) \(tender.kind)", tender.amount) }
                add("\(canteen) revenue", -sale.gross)
                add("\(canteen) discount", sale.discount)
                for grant in sale.grants {
                    for share in grant.shares {
                        add("\(canteen) \(grant.rule) \(share.funder)", share.amount)
                    }
                }
            case .void(let back), .refund(let back):
                for tender in back.tenders { add("\(canteen) \(tender.kind)", -tender.amount) }
                // Whether it could be booked on its sale is looked up below.
                add("\(canteen) suspense", back.paid)
            case .cashMove(let move):
                add("\(canteen) cash", move.amount)
                add("\(canteen) cash-move", -move.amount)
            case .shiftClose, .shiftOpen, .training, .clock, .dayClose: break
            }
        }
        for (key, backs) in reversals {
            let canteen = canteen(key)
            for back in backs {
                add("\(canteen) suspense", -back.paid)
                add("\(canteen) revenue", back.gross)
                add("\(canteen) discount", -back.discount)
                for grant in back.grants {
                    for share in grant.shares {
                        add("\(canteen) \(grant.rule) \(share.funder)", -share.amount)
                    }
                }
            }
        }
        for (key, bytes) in unbooked {
            let canteen = canteen(key)
            guard let json = try? JSON(bytes) else { continue }
            let sign: Int64 = ["void", "refund"].contains(json["kind"]?.text) ? -1 : 1
            for tender in json["tenders"]?.list ?? [] {
                guard let kind = tender["kind"]?.text, let amount = tender["amount"]?.int else {
                    continue
                }
                let name = TenderKind(rawValue: kind).map { "\($0)" } ?? kind
                add("\(canteen) \(name)", Fen(sign * amount))
                add("\(canteen) suspense", Fen(-sign * amount))
            }
        }
        try compare(expected)
    }

    private func compare(_ expected: [String: Fen]) throws {
        var found: [String: Fen] = [:]
        for posting in postings {
            guard let account = accounts[posting.account] else { continue }
            found["\(account.canteen) \(name(account))", default: .zero] += posting.amount
        }
        for name in Set(found.keys).union(expected.keys).sorted() {
            let (ours, theirs) = (found[name] ?? .zero, expected[name] ?? .zero)
            guard ours == theirs else {
                throw SimulationFailure("\(name) holds \(ours), the records say \(theirs)")
            }
        }
    }

    private func name(_ account: Account) -> String {
        switch account.kind {
        case .tender: return TenderKind(rawValue: account.party).map { "\($0)" } ?? account.party
        case .discount: return "discount"
        case .revenue: return "revenue"
        case .cashMove: return "cash-move"
        case .cashDifference: return "cash-difference"
        // No office works in a simulation.
        case .cleared, .acquirer, .fee, .bank, .claimPayment, .putRight, .writeOff:
            return account.kind.rawValue
        case .claim, .variance, .suspense:
            guard let name = subsidy(account) else {
                return account.kind == .variance ? "discount" : "suspense"
            }
            return "\(name.rule) \(name.funder)"
        }
    }

    /// The subsidy that an account is about.
    private func subsidy(_ account: Account) -> SubsidyName? {
        // 挂账 of a double grant has a word before the name.
        let words = account.party.split(separator: " ")
        return words.count >= 3 ? SubsidyName(words.suffix(3).joined(separator: " ")) : nil
    }

    /// Nothing goes back twice, and a sale that went back whole has used no allowance.
    func checkReturns() throws {
        for (key, backs) in reversals {
            guard let record = records[key], case .sale(let sale) = record.body else { continue }
            let returned = Returned(backs)
            let isWhole = sale.lines.indices.allSatisfy {
                returned.quantities[$0] == sale.lines[$0].quantity
            }
            guard
                sale.lines.indices.allSatisfy({
                    returned.quantities[$0] ?? 0 <= sale.lines[$0].quantity
                }), returned.paid <= sale.paid, returned.discount <= sale.discount
            else { throw SimulationFailure("more of \(record.id) went back than was sold") }
            for grant in sale.grants {
                for share in grant.shares {
                    let back = returned.amount(grant.rule, share.funder)
                    guard isWhole ? back == share.amount : back <= share.amount else {
                        throw SimulationFailure("of \(record.id) \(back) of \(share) went back")
                    }
                }
            }
            let uses = grants.filter { $0.sale == key }
            if isWhole,
                uses.reduce(0, { $0 + $1.use.count }) != 0 || uses.total(\.use.amount) != .zero
            {
                throw SimulationFailure("\(record.id) went back, its allowance did not")
            }
        }
    }

    /// What is claimed for a diner is within every limit of the rule.
    func checkLimits(_ snapshot: Snapshot) throws {
        var claims: [RecordKey: [String: Fen]] = [:]
        for posting in postings {
            guard let account = accounts[posting.account], account.kind == .claim,
                let rule = subsidy(account)?.rule
            else { continue }
            let sale = grants.first { $0.record == posting.record }?.sale ?? posting.record
            claims[sale, default: [:]][rule, default: .zero] += posting.amount
        }
        var uses: [DinerID: [RuleUse]] = [:]
        for (key, amounts) in claims {
            guard case .sale(let sale) = records[key]?.body, let diner = sale.diner else {
                continue
            }
            for (rule, amount) in amounts where amount > .zero {
                uses[diner, default: []].append(
                    RuleUse(
                        rule: rule, day: sale.day, period: sale.period, count: 1, amount: amount))
            }
        }
        for (diner, uses) in uses {
            for use in uses {
                for limit in snapshot.policies[0].limits(ofRule: use.rule) {
                    let together = uses.filter {
                        $0.rule == use.rule
                            && limit.covers(day: use.day, period: use.period, use: $0)
                    }
                    let holds =
                        switch limit.measure {
                        case .count(let count): together.count <= count
                        case .amount(let amount): together.total(\.amount) <= amount
                        }
                    guard holds else {
                        throw SimulationFailure(
                            "\(diner) has claims beyond \(limit) of \(use.rule)")
                    }
                }
            }
        }
    }
}
