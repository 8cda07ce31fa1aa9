internal import Journal
internal import Meals

extension Counter {
    var isOpen: Bool { facts.drawer.shift != nil }

    /// A card belongs to the ticket that waits for one, else it queues.
    mutating func scan(_ card: String, reader: Int) -> [CounterRequest] {
        let digits = card.filter { $0.isNumber || $0.isLetter }
        guard !digits.isEmpty else { return [] }
        if case .form(.approve) = stage { return refuse(.cardIsNoPIN) }
        if case .form(.setPIN) = stage { return refuse(.cardIsNoPIN) }
        guard isOpen else { return refuse(.shiftClosed) }
        let isTaken =
            stage != .selling || !ticket.tenders.isEmpty
            || ticket.card != .none && !ticket.lines.isEmpty || reader == 2 && !ticket.isEmpty
        guard isTaken else { return show(digits) }
        guard waiting.last != digits else { return [] }
        guard waiting.count < settings.queue else { return refuse(.queueFull) }
        waiting.append(digits)
        return []
    }

    private mutating func show(_ card: String) -> [CounterRequest] {
        farewell = nil
        ticket.card = .unknown(ending: String(card.suffix(4)))
        return [.read(card: card)]
    }

    mutating func meet(_ card: ReadCard) -> [CounterRequest] {
        ticket.diner = card.diner
        ticket.token = card.token
        ticket.isFullPrice = false
        if case .unknown(let ending) = ticket.card {
            switch card.meaning {
            case .diner: ticket.card = .known(ending: ending)
            case .unknown: break
            case .hot(let since): ticket.card = .stopped(ending: ending, since: since)
            }
        }
        return askPrice()
    }

    /// Asks what the ticket costs now.
    func askPrice() -> [CounterRequest] { [.quote(ticket.basket, reserve: !isTraining)] }

    mutating func price(_ quote: Quote, _ advice: Advice, at: Moment) -> [CounterRequest] {
        ticket.quote = quote
        ticket.advice = advice
        guard let pending else { return [] }
        self.pending = nil
        guard quote.payable == pending.payable else { return refuse(.priceChanged(quote.payable)) }
        if let kind = pending.kind { return pay(kind, pending.amount, at: at) }
        return confirm(at: at)
    }

    /// A meal key, a quantity and a meal key, a card that was typed, or nothing to confirm.
    mutating func sellingEntry(_ text: String, at: Moment) -> [CounterRequest] {
        guard isOpen else { return refuse(.shiftClosed) }
        if text.isEmpty { return confirm(at: at) }
        if text.utf8.count >= 8, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            return scan(text, reader: 1)
        }
        // The second reader's mark, where it was too slow for the page to tell.
        if text.first == ";", text.utf8.count >= 7 {
            return scan(String(text.dropFirst()), reader: 2)
        }
        guard let (item, quantity) = meal(text) else { return refuse(.unknownItem(text)) }
        guard ticket.tenders.isEmpty else { return refuse(.alreadyPaying) }
        farewell = nil
        ticket.add(item, quantity: quantity)
        return askPrice()
    }

    private static let mostPortions = 999

    /// `101`, `3*101` or `101*3`; of two readings the one with fewer portions.
    private func meal(_ text: String) -> (MenuItem, quantity: Int)? {
        if let item = facts.item(text) { return (item, 1) }
        let parts = text.split(whereSeparator: { "*xX×＊".contains($0) }).map(String.init)
        guard parts.count == 2 else { return nil }
        let readings = [(parts[0], parts[1]), (parts[1], parts[0])].compactMap { quantity, code in
            facts.item(code).flatMap { item in
                Int(decimal: quantity.utf8).map { (item, quantity: $0) }
            }
        }.filter { (1...Counter.mostPortions).contains($0.quantity) }
        return readings.min { $0.quantity < $1.quantity }
    }

    mutating func voidLine(_ text: String) -> [CounterRequest] {
        let index = text.isEmpty ? ticket.lines.count - 1 : (Int(decimal: text.utf8) ?? 0) - 1
        guard ticket.lines.indices.contains(index) else { return refuse(.noLine) }
        guard ticket.tenders.isEmpty else { return refuse(.alreadyPaying) }
        ticket.lines.remove(at: index)
        return askPrice()
    }

    /// Hands back what was paid of an open ticket, or drops the ticket: nothing of it was sealed.
    mutating func clear() -> [CounterRequest] {
        if stage != .selling {
            stage = .selling
            return []
        }
        farewell = nil
        guard ticket.tenders.isEmpty else {
            note = "退回已收 ¥\(ticket.tenders.total(\.amount))"
            ticket.tenders = []
            ticket.cashGiven = .zero
            return []
        }
        let reserved = ticket.quote.map { $0.authorised ? [CounterRequest.abandon($0)] : [] } ?? []
        return reserved + nextTicket()
    }

    /// The next diner's turn: the card that waits longest is shown.
    mutating func nextTicket() -> [CounterRequest] {
        ticket = Ticket()
        pending = nil
        guard !waiting.isEmpty else { return [] }
        ticket.card = .unknown(ending: String(waiting[0].suffix(4)))
        return [.read(card: waiting.removeFirst())]
    }

    mutating func hold() -> [CounterRequest] {
        guard !ticket.lines.isEmpty else { return startRecall() }
        guard ticket.tenders.isEmpty else { return refuse(.alreadyPaying) }
        held.append(ticket)
        note = "已挂单"
        return nextTicket()
    }

    mutating func startRecall() -> [CounterRequest] {
        guard !held.isEmpty else { return refuse(.nothingHeld) }
        guard ticket.lines.isEmpty else { return refuse(.ticketOpen) }
        if held.count == 1 { return recall("1") }
        stage = .recall
        return []
    }

    /// A held ticket comes back once; it is priced anew.
    mutating func recall(_ text: String) -> [CounterRequest] {
        let index = text.isEmpty ? held.count - 1 : (Int(decimal: text.utf8) ?? 0) - 1
        guard held.indices.contains(index) else { return refuse(.nothingHeld) }
        guard ticket.lines.isEmpty else { return refuse(.ticketOpen) }
        stage = .selling
        farewell = nil
        ticket = held.remove(at: index)
        return askPrice()
    }

    mutating func takeFullPrice() -> [CounterRequest] {
        guard ticket.refusal != nil else { return refuse(.notHere("按全价")) }
        ticket.isFullPrice = true
        return []
    }

    mutating func nextChannel() -> [CounterRequest] {
        guard ticket.tenders.isEmpty else { return refuse(.alreadyPaying) }
        ticket.channel =
            switch ticket.channel {
            case .dineIn: .takeAway
            case .takeAway: .delivery
            case .delivery: .dineIn
            }
        return ticket.isEmpty ? [] : askPrice()
    }
}
