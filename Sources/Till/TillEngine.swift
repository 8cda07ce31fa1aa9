package import Journal
package import Meals
internal import Subsidies

/// The decisions of one till: a synchronous, deterministic state machine.
///
/// It has no clock, disk or network. A record is drafted, made durable by whoever owns the engine,
/// and only then taken in: what the engine knows is exactly what the journal on disk says.
package struct TillEngine: Sendable {
    package let enrolment: Enrolment
    package let canteen: CanteenID
    package private(set) var head: ChainHead
    /// Milliseconds by which the till's clock is ahead of the last signed server time.
    package var drift: Int64 = 0
    package var snapshot: Snapshot?
    /// Up to here the service has the journal on disk.
    package var acknowledged = 0
    /// Places that the service put into quarantine, with its reasons.
    package var refused: [Int: String] = [:]

    /// The till's clock at the last record; nil where there is none.
    package private(set) var lastRecordAt: Moment?
    private var counter: Int64 = 0
    private var sales: [Int: Sold] = [:]
    /// What was given back here of sales in earlier lives of the journal.
    private(set) var returnsOfEarlier: [RecordID: [Reversal]] = [:]
    private var orders: [String: Int] = [:]
    private var localUses: [DinerID: [(seq: Int, use: RuleUse)]] = [:]
    private var knownUses: [DinerID: (uses: [RuleUse], mark: Int)] = [:]
    private var dayTotals = DayTotals(first: 1)
    /// The cashier's drawer, from the same records.
    package private(set) var drawer = Drawer()
    /// The last business day that was closed by a Z.
    package private(set) var closedDay: Day?
    private var referencesByDay: [Day: Int] = [:]

    /// A sale of this journal and what was given back of it.
    package struct Sold: Hashable, Sendable {
        package let id: RecordID
        package let at: Moment
        package let sale: Sale
        package fileprivate(set) var returned = Returned()

        init(id: RecordID, at: Moment, sale: Sale, returned: Returned = Returned()) {
            self.id = id
            self.at = at
            self.sale = sale
            self.returned = returned
        }
    }

    package init(enrolment: Enrolment, canteen: CanteenID, counter: Int64 = 0) {
        self.enrolment = enrolment
        self.canteen = canteen
        self.counter = counter
        head = ChainHead(enrolment)
    }

    /// When something happens by the service's clock, as far as the till knows.
    package func trueTime(_ at: Moment) -> Moment {
        Moment(milliseconds: at.milliseconds - drift)
    }

    /// True where an order was sold here before.
    package func hasSold(order: String) -> Bool { orders[order] != nil }

    /// The sale of an order, or nil.
    package func sold(order: String) -> Sold? { orders[order].flatMap { sales[$0] } }

    package func sold(seq: Int) -> Sold? { sales[seq] }

    /// The diner of a card, or nil: an unknown card pays the public price.
    package func diner(card: CardToken, at: Moment) -> DinerID? {
        meaning(of: card, at: at).diner
    }

    /// What a card means now; without a snapshot every card is unknown.
    package func meaning(of card: CardToken, at: Moment) -> CardMeaning {
        snapshot?.meaning(of: card, on: trueTime(at).day) ?? .unknown
    }
}

extension TillEngine {
    /// Drafts the next record and the line to be made durable.
    package func draft(
        _ body: Record.Body, at: Moment, cashier: String
    ) -> (record: Record, line: SealedLine) {
        let record = Record(
            id: head.next, at: at, drift: drift, counter: counter + 1, cashier: cashier,
            body: body)
        let bytes = record.bytes
        return (record, SealedLine(id: record.id, bytes: bytes, hash: head.hash.linked(to: bytes)))
    }

    /// Takes in a record that is on disk: just drafted, or read back at the start.
    package mutating func take(_ record: Record, hash: Digest) {
        precondition(record.id == head.next, "records are taken in the order of the journal")
        head = ChainHead(
            terminal: head.terminal, epoch: head.epoch, seq: record.id.seq, hash: hash)
        counter = max(counter, record.counter)
        drift = record.drift
        lastRecordAt = record.at
        dayTotals.add(record)
        drawer.add(record)
        referencesByDay[trueTime(record.at).day, default: 0] += record.body.references
        switch record.body {
        case .sale(let sale): take(sale, record.id, at: record.at)
        case .void(let reversal), .refund(let reversal): take(reversal, record.id)
        case .dayClose(let close):
            dayTotals = DayTotals(first: record.id.seq + 1)
            closedDay = max(close.day, closedDay ?? close.day)
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock: break
        }
    }

    private mutating func take(_ sale: Sale, _ id: RecordID, at: Moment) {
        sales[id.seq] = Sold(id: id, at: at, sale: sale)
        if let order = sale.order { orders[order] = id.seq }
        guard let diner = sale.diner else { return }
        for grant in sale.grants {
            let use = RuleUse(
                rule: grant.rule, day: sale.day, period: sale.period, count: 1,
                amount: grant.amount)
            localUses[diner, default: []].append((id.seq, use))
        }
    }

    private mutating func take(_ reversal: Reversal, _ id: RecordID) {
        if let order = reversal.order { orders[order] = id.seq }
        guard reversal.sale.epoch == head.epoch, reversal.sale.terminal == head.terminal else {
            returnsOfEarlier[reversal.sale, default: []].append(reversal)
            return
        }
        guard var sold = sales[reversal.sale.seq] else { return }
        if let diner = sold.sale.diner {
            for use in sold.returned.restored(of: sold.sale, by: reversal) {
                localUses[diner, default: []].append((id.seq, use))
            }
        }
        sold.returned.add(reversal)
        sales[reversal.sale.seq] = sold
    }

    /// Learns what a diner used at other canteens; `mark` is the till's own last record in it.
    package mutating func learn(_ uses: [RuleUse], of diner: DinerID, mark: Int) {
        knownUses[diner] = (uses, mark)
    }

    /// Everything known of a diner's earlier grants in the month and week of a day.
    ///
    /// - Parameter learned: false leaves out what the service told.
    func uses(of diner: DinerID, on day: Day, learned: Bool = true) -> [RuleUse] {
        let known = learned ? knownUses[diner] : nil
        let local = (localUses[diner] ?? []).filter { $0.seq > known?.mark ?? 0 }.map(\.use)
        let first = min(day.firstOfMonth, day.monday)
        return ((known?.uses ?? []) + local).filter { $0.day >= first }
    }
}

extension TillEngine {
    /// The dishes on the menu of the meal that is served now or next.
    func served(at: Moment) -> [String] {
        let time = trueTime(at)
        guard let snapshot, let policy = snapshot.policy(on: time.day) else { return [] }
        return snapshot.weeks.codes(
            on: time.day, policy.mealPeriod(fromSecondOfDay: time.secondOfDay))
    }

    /// Works out what a basket costs, from the snapshot and what is known of the diner.
    ///
    /// - Parameter learned: false leaves out what the service told of the diner.
    package func quote(_ basket: Basket, at: Moment, learned: Bool = true) -> Quote {
        let time = trueTime(at)
        let policy = snapshot?.policy(on: time.day)
        let period = policy?.period(atSecondOfDay: time.secondOfDay) ?? .other
        let uses = basket.diner.map { self.uses(of: $0, on: time.day, learned: learned) } ?? []
        return Quote(
            basket: basket, at: at, day: time.day, period: period, policy: policy?.id,
            snapshot: snapshot?.id ?? "", decision: decide(basket, policy, time, uses),
            uses: uses)
    }

    /// What a policy says to a basket at a time by the service's clock.
    func decide(
        _ basket: Basket, _ policy: Policy?, _ time: Moment, _ uses: [RuleUse]
    ) -> Decision {
        guard let policy, let snapshot, let place = snapshot.canteen(canteen) else {
            return Decision(publicPrice: basket.gross)
        }
        let meal = Meal(
            day: time.day, secondOfDay: time.secondOfDay, channel: basket.channel,
            gross: basket.gross, venue: place.kind, street: place.street)
        let diner = basket.diner.flatMap { snapshot.roster.diner($0, on: time.day) }
        return policy.decide(meal, for: diner, uses: uses, calendar: snapshot.calendar)
    }

    /// The sale that a quote and its payment make.
    package func sale(_ quote: Quote, tenders: [Tender]) -> Sale {
        precondition(tenders.total(\.amount) == quote.payable, "the payment is what was quoted")
        let basket = quote.basket
        return Sale(
            order: basket.order, canteen: canteen, day: quote.day, period: quote.period,
            channel: basket.channel, lines: basket.lines, discount: quote.decision.discount,
            grants: quote.decision.grants, tenders: tenders, diner: basket.diner,
            card: basket.diner == nil ? nil : basket.card,
            snapshot: quote.snapshot, policy: quote.policy, uses: quote.uses,
            authorised: quote.authorised)
    }

    /// The day's end (Z) with its totals.
    package func dayClose(_ day: Day) -> DayClose { dayTotals.close(day, last: head.seq) }

    /// Sums since the last Z.
    package var takings: Takings { dayTotals.takings }

    /// The business day that a Z closes now: the last that something was sold on since the one
    /// before, also where midnight has passed; without sales the day of the clock.
    package func dayToClose(at: Moment) -> Day { dayTotals.latest ?? trueTime(at).day }

    /// Payments and reversals of a day that carry references of the acquirer.
    package func references(on day: Day) -> Int { referencesByDay[day] ?? 0 }
}

extension Record.Body {
    fileprivate var references: Int {
        switch self {
        case .sale(let sale): sale.tenders.count { $0.reference != nil }
        case .void(let reversal), .refund(let reversal):
            reversal.tenders.count { $0.reference != nil }
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: 0
        }
    }
}
