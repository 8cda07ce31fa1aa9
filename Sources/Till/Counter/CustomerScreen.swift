package import Journal
package import Meals

/// What a bystander sees: the meal, what is to be paid, the change.
///
/// Of the diner it knows nothing but the price: two who pay the same see and hear the same.
package struct CustomerScreen: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let name: String
        package let quantity: Int
        package let amount: Fen
    }

    package let canteen: String
    package let isTraining: Bool
    package let lines: [Line]
    package let heading: String
    /// The one great figure; nil where nothing is to be paid.
    package let figure: Fen?
    package let given: Fen?
    package let change: Fen?
    /// What the voice says; empty where it is silent.
    package let voice: String
}

extension CustomerScreen {
    package init(_ counter: Counter) {
        canteen = counter.facts.canteen
        isTraining = counter.isTraining
        let name = { (code: String) in counter.facts.item(code)?.name ?? code }
        let shown =
            counter.ticket.lines.isEmpty ? counter.farewell?.lines ?? [] : counter.ticket.lines
        lines = shown.map {
            Line(name: name($0.item), quantity: $0.quantity, amount: $0.amount)
        }
        if !counter.ticket.lines.isEmpty {
            heading = counter.ticket.tenders.isEmpty ? "请付" : "还要付"
            figure = counter.ticket.left
            (given, change) = (nil, nil)
            voice = "\(heading)\(counter.ticket.left.spoken)"
        } else if let farewell = counter.farewell {
            let isRefund = farewell.lines.isEmpty
            heading = isRefund ? "退您" : "已付 谢谢"
            figure = isRefund ? farewell.returned : farewell.paid
            given = farewell.change > .zero ? farewell.cashGiven : nil
            change = farewell.change > .zero ? farewell.change : nil
            if isRefund {
                voice = "退您\(farewell.returned.spoken)"
            } else if let given, let change {
                voice = "收您\(given.spoken),找您\(change.spoken)"
            } else {
                voice = "谢谢"
            }
        } else {
            heading = "欢迎光临"
            (figure, given, change) = (nil, nil, nil)
            voice = ""
        }
    }

    package var json: JSON {
        var fields: [String: JSON] = [
            "canteen": .text(canteen), "training": .bool(isTraining), "heading": .text(heading),
            "voice": .text(voice),
            "lines": .list(
                lines.map {
                    [
                        "name": .text($0.name), "quantity": .int(Int64($0.quantity)),
                        "amount": .text($0.amount.yuan),
                    ]
                }),
        ]
        fields["figure"] = figure.map { .text($0.yuan) }
        fields["given"] = given.map { .text($0.yuan) }
        fields["change"] = change.map { .text($0.yuan) }
        return .object(fields)
    }
}

extension Fen {
    /// The amount as it is said, such as `12元5角`.
    fileprivate var spoken: String {
        let (yuan, rest) = (fen / 100, fen % 100)
        let (jiao, single) = (rest / 10, rest % 10)
        var words = yuan > 0 || rest == 0 ? "\(yuan)元" : ""
        if jiao > 0 { words += "\(jiao)角" }
        if jiao == 0, single > 0, yuan > 0 { words += "零" }
        if single > 0 { words += "\(single)分" }
        return words
    }
}
