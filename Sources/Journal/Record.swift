package import Meals

/// The name of a record for ever: which till, which life of its journal, which place in it.
package struct RecordID: Hashable, Sendable {
    package let terminal: TerminalID
    package let epoch: Int
    /// From 1, without gaps.
    package let seq: Int

    package init(terminal: TerminalID, epoch: Int, seq: Int) {
        self.terminal = terminal
        self.epoch = epoch
        self.seq = seq
    }
}

extension RecordID: Comparable {
    package static func < (a: RecordID, b: RecordID) -> Bool {
        if a.terminal != b.terminal { return a.terminal < b.terminal }
        return (a.epoch, a.seq) < (b.epoch, b.seq)
    }
}

extension RecordID: CustomStringConvertible {
    /// `YP001A01-001-0000012`: ids of one terminal sort as texts in the order of its journal.
    package var description: String { "\(terminal)-\(epoch.padded(3))-\(seq.padded(7))" }
}

/// One record of a journal: what happened at a till, sealed there and never changed.
package struct Record: Hashable, Sendable {
    package let id: RecordID
    /// The till's wall clock.
    package let at: Moment
    /// Milliseconds that the till's clock was ahead of the last signed server time.
    package let drift: Int64
    /// Counts up with every record of the till, over all epochs; no clock can turn it back.
    package let counter: Int64
    package let cashier: String
    package let body: Body

    package init(
        id: RecordID, at: Moment, drift: Int64, counter: Int64, cashier: String, body: Body
    ) {
        self.id = id
        self.at = at
        self.drift = drift
        self.counter = counter
        self.cashier = cashier
        self.body = body
    }

    /// When it happened by the service's clock, as far as the till knew.
    package var trueTime: Moment { Moment(milliseconds: at.milliseconds - drift) }

    package enum Body: Hashable, Sendable {
        case sale(Sale)
        case void(Reversal)
        case refund(Reversal)
        case shiftOpen(ShiftOpen)
        case shiftClose(ShiftClose)
        case cashMove(CashMove)
        /// A sale in training mode: never money.
        case training(Sale)
        case clock(ClockJump)
        case dayClose(DayClose)
    }
}

/// A basket that was sold: the meal, what was given for it and by whom.
package struct Sale: Hashable, Sendable {
    /// The order's number in the system it came from, where there is one.
    package var order: String?
    package var canteen: CanteenID
    /// 营业日, the day that the meal belongs to.
    package var day: Day
    package var period: MealPeriod
    package var channel: Channel
    package var lines: [SaleLine]
    package var discount: Fen
    package var grants: [Grant]
    package var tenders: [Tender]
    /// Nil is the public.
    package var diner: DinerID?
    /// The card by which the diner was known; nil where there was none, or a till did not say.
    package var card: CardToken?
    /// The snapshot that the till decided from.
    package var snapshot: String
    /// The policy in it that was in force; nil where none was.
    package var policy: String?
    /// What the till knew of the diner's earlier grants when it decided.
    package var uses: [RuleUse]
    /// Whether the service had reserved the allowance.
    package var authorised: Bool

    package init(
        order: String? = nil, canteen: CanteenID, day: Day, period: MealPeriod, channel: Channel,
        lines: [SaleLine], discount: Fen = .zero, grants: [Grant] = [], tenders: [Tender],
        diner: DinerID? = nil, card: CardToken? = nil, snapshot: String, policy: String? = nil,
        uses: [RuleUse] = [],
        authorised: Bool = false
    ) {
        self.order = order
        self.canteen = canteen
        self.day = day
        self.period = period
        self.channel = channel
        self.lines = lines
        self.discount = discount
        self.grants = grants
        self.tenders = tenders
        self.diner = diner
        self.card = card
        self.snapshot = snapshot
        self.policy = policy
        self.uses = uses
        self.authorised = authorised
    }

    package var gross: Fen { lines.total(\.amount) }
    package var subsidy: Fen { grants.total(\.amount) }
    package var paid: Fen { tenders.total(\.amount) }
}

/// A void or a refund: what of a sale was taken back, as positive amounts.
package struct Reversal: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        /// The line of the sale, from 0.
        package let index: Int
        package let quantity: Int

        package init(index: Int, quantity: Int) {
            self.index = index
            self.quantity = quantity
        }
    }

    package var sale: RecordID
    package var order: String?
    package var reason: String
    package var lines: [Line]
    package var gross: Fen
    package var discount: Fen
    package var grants: [Grant]
    package var tenders: [Tender]

    package init(
        sale: RecordID, order: String? = nil, reason: String, lines: [Line], gross: Fen,
        discount: Fen, grants: [Grant], tenders: [Tender]
    ) {
        self.sale = sale
        self.order = order
        self.reason = reason
        self.lines = lines
        self.gross = gross
        self.discount = discount
        self.grants = grants
        self.tenders = tenders
    }

    package var subsidy: Fen { grants.total(\.amount) }
    package var paid: Fen { tenders.total(\.amount) }
}

/// A cashier opens the drawer with some change in it.
package struct ShiftOpen: Hashable, Sendable {
    package let shift: Int
    package let float: Fen

    package init(shift: Int, float: Fen) {
        self.shift = shift
        self.float = float
    }
}

/// A cashier counts the drawer and hands it over.
package struct ShiftClose: Hashable, Sendable {
    package let shift: Int
    package let expected: Fen
    package let counted: Fen
    /// How many of each note and coin were counted; empty where only the sum was.
    package let counts: [Fen: Int]
    /// Whether a manager's PIN let a difference pass that was beyond the permitted one.
    package let approved: Bool

    package init(
        shift: Int, expected: Fen, counted: Fen, counts: [Fen: Int] = [:], approved: Bool = false
    ) {
        self.shift = shift
        self.expected = expected
        self.counted = counted
        self.counts = counts
        self.approved = approved
    }
}

/// Cash put into the drawer (positive) or taken out of it (negative), with its reason.
package struct CashMove: Hashable, Sendable {
    package let amount: Fen
    package let reason: String

    package init(amount: Fen, reason: String) {
        self.amount = amount
        self.reason = reason
    }
}

/// The till's clock was found to have jumped.
package struct ClockJump: Hashable, Sendable {
    package let from: Moment
    package let to: Moment

    package init(from: Moment, to: Moment) {
        self.from = from
        self.to = to
    }
}

/// The day's end at a till (Z): nothing of this business day follows.
package struct DayClose: Hashable, Sendable {
    package let day: Day
    package let first: Int
    package let last: Int
    package let sales: Int
    package let reversals: Int
    /// Sales less reversals.
    package let gross: Fen
    package let discount: Fen
    package let subsidy: Fen
    package let paid: Fen
    /// What came in by each tender, those of 0 left out; empty in journals that did not say it.
    package let tenders: [TenderKind: Fen]

    package init(
        day: Day, first: Int, last: Int, sales: Int, reversals: Int, gross: Fen, discount: Fen,
        subsidy: Fen, paid: Fen, tenders: [TenderKind: Fen] = [:]
    ) {
        self.day = day
        self.first = first
        self.last = last
        self.sales = sales
        self.reversals = reversals
        self.gross = gross
        self.discount = discount
        self.subsidy = subsidy
        self.paid = paid
        self.tenders = tenders
    }
}
