package import Meals

/// What should come to, or go from, an account: an acquirer's net of a merchant's day, or a claim.
package struct BankDue: Hashable, Sendable {
    /// What the entry's words name: a merchant's code or an EndToEndId.
    package let key: String
    package let date: Day
    /// Positive comes in.
    package let amount: Fen

    package init(key: String, date: Day, amount: Fen) {
        self.key = key
        self.date = date
        self.amount = amount
    }
}

/// One booking of the bank, by what it names.
package struct BankMovement: Hashable, Sendable {
    package let key: String?
    /// The settlement date that its words name; nil where they name none.
    package let date: Day?
    package let bookedOn: Day
    package let amount: Fen
    /// What tells it from every other booking, in whatever statement it comes again; may be empty.
    package let source: String
    /// The account and name of the statement that it came with; may be empty.
    package let statement: String

    package init(
        key: String?, date: Day?, bookedOn: Day, amount: Fen, source: String = "",
        statement: String = ""
    ) {
        self.key = key
        self.date = date
        self.bookedOn = bookedOn
        self.amount = amount
        self.source = source
        self.statement = statement
    }
}

extension BankMovement {
    /// A booked entry in yuan, with the first known key and the date that its words name.
    ///
    /// - Returns: nil for an entry that is not booked, or not in whole fen of CNY.
    package init?(
        _ entry: BankEntry, keys: Set<String>, statementDay: Day, source: String = "",
        statement: String = ""
    ) {
        guard entry.isBooked, entry.currency == "CNY", let amount = entry.amount.fen else {
            return nil
        }
        let texts = [entry.reference, entry.remittance] + entry.endToEndIds
        let words = texts.flatMap(BankMovement.words)
        self.init(
            key: words.first(where: keys.contains)
                ?? words.lazy.compactMap { BankMovement.hidden(keys, in: $0) }.first,
            date: words.lazy.compactMap(BankMovement.day).first,
            bookedOn: entry.bookedOn ?? statementDay, amount: amount, source: source,
            statement: statement)
    }

    /// Stretches of letters, digits and hyphens of ASCII, each also cut at its hyphens: between
    /// Chinese words a code may stand without a blank.
    private static func words(_ text: String) -> [String] {
        text.unicodeScalars.split { scalar in
            !(scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.value == 0x2D
                    || (0x30...0x39).contains(scalar.value)))
        }
        .flatMap { run -> [String] in
            let whole = String(run)
            let parts = whole.split(separator: "-" as Character).map(String.init)
            return parts.count > 1 ? [whole] + parts : [whole]
        }
    }

    /// A merchant's code of fifteen characters inside a longer word.
    private static func hidden(_ keys: Set<String>, in word: String) -> String? {
        let bytes = Array(word.utf8)
        guard bytes.count > 15 else { return nil }
        return (0...(bytes.count - 15)).lazy
            .map { String(decoding: bytes[$0..<($0 + 15)], as: UTF8.self) }
            .first(where: keys.contains)
    }

    private static func day(_ word: String) -> Day? {
        if let day = Day(word) { return day }
        // Other numbers of eight digits are no dates of ours.
        guard let day = Day(compact: word), (2_000...2_200).contains(day.parts.year) else {
            return nil
        }
        return day
    }
}
