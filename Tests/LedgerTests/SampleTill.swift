import Journal
import Meals
import Subsidies
import Testing

/// A till as the ledger sees it: seals records, remembers them, signs uploads.
struct SampleTill {
    let canteen: CanteenID
    let key: SigningKey
    let enrolment: Enrolment
    let snapshot: Snapshot
    private(set) var head: ChainHead
    private(set) var lines: [SealedLine] = []
    /// What each line was meant as; nil for one that cannot be understood.
    private(set) var records: [Record?] = []
    /// Milliseconds that the wall clock is ahead.
    var drift: Int64 = 0
    /// What the till knows of earlier grants: its own, unless someone adds to it.
    var uses: [DinerID: [RuleUse]] = [:]
    private(set) var returned: [Int: Returned] = [:]

    init(_ enrolment: Enrolment, key: SigningKey, canteen: CanteenID, snapshot: Snapshot) {
        self.enrolment = enrolment
        self.key = key
        self.canteen = canteen
        self.snapshot = snapshot
        head = ChainHead(enrolment)
    }

    static func key(_ number: Int) throws -> SigningKey {
        try #require(SigningKey(secret: Array(repeating: UInt8(number), count: 32)))
    }

    var terminal: TerminalID { enrolment.terminal }

    /// The head after some lines.
    func head(after count: Int) -> ChainHead {
        count == 0
            ? ChainHead(enrolment)
            : ChainHead(
                terminal: terminal, epoch: enrolment.epoch, seq: count,
                hash: lines[count - 1].hash)
    }

    /// Seals any bytes as the next line.
    mutating func seal(bytes: [UInt8], record: Record? = nil) {
        head = head.appending(bytes)
        let id = RecordID(terminal: terminal, epoch: enrolment.epoch, seq: head.seq)
        lines.append(SealedLine(id: id, bytes: bytes, hash: head.hash))
        records.append(record)
    }

    @discardableResult
    mutating func seal(_ body: Record.Body, at time: Moment) -> RecordID {
        let wall = Moment(milliseconds: time.milliseconds + drift)
        let record = Record(
            id: head.next, at: wall, drift: drift, counter: Int64(head.seq + 1), cashier: "c1",
            body: body)
        seal(bytes: record.bytes, record: record)
        return record.id
    }

    /// The sale that the policy makes of a basket, as far as this till knows.
    func sale(_ lines: [SaleLine], to diner: DinerID?, at time: Moment) throws -> Sale {
        let policy = try #require(snapshot.policy(on: time.day))
        let known = diner.map { uses[$0] ?? [] } ?? []
        let place = try #require(snapshot.canteen(canteen))
        let decision = policy.decide(
            Meal(
                day: time.day, secondOfDay: time.secondOfDay, channel: .dineIn,
                gross: lines.total(\.amount), venue: place.kind, street: place.street),
            for: diner.flatMap { snapshot.roster.diner($0, on: time.day) }, uses: known,
            calendar: snapshot.calendar)
        return Sale(
            canteen: canteen, day: time.day, period: policy.period(atSecondOfDay: time.secondOfDay),
            channel: .dineIn, lines: lines, discount: decision.discount, grants: decision.grants,
            tenders: [Tender(kind: .cash, amount: decision.payable)], diner: diner,
            snapshot: snapshot.id, policy: policy.id, uses: known)
    }

    @discardableResult
    mutating func sell(
        _ yuan: Int64 = 20, portions: Int = 1, to diner: DinerID?, at time: Moment
    ) throws -> RecordID {
        let line = SaleLine(item: "101", quantity: portions, unitPrice: Fen(yuan * 100))
        return sell(try sale([line], to: diner, at: time), at: time)
    }

    @discardableResult
    mutating func sell(_ sale: Sale, at time: Moment) -> RecordID {
        if let diner = sale.diner {
            uses[diner, default: []] += sale.grants.map {
                RuleUse(
                    rule: $0.rule, day: sale.day, period: sale.period, count: 1, amount: $0.amount)
            }
        }
        return seal(.sale(sale), at: time)
    }

    func sale(_ seq: Int) -> Sale? {
        if case .sale(let sale) = records[seq - 1]?.body { sale } else { nil }
    }

    /// Seals a refund, or a void.
    @discardableResult
    mutating func giveBack(_ reversal: Reversal, isVoid: Bool = false, at time: Moment) -> RecordID
    {
        let seq = reversal.sale.seq
        if reversal.sale.terminal == terminal, seq <= records.count, let sale = self.sale(seq) {
            if let diner = sale.diner {
                uses[diner, default: []] += (returned[seq] ?? Returned())
                    .restored(of: sale, by: reversal)
            }
            returned[seq, default: Returned()].add(reversal)
        }
        return seal(isVoid ? .void(reversal) : .refund(reversal), at: time)
    }

    mutating func close(_ day: Day, at time: Moment) {
        let close = DayClose(
            day: day, first: 1, last: head.seq, sales: 0, reversals: 0, gross: .zero,
            discount: .zero, subsidy: .zero, paid: .zero)
        seal(.dayClose(close), at: time)
    }
}

extension SampleTill {
    /// All that is left of a sale.
    func wholeReversal(of seq: Int) throws -> Reversal {
        let sale = try #require(self.sale(seq))
        let before = returned[seq] ?? Returned()
        return Reversal(
            sale: lines[seq - 1].id, reason: "r",
            lines: sale.lines.indices.map {
                .init(
                    index: $0, quantity: sale.lines[$0].quantity - (before.quantities[$0] ?? 0))
            },
            gross: sale.gross - before.gross, discount: sale.discount - before.discount,
            grants: sale.grants.map { grant in
                Grant(
                    rule: grant.rule,
                    shares: grant.shares.map {
                        FunderShare(
                            funder: $0.funder,
                            amount: $0.amount - before.amount(grant.rule, $0.funder))
                    })
            }.filter { $0.amount > .zero },
            tenders: [Tender(kind: .cash, amount: sale.paid - before.paid)])
    }

    /// A refund of one portion that takes its price from discount, funders and cash in any order.
    func partialReversal(of seq: Int, _ random: inout SeededRandom) throws -> Reversal? {
        let sale = try #require(self.sale(seq))
        let rest = try wholeReversal(of: seq)
        guard let line = rest.lines.first(where: { $0.quantity > 0 }) else { return nil }
        if rest.lines.reduce(0, { $0 + $1.quantity }) == 1 { return rest }
        let gross = sale.lines[line.index].unitPrice
        var left = gross
        var (discount, paid) = (Fen.zero, Fen.zero)
        var shares: [String: Fen] = [:]
        func take(_ most: Fen) -> Fen {
            let part = min(most, left)
            left -= part
            return part
        }
        var sources: [String] = ["discount", "cash"]
        for grant in rest.grants { sources += grant.shares.map { "\(grant.rule) \($0.funder)" } }
        for source in sources.shuffled(using: &random) {
            switch source {
            case "discount": discount = take(rest.discount)
            case "cash": paid = take(rest.paid)
            default:
                for grant in rest.grants {
                    for share in grant.shares where source == "\(grant.rule) \(share.funder)" {
                        shares[source] = take(share.amount)
                    }
                }
            }
        }
        let grants = rest.grants.map { grant in
            Grant(
                rule: grant.rule,
                shares: grant.shares.compactMap { share in
                    shares["\(grant.rule) \(share.funder)"].flatMap {
                        $0 > .zero ? FunderShare(funder: share.funder, amount: $0) : nil
                    }
                })
        }.filter { !$0.shares.isEmpty }
        return Reversal(
            sale: rest.sale, reason: "r", lines: [.init(index: line.index, quantity: 1)],
            gross: gross, discount: discount, grants: grants,
            tenders: [Tender(kind: .cash, amount: paid)])
    }
}
