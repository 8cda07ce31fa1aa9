internal import Journal
internal import Meals

extension Counter {
    /// The last sale is taken back as a whole, with a reason.
    mutating func startVoid() -> [CounterRequest] {
        guard isOpen else { return refuse(.shiftClosed) }
        guard ticket.lines.isEmpty else { return refuse(.ticketOpen) }
        guard let sale = facts.drawer.lastSale else { return refuse(.noReceipt("")) }
        return [.quoteReturn(sale, lines: nil)]
    }

    /// A receipt is asked for, to give something back of it or to print it again.
    mutating func startReceipt(_ text: String, toRefund: Bool) -> [CounterRequest] {
        if toRefund {
            guard isOpen else { return refuse(.shiftClosed) }
            guard ticket.lines.isEmpty else { return refuse(.ticketOpen) }
        }
        stage = .form(.receipt(toRefund: toRefund))
        return text.isEmpty ? [] : findReceipt(text)
    }

    /// A receipt by the number on its slip or by its last digits; the last one without any.
    mutating func findReceipt(_ text: String) -> [CounterRequest] {
        if text.isEmpty {
            guard let last = facts.drawer.lastSale else { return refuse(.noReceipt("")) }
            return [.findSale(last)]
        }
        // A number alone is of the journal as it goes on now; the slip names the others whole.
        let head = facts.head
        let parts = text.split(separator: "-").map(String.init)
        let epoch = parts.count == 1 ? head.epoch : Int(decimal: parts[parts.count - 2].utf8)
        let isOwn =
            parts.count == 1 || parts.count == 3 && parts[0].uppercased() == head.terminal.text
        guard isOwn, let epoch, (1...head.epoch).contains(epoch),
            let seq = parts.last.flatMap({ Int(decimal: $0.utf8) }), seq >= 1
        else { return refuse(.noReceipt(text)) }
        return [.findSale(RecordID(terminal: head.terminal, epoch: epoch, seq: seq))]
    }

    mutating func found(_ sold: TillEngine.Sold?) -> [CounterRequest] {
        guard case .form(.receipt(let toRefund)) = stage else { return [] }
        guard let sold else { return refuse(.noReceipt("")) }
        guard toRefund else {
            stage = .selling
            note = "重印 \(sold.id)"
            return [.print(.slip(sold.record, received: nil, isCopy: true))]
        }
        let draft = RefundDraft(sold: sold)
        guard sold.sale.lines.indices.contains(where: { draft.left($0) > 0 }) else {
            return refuse(.nothingLeft)
        }
        stage = .refund(draft)
        return []
    }

    /// `2` takes all of line 2 or puts it back, `2*1` one portion of it; nothing goes on.
    mutating func choose(_ text: String, of draft: RefundDraft) -> [CounterRequest] {
        guard !text.isEmpty else {
            let lines = draft.reversalLines
            guard !lines.isEmpty else { return refuse(.noLine) }
            return [.quoteReturn(draft.sold.id, lines: lines)]
        }
        let parts = text.split(whereSeparator: { "*xX×＊".contains($0) }).map(String.init)
        guard (1...2).contains(parts.count), let line = Int(decimal: parts[0].utf8),
            draft.sold.sale.lines.indices.contains(line - 1)
        else { return refuse(.noLine) }
        let left = draft.left(line - 1)
        var draft = draft
        if parts.count == 2 {
            guard let portions = Int(decimal: parts[1].utf8), portions <= left else {
                return refuse(.tooMuchBack(left: left))
            }
            draft.chosen[line - 1] = portions
        } else {
            draft.chosen[line - 1] = (draft.chosen[line - 1] ?? 0) > 0 ? 0 : left
        }
        stage = .refund(draft)
        return []
    }

    /// What goes back is known: only its reason is missing.
    mutating func giveBack(_ quote: ReturnQuote) -> [CounterRequest] {
        var isVoid = true
        if case .refund = stage { isVoid = false }
        stage = .form(.reason(quote, isVoid: isVoid))
        return []
    }

    /// The reasons that one key gives.
    package static let reasons = ["点错菜", "顾客不要了", "付款没成功", "菜有问题"]

    mutating func giveBack(
        _ quote: ReturnQuote, isVoid: Bool, _ fields: [String: String]
    ) -> [CounterRequest] {
        let typed = fields["reason"]?.trimmed ?? ""
        let number = Int(decimal: typed.utf8) ?? 0
        let reason =
            Counter.reasons.indices.contains(number - 1) ? Counter.reasons[number - 1] : typed
        guard !reason.isEmpty else { return refuse(.reasonMissing) }
        let reference: AcquirerReference?
        switch BankSlip(fields) {
        case .empty: reference = nil
        case .read(let read): reference = read
        case .unreadable: return refuse(.badReferences)
        }
        // One answer of the bank terminal is for its first payment.
        let first = quote.tenders.firstIndex { $0.kind.hasAcquirer }
        let tenders = quote.tenders.enumerated().map { index, tender in
            index == first
                ? Tender(kind: tender.kind, amount: tender.amount, reference: reference) : tender
        }
        let reversal = quote.reversal(reason: reason, tenders: tenders)
        return [
            .seal(
                isVoid ? .void(reversal) : .refund(reversal),
                cashier: facts.drawer.shift?.cashier ?? "")
        ]
    }
}

extension TillEngine.Sold {
    /// What its slip needs of the record.
    var record: Record {
        Record(id: id, at: at, drift: 0, counter: 0, cashier: "", body: .sale(sale))
    }
}

extension Refusal {
    init(_ error: ReturnError) {
        switch error {
        case .saleNotFound: self = .noReceipt("")
        case .lineNotFound: self = .noLine
        case .moreThanSold(_, let left): self = .tooMuchBack(left: left)
        case .nothingLeft: self = .nothingLeft
        }
    }
}
