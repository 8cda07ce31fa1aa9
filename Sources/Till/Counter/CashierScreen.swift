package import Journal
package import Meals
internal import Subsidies

/// What the cashier sees, as one message for the page.
package struct CashierScreen: Hashable, Sendable {
    /// A key of the page: on the keyboard, as a button, and what it does.
    struct Key: Hashable {
        let key: String
        let label: String
        let input: JSON
    }

    /// The page's level: 1 selling, 2 a menu or form, 3 a form behind another.
    package let level: Int
    package let json: JSON

    package init(_ counter: Counter, at: Moment) {
        let level = counter.level
        self.level = level
        var fields: [String: JSON] = [
            "number": .int(Int64(counter.number)),
            "stage": .text(counter.stageName),
            "level": .int(Int64(level)),
            "training": .bool(counter.isTraining),
            "status": counter.status(at: at),
            "ticket": counter.ticketFields,
            "keys": .list(
                counter.keys.map {
                    ["key": .text($0.key), "label": .text($0.label), "input": $0.input]
                }),
            "waiting": .list(counter.waiting.map { .text("····" + $0.suffix(4)) }),
            "held": .list(counter.held.map(counter.heldFields)),
        ]
        fields["refusal"] = counter.shownRefusal.map { refusal in
            [
                "code": .text(refusal.code), "text": .text(refusal.text),
                "key": .text(refusal.key), "line": .text(refusal.description),
            ]
        }
        fields["note"] = (counter.note ?? counter.printerProblem).map(JSON.text)
        switch counter.stage {
        case .form(let form): fields["form"] = form.fields(counter)
        case .refund(let draft): fields["refund"] = counter.refundFields(draft)
        case .report(let report): fields["report"] = report.fields
        case .selling, .menu, .recall, .stopped: break
        }
        fields["farewell"] = counter.farewell.map { farewell in
            [
                "paid": .text(farewell.paid.yuan), "given": .text(farewell.cashGiven.yuan),
                "change": .text(farewell.change.yuan), "returned": .text(farewell.returned.yuan),
                "receipt": .text(counter.facts.drawer.lastSale?.description ?? ""),
            ]
        }
        json = .object(fields)
    }
}

extension Counter {
    fileprivate var level: Int {
        switch stage {
        case .selling: 1
        case .menu, .recall, .refund, .report, .stopped: 2
        case .form(let form): form.level
        }
    }

    fileprivate var stageName: String {
        switch stage {
        case .selling: isOpen ? "selling" : "closed"
        case .menu: "menu"
        case .recall: "recall"
        case .form: "form"
        case .refund: "refund"
        case .report: "report"
        case .stopped: "stopped"
        }
    }

    fileprivate func status(at: Moment) -> JSON {
        var fields: [String: JSON] = [
            "terminal": .text(facts.terminal.text), "canteen": .text(facts.canteen),
            "clock": .text(at.clock), "day": .text(facts.today.description),
            "unsent": .int(Int64(facts.unsent)), "drift": .text(facts.driftInWords),
            // The page asks for the dishes again when this changes: with the snapshot or the meal.
            "menu": .text(([facts.snapshot] + facts.served).joined(separator: " ")),
            "last": .text(facts.drawer.lastSale?.description ?? ""),
            "refused": .list(facts.refused.map { .text($0.line) }),
        ]
        if let shift = facts.drawer.shift {
            fields["shift"] = .int(Int64(shift.number))
            fields["cashier"] = .text(shift.cashier)
        }
        switch facts.link {
        case .waiting: fields["link"] = "waiting"
        case .online: fields["link"] = "online"
        case .offline: fields["link"] = "offline"
        case .refused(let reason):
            fields["link"] = "refused"
            fields["linkReason"] = .text(reason)
        }
        return .object(fields)
    }

    fileprivate var ticketFields: JSON {
        var fields: [String: JSON] = [
            "channel": .text(ticket.channel.chinese),
            "gross": .text(ticket.basket.gross.yuan),
            "discount": .text((ticket.quote?.decision.discount ?? .zero).yuan),
            "subsidy": .text((ticket.quote?.decision.subsidy ?? .zero).yuan),
            "payable": .text(ticket.payable.yuan), "paid": .text(ticket.paid.yuan),
            "left": .text(ticket.left.yuan), "allowance": .text(ticket.advice.leftInWords),
            "reason": .text(ticket.advice.reason?.chinese ?? ""),
            "lines": .list(
                ticket.lines.map { line in
                    [
                        "code": .text(line.item),
                        "name": .text(facts.item(line.item)?.name ?? line.item),
                        "quantity": .int(Int64(line.quantity)), "price": .text(line.unitPrice.yuan),
                        "amount": .text(line.amount.yuan),
                    ]
                }),
            "tenders": .list(
                ticket.tenders.map {
                    ["kind": .text($0.kind.chinese), "amount": .text($0.amount.yuan)]
                }),
        ]
        switch ticket.card {
        case .none: break
        case .known(let ending), .unknown(let ending), .stopped(let ending, _):
            fields["card"] = .text("····" + ending)
        }
        return .object(fields)
    }

    fileprivate func heldFields(_ ticket: Ticket) -> JSON {
        let names = ticket.lines.map { line in
            (facts.item(line.item)?.name ?? line.item)
                + (line.quantity > 1 ? "×\(line.quantity)" : "")
        }
        return [
            "text": .text(names.joined(separator: " ")), "amount": .text(ticket.payable.yuan),
        ]
    }

    fileprivate func refundFields(_ draft: RefundDraft) -> JSON {
        [
            "receipt": .text(draft.sold.id.description),
            "paid": .text(draft.sold.sale.paid.yuan),
            "lines": .list(
                draft.sold.sale.lines.enumerated().map { index, line in
                    [
                        "name": .text(facts.item(line.item)?.name ?? line.item),
                        "quantity": .int(Int64(line.quantity)),
                        "left": .int(Int64(draft.left(index))),
                        "chosen": .int(Int64(draft.chosen[index] ?? 0)),
                        "amount": .text(line.amount.yuan),
                    ]
                }),
        ]
    }
}

extension CounterReport {
    fileprivate var fields: JSON {
        [
            "title": .text(title),
            "rows": .list(rows.map { ["label": .text($0.label), "figure": .text($0.figure)] }),
        ]
    }
}

extension TillFacts {
    /// How far the clock is off, from two seconds on; empty below.
    fileprivate var driftInWords: String {
        let seconds = Int(drift.magnitude / 1000)
        guard seconds >= 2 else { return "" }
        let amount =
            if seconds >= 2 * 86_400 { "\(seconds / 86_400) 天" } else if seconds >= 7_200 {
                "\(seconds / 3_600) 小时"
            } else if seconds >= 120 { "\(seconds / 60) 分" } else { "\(seconds) 秒" }
        return "时钟\(drift > 0 ? "快" : "慢") \(amount)"
    }
}

extension Advice {
    /// Such as `今日 1 次 · 本月 ¥18.00`.
    fileprivate var leftInWords: String {
        left.map { left in
            switch left.measure {
            case .count(let count): "\(left.window.chinese) \(count) 次"
            case .amount(let amount): "\(left.window.chinese) ¥\(amount)"
            }
        }.joined(separator: " · ")
    }
}

extension Advice.Reason {
    /// One line for the cashier.
    package var chinese: String {
        switch self {
        case .usedUp(let window): "\(window.chinese)已享补贴"
        case .spendAtLeast(let fen): "满 ¥\(fen) 才有补贴"
        case .dineInOnly: "堂食才有补贴"
        case .otherPeriod: "现在不是补贴餐时"
        case .notEligible: "此人没有可用的补贴"
        }
    }
}
