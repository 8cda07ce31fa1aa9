package import Meals

extension Record {
    /// The line that the till seals: canonical JSON.
    package var bytes: [UInt8] {
        var fields = body.fields
        fields["v"] = 1
        fields["kind"] = .text(body.kind)
        fields["terminal"] = .text(id.terminal.text)
        fields["epoch"] = .int(Int64(id.epoch))
        fields["seq"] = .int(Int64(id.seq))
        fields["at"] = .int(at.milliseconds)
        fields["drift"] = .int(drift)
        fields["counter"] = .int(counter)
        fields["cashier"] = .text(cashier)
        return JSON.object(fields).bytes
    }
}

extension Record.Body {
    /// The record's kind as journals name it.
    package var kind: String {
        switch self {
        case .sale: "sale"
        case .void: "void"
        case .refund: "refund"
        case .shiftOpen: "shift-open"
        case .shiftClose: "shift-close"
        case .cashMove: "cash-move"
        case .training: "training"
        case .clock: "clock"
        case .dayClose: "day-close"
        }
    }

    fileprivate var fields: [String: JSON] {
        switch self {
        case .sale(let sale), .training(let sale): sale.fields
        case .void(let reversal), .refund(let reversal): reversal.fields
        case .shiftOpen(let open): ["shift": .int(Int64(open.shift)), "float": open.float.json]
        case .shiftClose(let close): close.fields
        case .cashMove(let move): ["amount": move.amount.json, "reason": .text(move.reason)]
        case .clock(let jump):
            ["from": .int(jump.from.milliseconds), "to": .int(jump.to.milliseconds)]
        case .dayClose(let close): close.fields
        }
    }
}

extension Sale {
    fileprivate var fields: [String: JSON] {
        var fields: [String: JSON] = [
            "canteen": .text(canteen.text),
            "day": .text(day.description),
            "period": .text(period.rawValue),
            "channel": .text(channel.rawValue),
            "lines": .list(lines.map(\.json)),
            "gross": gross.json,
            "discount": discount.json,
            "subsidies": .list(grants.map(\.json)),
            "tenders": .list(tenders.map(\.json)),
            "snapshot": .text(snapshot),
        ]
        fields["order"] = order.map(JSON.text)
        fields["diner"] = diner.map { .text($0.text) }
        fields["card"] = card.map { .text($0.text) }
        fields["policy"] = policy.map(JSON.text)
        if !uses.isEmpty { fields["uses"] = .list(uses.map(\.json)) }
        if authorised { fields["authorised"] = true }
        return fields
    }
}

extension Reversal {
    fileprivate var fields: [String: JSON] {
        var fields: [String: JSON] = [
            "of": [
                "terminal": .text(sale.terminal.text), "epoch": .int(Int64(sale.epoch)),
                "seq": .int(Int64(sale.seq)),
            ],
            "reason": .text(reason),
            "lines": .list(
                lines.map { ["line": .int(Int64($0.index)), "qty": .int(Int64($0.quantity))] }),
            "gross": gross.json,
            "discount": discount.json,
            "subsidies": .list(grants.map(\.json)),
            "tenders": .list(tenders.map(\.json)),
        ]
        fields["order"] = order.map(JSON.text)
        return fields
    }
}

extension ShiftClose {
    fileprivate var fields: [String: JSON] {
        var fields: [String: JSON] = [
            "shift": .int(Int64(shift)), "expected": expected.json, "counted": counted.json,
        ]
        if !counts.isEmpty {
            fields["counts"] = .object(
                Dictionary(
                    uniqueKeysWithValues: counts.map { ("\($0.fen)", .int(Int64($1))) }))
        }
        if approved { fields["approved"] = true }
        return fields
    }
}

extension DayClose {
    fileprivate var fields: [String: JSON] {
        var fields: [String: JSON] = [
            "day": .text(day.description), "first": .int(Int64(first)), "last": .int(Int64(last)),
            "sales": .int(Int64(sales)), "reversals": .int(Int64(reversals)),
            "gross": gross.json, "discount": discount.json, "subsidy": subsidy.json,
            "paid": paid.json,
        ]
        if !tenders.isEmpty {
            fields["tenders"] = .object(
                Dictionary(uniqueKeysWithValues: tenders.map { ($0.rawValue, $1.json) }))
        }
        return fields
    }
}

extension Fen {
    package var json: JSON { .int(fen) }
}

extension SaleLine {
    package var json: JSON {
        ["item": .text(item), "qty": .int(Int64(quantity)), "price": unitPrice.json]
    }
}

extension Grant {
    package var json: JSON {
        [
            "rule": .text(rule),
            "shares": .list(
                shares.map { ["funder": .text($0.funder), "amount": $0.amount.json] }),
        ]
    }
}

extension Tender {
    package var json: JSON {
        var fields: [String: JSON] = ["kind": .text(kind.rawValue), "amount": amount.json]
        if let reference {
            fields["trace"] = .text(reference.trace)
            fields["batch"] = .text(reference.batch)
            fields["rrn"] = .text(reference.rrn)
            if !reference.authCode.isEmpty { fields["auth"] = .text(reference.authCode) }
            if !reference.maskedCard.isEmpty { fields["card"] = .text(reference.maskedCard) }
        }
        return .object(fields)
    }
}

extension RuleUse {
    package var json: JSON {
        [
            "rule": .text(rule), "day": .text(day.description), "period": .text(period.rawValue),
            "count": .int(Int64(count)), "amount": amount.json,
        ]
    }
}
