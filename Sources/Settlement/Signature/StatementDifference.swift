internal import Meals
internal import XML

/// What a correction changes against the issue before it, transaction by transaction.
package struct StatementDifference: Hashable, Sendable {
    package let before: String
    package let after: String
    package private(set) var changes: [Change] = []

    /// One transaction, claim, delivery or merchant that is not the same in both.
    package struct Change: Hashable, Sendable, CustomStringConvertible {
        package let place: String
        package let before: String
        package let after: String

        package var description: String { "\(place): \(before) → \(after)" }
    }

    /// Compares two issues in one pass; their transactions ascend by reference.
    ///
    /// - Throws: ``Problems`` with file and line where one is not right, or that it cannot be had.
    package init(before: String, after: String, schema path: String) throws {
        self.before = before
        self.after = after
        let schema = try XMLSchema(path: path)
        let old = try Issue(before, schema)
        let new = try Issue(after, schema)
        note("hdr", old.reader.header.parts, new.reader.header.parts)
        let (merchants, nowMerchants) = (try old.merchants(), try new.merchants())
        compare(merchants, nowMerchants)
        var (a, b) = (try old.next(), try new.next())
        while a != nil || b != nil {
            let order = StatementDifference.order(a, b)
            if order == 0, let a, let b {
                note("txn \(b.ref)", a.parts, b.parts)
            } else if order < 0, let a {
                add("txn \(a.ref)", StatementDifference.words(a), "nothing")
            } else if order > 0, let b {
                add("txn \(b.ref)", "nothing", StatementDifference.words(b))
            }
            if order <= 0 { a = try old.next() }
            if order >= 0 { b = try new.next() }
        }
        let (was, now) = (try old.closing(), try new.closing())
        compare(was.claims, now.claims)
        compare(
            was.deliveries, now.deliveries,
            at: merchants.merging(nowMerchants) { _, new in new })
        let figures = Dictionary(was.totals.acquirersFigures) { first, _ in first }
        for (name, value) in now.totals.acquirersFigures where figures[name] != value {
            add("trailer \(name)", "\(figures[name] ?? 0)", "\(value)")
        }
    }

    private mutating func compare(
        _ old: [MerchantID: SettlementMerchant], _ new: [MerchantID: SettlementMerchant]
    ) {
        for id in Set(old.keys).union(new.keys).sorted() {
            compare(old[id], new[id], at: "mer \(id)", parts: \.parts) { $0.name }
        }
    }

    private mutating func compare(_ old: [SettlementClaim], _ new: [SettlementClaim]) {
        let known = Dictionary(old.map { ("\($0.key)", $0) }) { first, _ in first }
        let kept = Set(new.map { "\($0.key)" })
        let pairs =
            new.map { (known["\($0.key)"], Optional($0)) }
            + old.filter { !kept.contains("\($0.key)") }.map { (Optional($0), nil) }
        for (was, now) in pairs {
            guard let key = (now ?? was)?.key else { continue }
            compare(was, now, at: "claim \(key)", parts: \.parts) { "payable \($0.payable)" }
        }
    }

    /// Sums of a day can stay as they are while one canteen's part moves to another.
    private mutating func compare(
        _ old: [SettlementDelivery], _ new: [SettlementDelivery],
        at merchants: [MerchantID: SettlementMerchant]
    ) {
        let was = Dictionary(old.map { ($0.place, $0) }) { first, _ in first }
        let now = Dictionary(new.map { ($0.place, $0) }) { first, _ in first }
        let lines = was.merging(now) { first, _ in first }
        for line in lines.values.sorted(by: SettlementDelivery.inOrder) {
            let canteen = merchants[line.merId]?.canteen?.text ?? line.merId.text
            let place = "delivery \(line.kitchen) to \(canteen) of \(line.serviceDate)"
            compare(was[line.place], now[line.place], at: place, parts: \.parts) {
                StatementDifference.words($0.parts)
            }
        }
    }

    /// Notes how a row of one place changes, comes or goes.
    private mutating func compare<Row>(
        _ was: Row?, _ now: Row?, at place: String,
        parts: (Row) -> [(name: String, value: String)], whole: (Row) -> String
    ) {
        switch (was, now) {
        case (let was?, let now?): note(place, parts(was), parts(now))
        case (let was?, nil): add(place, whole(was), "nothing")
        case (nil, let now?): add(place, "nothing", whole(now))
        case (nil, nil): break
        }
    }

    /// Notes what differs of two rows that are there in both, part by part.
    private mutating func note(
        _ place: String, _ old: [(name: String, value: String)],
        _ new: [(name: String, value: String)]
    ) {
        let changed = zip(old, new).filter { $0.value != $1.value }
        guard !changed.isEmpty else { return }
        add(
            place, StatementDifference.words(changed.map(\.0)),
            StatementDifference.words(changed.map(\.1)))
    }

    private static func words(_ parts: [(name: String, value: String)]) -> String {
        parts.map { $0.name.isEmpty ? $0.value : "\($0.name) \($0.value)" }
            .joined(separator: ", ")
    }

    private mutating func add(_ place: String, _ before: String, _ after: String) {
        changes.append(Change(place: place, before: before, after: after))
    }

    /// Which of two transactions comes first; the end of a file comes last.
    private static func order(_ a: SettlementTransaction?, _ b: SettlementTransaction?) -> Int {
        guard let a else { return 1 }
        guard let b else { return -1 }
        if a.ref == b.ref { return 0 }
        return a.ref.utf8.lexicographicallyPrecedes(b.ref.utf8) ? -1 : 1
    }

    private static func words(_ transaction: SettlementTransaction) -> String {
        "meal \(transaction.meal), discount \(transaction.discount), subsidies "
            + "\(transaction.granted), paid \(transaction.amount)"
    }
}

/// One of the two files, whose name is in all that is wrong with it.
private struct Issue {
    let path: String
    let reader: SettlementReader

    init(_ path: String, _ schema: XMLSchema) throws {
        self.path = path
        reader = try XMLError.naming(path) { try SettlementReader(path: path, schema: schema) }
    }

    func merchants() throws(Problems) -> [MerchantID: SettlementMerchant] {
        var merchants: [MerchantID: SettlementMerchant] = [:]
        for merchant in reader.merchants {
            guard merchants.updateValue(merchant, forKey: merchant.merId) == nil else {
                throw Problems(
                    Problem(file: path, place: "mer \(merchant.merId)", reason: "is there twice"))
            }
        }
        return merchants
    }

    func next() throws -> SettlementTransaction? {
        try XMLError.naming(path) { try reader.next()?.transaction }
    }

    func closing() throws -> SettlementClosing {
        try XMLError.naming(path) { try reader.closing() }
    }
}

/// What a row says, part by part; one without a name needs none.
private typealias Parts = [(name: String, value: String)]

extension SettlementHeader {
    /// Issue, id and predecessor are another file's own.
    fileprivate var parts: Parts {
        [
            ("settle date", "\(settleDate)"), ("from", windowFrom.exact), ("to", windowTo.exact),
            ("sender", sendInsCode), ("receiver", recvInsCode),
        ]
    }
}

extension SettlementMerchant {
    fileprivate var parts: Parts {
        [
            ("", name), ("category", mcc), ("canteen", canteen?.text ?? "none"),
            ("street", street?.text ?? "none"),
            ("terminals", terminals.map(\.text).joined(separator: " ")),
        ]
    }
}

extension SettlementClaim {
    fileprivate var parts: Parts {
        [
            ("payable", "\(payable)"), ("count", "\(count)"), ("persons", "\(persons)"),
            ("granted", "\(amount)"), ("taken back", "\(reversed)"),
        ]
    }
}

extension SettlementDelivery {
    fileprivate var parts: Parts {
        [("portions", "\(portions)"), ("returned", "\(returned)"), ("amount", "\(amount)")]
    }
}

extension SettlementTransaction {
    fileprivate var parts: Parts {
        [
            ("meal", "\(meal)"), ("discount", "\(discount)"), ("subsidies", "\(granted)"),
            ("paid", "\(amount)"), ("merchant", merId.text), ("terminal", termId.text),
            ("type", type.rawValue), ("time", time.exact), ("business day", "\(businessDay)"),
            ("period", period.rawValue), ("diner", diner?.description ?? "none"),
            ("late from", lateFrom?.description ?? "none"),
            ("original", original?.words ?? "none"),
            (
                "granted",
                subsidies.map { "\($0.policy)/\($0.rule)/\($0.fund) \($0.amount) \($0.state)" }
                    .joined(separator: " + ")
            ),
            ("tenders", tenders.map(\.words).joined(separator: " + ")),
        ]
    }
}

extension SettlementOriginal {
    fileprivate var words: String {
        ref + (settleDate.map { " of \($0)" } ?? "") + (isUnexplained ? " unexplained" : "")
    }
}

extension Tender {
    fileprivate var words: String {
        "\(kind.rawValue) \(amount)"
            + (reference.map {
                " (trace \($0.trace), batch \($0.batch), rrn \($0.rrn), auth \($0.authCode), card "
                    + "\($0.maskedCard))"
            } ?? "")
    }
}
