package import Journal
package import Meals

/// One act of the cashier.
package enum CounterInput: Hashable, Sendable {
    /// What was typed before Enter: a meal key with its quantity, a line, nothing to confirm.
    case entry(String)
    /// A card at one of the two readers; the second stands where the queue does.
    case card(String, reader: Int)
    /// A way to pay, with the amount that was typed before it; all that is left without one.
    case tender(TenderKind, amount: String)
    /// The fields of the form that is open.
    case form([String: String])
    /// A key, with what was typed before it.
    case key(Key, text: String = "")

    package enum Key: String, CaseIterable, Sendable {
        case voidLine = "void-line"
        case clear
        case hold
        case recall
        case fullPrice = "full-price"
        case channel
        case void
        case refund
        case all
        case reprint
        case menu
        case openShift = "open-shift"
        case closeShift = "close-shift"
        case lookX = "x"
        case closeDay = "z"
        case paidIn = "paid-in"
        case paidOut = "paid-out"
        case training
        case setPIN = "set-pin"
        case shutDown = "shut-down"
        case back
    }
}

extension CounterInput {
    /// Reads an input as the page sends it; nil for anything else.
    package init?(_ json: JSON) {
        let text = json["text"]?.text ?? ""
        guard text.utf8.count <= 400 else { return nil }
        switch json["do"]?.text {
        case "entry": self = .entry(text)
        case "card":
            guard let reader = json["reader"]?.int, (1...2).contains(reader) else { return nil }
            self = .card(text, reader: Int(reader))
        case "tender":
            guard let kind = json["kind"]?.text.flatMap(TenderKind.init(rawValue:)) else {
                return nil
            }
            self = .tender(kind, amount: text)
        case "form":
            guard let fields = json["fields"]?.object, fields.count <= 20 else { return nil }
            var values: [String: String] = [:]
            for (name, value) in fields {
                guard let value = value.text, value.utf8.count <= 400 else { return nil }
                values[name] = value
            }
            self = .form(values)
        case "key":
            guard let key = json["key"]?.text.flatMap(Key.init(rawValue:)) else { return nil }
            self = .key(key, text: text)
        default: return nil
        }
    }
}
