package import Meals

extension Moment {
    /// Milliseconds from 1970 that a record may name: to the year 9999 and back.
    static let range: UInt64 = 253_402_300_800_000
}

extension JSON {
    package func string(_ key: String) throws(RecordError) -> String {
        guard let text = self[key]?.text, text.utf8.count <= 1_000 else {
            throw RecordError(reason: "\(key): a text is missing")
        }
        // A database would end the text there.
        guard !text.utf8.contains(0) else {
            throw RecordError(reason: "\(key): the text holds a zero byte")
        }
        return text
    }

    package func optionalString(_ key: String) throws(RecordError) -> String? {
        self[key] == nil ? nil : try string(key)
    }

    /// Refuses keys beyond those that were read: nothing in a sealed line is passed over.
    func holdsOnly(_ count: Int) throws(RecordError) {
        guard object?.count == count else {
            throw RecordError(reason: "a key is there that is not known")
        }
    }

    func signed(_ key: String) throws(RecordError) -> Int64 {
        guard let number = self[key]?.int else {
            throw RecordError(reason: "\(key): a number is missing")
        }
        return number
    }

    package func whole(_ key: String, upTo limit: Int64 = 1 << 32) throws(RecordError) -> Int {
        let number = try signed(key)
        guard (0...limit).contains(number) else {
            throw RecordError(reason: "\(key): \(number) is out of range")
        }
        return Int(number)
    }

    package func fen(_ key: String) throws(RecordError) -> Fen {
        let amount = Fen(try signed(key))
        guard amount >= .zero, amount <= .limit else {
            throw RecordError(reason: "\(key): \(amount.fen) fen is out of range")
        }
        return amount
    }

    func signedFen(_ key: String) throws(RecordError) -> Fen {
        let amount = try signed(key)
        guard amount.magnitude <= Fen.limit.fen.magnitude else {
            throw RecordError(reason: "\(key): \(amount) fen is out of range")
        }
        return Fen(amount)
    }

    func moment(_ key: String) throws(RecordError) -> Moment {
        let milliseconds = try signed(key)
        guard milliseconds.magnitude <= Moment.range else {
            throw RecordError(reason: "\(key): the time is out of range")
        }
        return Moment(milliseconds: milliseconds)
    }

    package func day(_ key: String) throws(RecordError) -> Day {
        guard let day = Day(try string(key)) else {
            throw RecordError(reason: "\(key): not a date")
        }
        return day
    }

    package func word<Word: RawRepresentable>(_ key: String) throws(RecordError) -> Word
    where Word.RawValue == String {
        let text = try string(key)
        guard let word = Word(rawValue: text) else {
            throw RecordError(reason: "\(key): '\(text)' is not known")
        }
        return word
    }

    package func items(_ key: String) throws(RecordError) -> [JSON] {
        guard let entries = self[key]?.list, entries.count <= 1_000 else {
            throw RecordError(reason: "\(key): a list is missing")
        }
        return entries
    }

    /// Grants as a record or a till's question lists them.
    package func grants() throws(RecordError) -> [Grant] {
        var grants: [Grant] = []
        for entry in try items("subsidies") {
            var shares: [FunderShare] = []
            for share in try entry.items("shares") {
                shares.append(
                    FunderShare(
                        funder: try share.plainWord("funder"), amount: try share.fen("amount")))
                try share.holdsOnly(2)
            }
            try entry.holdsOnly(2)
            guard JSON.areDistinct(shares.map(\.funder)) else {
                throw RecordError(reason: "subsidies: a funder is there twice in one rule")
            }
            grants.append(Grant(rule: try entry.plainWord("rule"), shares: shares))
        }
        guard JSON.areDistinct(grants.map(\.rule)) else {
            throw RecordError(reason: "subsidies: a rule is there twice")
        }
        return grants
    }

    /// The dishes of a sale.
    package func saleLines() throws(RecordError) -> [SaleLine] {
        var lines: [SaleLine] = []
        for line in try items("lines") {
            let read = SaleLine(
                item: try line.string("item"), quantity: try line.whole("qty", upTo: 100_000),
                unitPrice: try line.fen("price"))
            try line.holdsOnly(3)
            guard read.amount <= .limit else {
                throw RecordError(reason: "lines: \(read.amount.fen) fen is out of range")
            }
            lines.append(read)
        }
        return lines
    }

    package func tenders() throws(RecordError) -> [Tender] {
        var tenders: [Tender] = []
        for entry in try items("tenders") {
            let reference = entry["rrn"] == nil ? nil : try entry.reference()
            try entry.holdsOnly(2 + (reference?.keyCount ?? 0))
            tenders.append(
                Tender(
                    kind: try entry.word("kind"), amount: try entry.fen("amount"),
                    reference: reference))
        }
        return tenders
    }

    /// References in the shapes that clearing files prescribe; others could not be settled.
    private func reference() throws(RecordError) -> AcquirerReference {
        let reference = AcquirerReference(
            trace: try string("trace"), batch: try string("batch"), rrn: try string("rrn"),
            authCode: self["auth"]?.text ?? "", maskedCard: self["card"]?.text ?? "")
        guard reference.isWellFormed else {
            throw RecordError(reason: "tenders: the acquirer's references are not well formed")
        }
        return reference
    }

    private static func areDistinct(_ names: [String]) -> Bool {
        names.count < 2 || Set(names).count == names.count
    }

    func plainWord(_ key: String) throws(RecordError) -> String {
        let text = try string(key)
        guard PlainWord.accepts(text) else {
            throw RecordError(reason: "\(key): '\(text)' is not \(PlainWord.shape)")
        }
        return text
    }

    /// Earlier uses as a record or an answer of the service lists them.
    package func uses() throws(RecordError) -> [RuleUse] {
        guard let entries = list, entries.count <= 1_000 else {
            throw RecordError(reason: "uses: a list is missing")
        }
        var uses: [RuleUse] = []
        for entry in entries {
            let count = try entry.signed("count")
            guard count.magnitude <= 100_000 else {
                throw RecordError(reason: "uses: the count is out of range")
            }
            uses.append(
                RuleUse(
                    rule: try entry.string("rule"), day: try entry.day("day"),
                    period: try entry.word("period"), count: Int(count),
                    amount: try entry.signedFen("amount")))
            try entry.holdsOnly(5)
        }
        return uses
    }
}

extension AcquirerReference {
    fileprivate var keyCount: Int { 3 + [authCode, maskedCard].count { !$0.isEmpty } }
}
