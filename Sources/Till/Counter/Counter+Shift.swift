internal import Journal
internal import Meals

extension Counter {
    /// A form was filled in.
    mutating func submit(_ fields: [String: String]) -> [CounterRequest] {
        guard case .form(let form) = stage else { return [] }
        switch form {
        case .openShift: return openShift(fields)
        case .count: return count(fields)
        case .approve: return approve(fields)
        case .setPIN: return setPIN(fields)
        case .cash(let isIn): return moveCash(fields, isIn: isIn)
        case .references(let kind, let amount): return payByBank(kind, amount, fields)
        case .reason(let quote, let isVoid): return giveBack(quote, isVoid: isVoid, fields)
        case .receipt: return findReceipt(fields["receipt"]?.trimmed ?? "")
        }
    }

    mutating func startShift(warned: CounterInput.Key?) -> [CounterRequest] {
        guard !isOpen else { return refuse(.shiftOpen) }
        if let closed = facts.closedDay, closed >= facts.today, warned != .openShift {
            self.warned = .openShift
            return refuse(.dayClosed(closed))
        }
        stage = .form(.openShift)
        return []
    }

    private mutating func openShift(_ fields: [String: String]) -> [CounterRequest] {
        let cashier = fields["cashier"]?.trimmed ?? ""
        guard !cashier.isEmpty, cashier.utf8.count <= 40 else { return refuse(.cashierMissing) }
        let text = fields["float"]?.trimmed ?? ""
        guard let float = text.isEmpty ? .zero : Fen(yuan: text) else {
            return refuse(.badAmount(text))
        }
        return [.seal(.shiftOpen(facts.drawer.opening(float: float)), cashier: cashier)]
    }

    mutating func startCount() -> [CounterRequest] {
        guard isOpen else { return refuse(.shiftClosed) }
        guard ticket.lines.isEmpty, held.isEmpty else {
            stage = .selling
            return refuse(.ticketOpen)
        }
        stage = .form(.count)
        return []
    }

    /// The drawer was counted by note and coin, before anyone saw what should be in it.
    private mutating func count(_ fields: [String: String]) -> [CounterRequest] {
        var counts: [Fen: Int] = [:]
        for value in ShiftClose.denominations {
            let text = fields["\(value.fen)"]?.trimmed ?? ""
            let isRest = value.fen == 1
            let number = isRest ? Fen(yuan: text).map { Int($0.fen) } : Int(decimal: text.utf8)
            guard let number = text.isEmpty ? 0 : number, number <= 100_000 else {
                return refuse(.badAmount(text))
            }
            counts[value] = number
        }
        return close(counts, approved: false)
    }

    private mutating func close(_ counts: [Fen: Int], approved: Bool) -> [CounterRequest] {
        guard let shift = facts.drawer.shift else { return refuse(.shiftClosed) }
        let close = shift.closing(counts: counts, approved: approved)
        let difference = close.difference
        guard approved || max(difference, -difference) <= settings.permittedDifference else {
            stage = .form(.approve(counts))
            return refuse(facts.hasPIN ? .beyondPermitted(difference) : .noPIN)
        }
        return [.seal(.shiftClose(close), cashier: shift.cashier)]
    }

    /// Digits of a PIN.
    ///
    /// Every card has more, so that none is taken for a PIN even where a slow reader passes for a
    /// person.
    private static let digitsOfPIN = 4...6

    private static func isPIN(_ text: String) -> Bool {
        digitsOfPIN.contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }

    private mutating func approve(_ fields: [String: String]) -> [CounterRequest] {
        let pin = fields["pin"] ?? ""
        guard facts.hasPIN else {
            stage = .form(.setPIN)
            return []
        }
        guard pin.utf8.count <= Counter.digitsOfPIN.upperBound else { return refuse(.cardIsNoPIN) }
        guard Counter.isPIN(pin) else { return refuse(.wrongPIN) }
        return [.checkPIN(pin)]
    }

    private mutating func setPIN(_ fields: [String: String]) -> [CounterRequest] {
        let (old, pin) = (fields["old"] ?? "", fields["pin"] ?? "")
        let most = Counter.digitsOfPIN.upperBound
        guard pin.utf8.count <= most, old.utf8.count <= most else { return refuse(.cardIsNoPIN) }
        guard Counter.isPIN(pin), pin == fields["again"] else { return refuse(.unusablePIN) }
        return [.setPIN(pin, old: old)]
    }

    mutating func decide(_ accepted: Bool) -> [CounterRequest] {
        guard accepted else { return refuse(.wrongPIN) }
        switch stage {
        case .form(.approve(let counts)): return close(counts, approved: true)
        case .form(.setPIN):
            stage = .selling
            note = "店长密码已设"
            return []
        case .form, .selling, .menu, .recall, .refund, .report, .stopped: return []
        }
    }

    /// The shift's record is on the disk.
    mutating func end(_ close: ShiftClose) -> [CounterRequest] {
        waiting = []
        ticket = Ticket()
        farewell = nil
        let report = CounterReport(close)
        stage = .report(report)
        return [.print(.report(report))]
    }

    mutating func startCash(isIn: Bool) -> [CounterRequest] {
        guard isOpen else { return refuse(.shiftClosed) }
        stage = .form(.cash(isIn: isIn))
        return []
    }

    private mutating func moveCash(_ fields: [String: String], isIn: Bool) -> [CounterRequest] {
        let text = fields["amount"]?.trimmed ?? ""
        guard let amount = Fen(yuan: text), amount > .zero else { return refuse(.badAmount(text)) }
        let reason = fields["reason"]?.trimmed ?? ""
        guard !reason.isEmpty else { return refuse(.reasonMissing) }
        let move = CashMove(amount: isIn ? amount : -amount, reason: reason)
        return [.seal(.cashMove(move), cashier: facts.drawer.shift?.cashier ?? "")]
    }

    mutating func lookX() -> [CounterRequest] {
        guard let shift = facts.drawer.shift else { return refuse(.shiftClosed) }
        stage = .report(CounterReport(shift, facts))
        return []
    }

    /// The day's end: every shift is over, the figures are the journal's own.
    mutating func closeDay() -> [CounterRequest] {
        guard !isOpen else { return refuse(.shiftOpen) }
        takingsOfDay = facts.takings
        return [.closeDay]
    }

    mutating func switchTraining() -> [CounterRequest] {
        guard ticket.isEmpty, held.isEmpty, waiting.isEmpty else {
            stage = .selling
            return refuse(.ticketOpen)
        }
        isTraining.toggle()
        stage = .selling
        farewell = nil
        note = isTraining ? "练习开始,不收钱" : "练习结束"
        return []
    }

    mutating func shutDown(warned: CounterInput.Key?) -> [CounterRequest] {
        guard ticket.lines.isEmpty, held.isEmpty else {
            stage = .selling
            return refuse(.ticketOpen)
        }
        if warned != .shutDown {
            if facts.unsent > 0 {
                self.warned = .shutDown
                return refuse(.unsent(facts.unsent))
            }
            if isOpen {
                self.warned = .shutDown
                note = "本班还没有交班;再按一次 [安全关机] 就关"
                return []
            }
        }
        stage = .stopped
        return [.shutDown]
    }
}
