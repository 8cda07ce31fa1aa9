package import Meals

extension BankDue {
    /// As the register of open items keeps it: what is named, the date, the amount.
    package var words: String { "\(key) \(date) \(amount)" }
}

extension BankMovement {
    /// As the register of open items keeps it: what is named, its date, when it came, the amount.
    package var words: String {
        "\(key ?? "unknown") \(date?.description ?? "") booked \(bookedOn) \(amount)"
    }
}

/// What the register of open items keeps of a due or a booking.
package struct BankWords: Hashable, Sendable {
    /// What the words name: a merchant's code or an EndToEndId, with what no reference may hold
    /// left out.
    package let ref: String
    package let amount: Fen

    /// Nil for words that are neither a due's nor a booking's.
    package init?(_ words: some StringProtocol) {
        var parts = words.split(separator: " ")
        guard let last = parts.popLast(), let size = Fen(yuan: last.drop { $0 == "-" }),
            let day = parts.popLast(), Day(day) != nil
        else { return nil }
        if parts.last == "booked" { parts.removeLast() }
        if parts.count > 1, let day = parts.last, Day(day) != nil { parts.removeLast() }
        let named = parts.joined(separator: "-").unicodeScalars.filter {
            ("0"..."9").contains($0) || ("A"..."Z").contains($0) || ("a"..."z").contains($0)
                || ["_", ".", "-"].contains($0)
        }
        ref = named.isEmpty ? "unknown" : String(String.UnicodeScalarView(named.prefix(35)))
        amount = last.hasPrefix("-") ? -size : size
    }
}
