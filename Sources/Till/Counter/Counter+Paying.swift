internal import Journal
internal import Meals

extension Counter {
    /// Enter alone: the rest is paid in cash, to the fen.
    mutating func confirm(at: Moment) -> [CounterRequest] {
        guard !ticket.lines.isEmpty else {
            farewell = nil
            return []
        }
        guard let quote = ticket.quote else { return askPrice() }
        if let standing = ticket.refusal { return refuse(standing) }
        guard ticket.left >= .zero else { return refuse(.paidTooMuch(-ticket.left)) }
        guard isFresh(quote, at: at) else { return askAgain(nil, "") }
        if ticket.left > .zero {
            ticket.cashGiven += ticket.left
            ticket.tenders.append(Tender(kind: .cash, amount: ticket.left))
        }
        return sell()
    }

    /// A payment of an amount that was typed, or of all that is left.
    mutating func pay(_ kind: TenderKind, _ text: String, at: Moment) -> [CounterRequest] {
        guard stage == .selling, isOpen else { return [] }
        guard !ticket.lines.isEmpty, let quote = ticket.quote else {
            return refuse(.notHere("收款"))
        }
        if let standing = ticket.refusal { return refuse(standing) }
        let left = ticket.left
        guard left >= .zero else { return refuse(.paidTooMuch(-left)) }
        guard let given = text.isEmpty ? left : Fen(yuan: text), given > .zero || left == .zero
        else { return refuse(.badAmount(text)) }
        guard isFresh(quote, at: at) || !ticket.tenders.isEmpty else { return askAgain(kind, text) }
        guard left > .zero else { return sell() }
        if kind == .cash {
            ticket.cashGiven += given
            return add(Tender(kind: .cash, amount: min(given, left)))
        }
        guard given <= left else { return refuse(.moreThanLeft(left)) }
        if kind.hasAcquirer, !isTraining {
            stage = .form(.references(kind, given))
            return []
        }
        return add(Tender(kind: kind, amount: given))
    }

    /// Takes the bank terminal's references; left out they come with the acquirer's file.
    mutating func payByBank(
        _ kind: TenderKind, _ amount: Fen, _ fields: [String: String]
    ) -> [CounterRequest] {
        guard amount <= ticket.left else { return refuse(.moreThanLeft(ticket.left)) }
        let reference: AcquirerReference?
        switch BankSlip(fields) {
        case .empty: reference = nil
        case .read(let read): reference = read
        case .unreadable: return refuse(.badReferences)
        }
        stage = .selling
        return add(Tender(kind: kind, amount: amount, reference: reference))
    }

    private mutating func add(_ tender: Tender) -> [CounterRequest] {
        ticket.tenders.append(tender)
        return ticket.left == .zero ? sell() : []
    }

    private func sell() -> [CounterRequest] {
        guard let quote = ticket.quote, ticket.left == .zero else { return [] }
        return [.sell(quote, ticket.tenders, training: isTraining)]
    }

    private func isFresh(_ quote: Quote, at: Moment) -> Bool {
        let age = at.milliseconds - quote.at.milliseconds
        return quote.basket == ticket.basket
            && (0...Int64(settings.priceHoldsSeconds) * 1000).contains(age)
    }

    private mutating func askAgain(_ kind: TenderKind?, _ amount: String) -> [CounterRequest] {
        pending = PendingPayment(kind: kind, amount: amount, payable: ticket.payable)
        return askPrice()
    }

    /// A record is on the disk: what is shown and printed of it.
    mutating func finish(_ record: Record) -> [CounterRequest] {
        switch record.body {
        case .sale, .training:
            return [.print(.slip(record, received: ticket.cashGiven, isCopy: false))]
                + bidFarewell()
        case .void(let reversal), .refund(let reversal):
            stage = .selling
            note = "已退 ¥\(reversal.paid)"
            farewell = Farewell(
                lines: [], paid: .zero, cashGiven: .zero, change: .zero, returned: reversal.paid)
            return [.print(.slip(record, received: nil, isCopy: false))]
        case .shiftOpen(let open):
            stage = .selling
            note = "第 \(open.shift) 班开班"
        case .shiftClose(let close): return end(close)
        case .cashMove(let move):
            stage = .selling
            note = "\(move.amount > .zero ? "已放入" : "已取出") ¥\(max(move.amount, -move.amount))"
        case .dayClose(let close):
            stage = .report(CounterReport(close, head: facts.head, unsent: facts.unsent))
            return [.print(.dayClose(record, facts.head, takingsOfDay))]
        case .clock: break
        }
        return []
    }

    /// A sale is done: the customer is told the change, the next ticket begins.
    private mutating func bidFarewell() -> [CounterRequest] {
        farewell = Farewell(
            lines: ticket.lines, paid: ticket.payable, cashGiven: ticket.cashGiven,
            change: ticket.change, returned: .zero)
        return nextTicket()
    }
}
