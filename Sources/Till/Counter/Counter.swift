internal import Journal
package import Meals

/// The cashier's side of a till: a synchronous, deterministic state machine.
///
/// An input gives what to ask of the till; each answer is taken in before the next input. It seals
/// and prints nothing itself, and it knows nothing that is not in its state.
package struct Counter: Sendable {
    package struct Settings: Hashable, Sendable {
        /// A counted drawer may differ by this much without a manager.
        package var permittedDifference = Fen(500)
        /// A price older than this is asked for again before it is paid.
        package var priceHoldsSeconds = 60
        /// Cards that may wait.
        package var queue = 6

        package init() {}
    }

    package let settings: Settings
    package internal(set) var facts: TillFacts
    /// Counts the inputs that were taken: what was meant for an earlier state is not done.
    package private(set) var number = 1
    package internal(set) var stage = CounterStage.selling
    package internal(set) var ticket = Ticket()
    package internal(set) var held: [Ticket] = []
    /// Cards that wait for the ticket before them.
    package internal(set) var waiting: [String] = []
    package internal(set) var isTraining = false
    /// What was wrong with the last input.
    package internal(set) var refusal: Refusal?
    /// What the last input did, where the screen does not show it.
    package internal(set) var note: String?
    package internal(set) var farewell: Farewell?
    /// The printer's last failure.
    package var printerProblem: String?
    /// A payment that waits for a fresh price.
    var pending: PendingPayment?
    /// What the day's end says of each tender, as it was before.
    var takingsOfDay = Takings()
    /// What was warned of and is done when asked for again.
    var warned: CounterInput.Key?

    struct PendingPayment: Hashable {
        let kind: TenderKind?
        let amount: String
        let payable: Fen
    }

    package init(facts: TillFacts, settings: Settings = Settings()) {
        self.facts = facts
        self.settings = settings
    }

    /// The refusal to show: of the last input, else the one that stands.
    package var shownRefusal: Refusal? {
        if let refusal { return refusal }
        return stage == .selling ? ticket.refusal : nil
    }

    /// Takes an input and gives what to ask of the till.
    package mutating func take(_ input: CounterInput, at: Moment) -> [CounterRequest] {
        number += 1
        refusal = nil
        note = nil
        let earlier = warned
        warned = nil
        switch input {
        case .card(let card, let reader): return scan(card, reader: reader)
        case .form(let fields): return submit(fields)
        case .entry(let text): return enter(text.trimmed, at: at)
        case .tender(let kind, let amount):
            return pay(kind, amount.trimmed, at: at)
        case .key(let key, let text): return press(key, text.trimmed, warned: earlier)
        }
    }

    /// Takes the till's answer and gives what to ask next.
    package mutating func take(_ reply: CounterReply, at: Moment) -> [CounterRequest] {
        switch reply {
        case .read(let card): return meet(card)
        case .quoted(let quote, let advice): return price(quote, advice, at: at)
        case .sealed(let record): return finish(record)
        case .sale(let sold): return found(sold)
        case .returning(let quote):
            return giveBack(quote)
        case .noReturn(let error): return refuse(Refusal(error))
        case .pin(let accepted): return decide(accepted)
        case .failed(let reason):
            pending = nil
            return refuse(.diskFailed(reason))
        }
    }

    mutating func refuse(_ refusal: Refusal) -> [CounterRequest] {
        self.refusal = refusal
        return []
    }

    private mutating func enter(_ text: String, at: Moment) -> [CounterRequest] {
        switch stage {
        case .selling: return sellingEntry(text, at: at)
        case .refund(let draft): return choose(text, of: draft)
        case .recall: return recall(text)
        case .menu, .report: return text.isEmpty ? back() : []
        case .form, .stopped: return []
        }
    }

    private mutating func press(
        _ key: CounterInput.Key, _ text: String, warned: CounterInput.Key?
    ) -> [CounterRequest] {
        guard stage != .stopped else { return [] }
        if key == .back { return back() }
        if case .report(let report) = stage {
            return key == .reprint ? [.print(.report(report))] : []
        }
        if case .refund(var draft) = stage {
            guard key == .all else { return [] }
            for line in draft.sold.sale.lines.indices { draft.chosen[line] = draft.left(line) }
            stage = .refund(draft)
            return []
        }
        guard stage == .selling || stage == .menu || stage == .recall else { return [] }
        switch key {
        case .voidLine: return voidLine(text)
        case .clear: return clear()
        case .hold: return hold()
        case .recall: return startRecall()
        case .fullPrice: return takeFullPrice()
        case .channel: return nextChannel()
        case .void: return startVoid()
        case .refund: return startReceipt(text, toRefund: true)
        case .reprint: return startReceipt(text, toRefund: false)
        case .menu:
            stage = .menu
            return []
        case .openShift: return startShift(warned: warned)
        case .closeShift: return startCount()
        case .lookX: return lookX()
        case .closeDay: return closeDay()
        case .paidIn, .paidOut: return startCash(isIn: key == .paidIn)
        case .training: return switchTraining()
        case .setPIN:
            stage = .form(.setPIN)
            return []
        case .shutDown: return shutDown(warned: warned)
        case .all, .back: return []
        }
    }

    /// One level up.
    private mutating func back() -> [CounterRequest] {
        stage = .selling
        return []
    }
}
