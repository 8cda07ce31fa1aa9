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

    package init(key: String?, date: Day?, bookedOn: Day, amount: Fen) {
        self.key = key
        self.date = date
        self.bookedOn = bookedOn
        self.amount = amount
    }
}

/// Holds what is due against what was booked: one for one, one in parts, several in one.
package enum BankMatch {
    /// Days that one booking may gather: a long holiday's.
    private static let gatheredDays = 12

    /// Compares both sides; row numbers in the differences are those of the arguments.
    package static func reconcile(
        due: [BankDue], booked: [BankMovement]
    ) -> Reconciliation {
        var result = Result()
        let byKey = Dictionary(grouping: booked.indices) { booked[$0].key }
        let dueByKey = Dictionary(grouping: due.indices) { due[$0].key }
        for key in dueByKey.keys.sorted() {
            let mine = (dueByKey[key] ?? []).sorted { due[$0].date < due[$1].date }
            let others = byKey[key] ?? []
            match(mine, others, due, booked, &result)
        }
        let unknown = booked.indices.filter { index in
            booked[index].key.map { dueByKey[$0] == nil } ?? true
        }
        for index in unknown { result.add(.long, [], [index]) }
        return Reconciliation(
            matched: result.matched, grouped: result.grouped, cancelled: 0,
            differences: result.differences.sorted(by: Difference.inOrder))
    }

    private struct Result {
        var matched = 0
        var grouped = 0
        var differences: [Difference] = []

        mutating func add(
            _ verdict: Verdict, _ ours: [Int], _ theirs: [Int], by evidence: Evidence = .none
        ) {
            differences.append(Difference(verdict, by: evidence, ours: ours, theirs: theirs))
        }
    }

    private static func match(
        _ mine: [Int], _ others: [Int], _ due: [BankDue], _ booked: [BankMovement],
        _ result: inout Result
    ) {
        var (mine, others) = (mine, others)
        matchDates(&mine, &others, due, booked, &result)
        matchGathered(&mine, &others, due, booked, &result)
        matchUndated(&mine, &others, due, booked, &result)
        for index in mine where due[index].amount != .zero { result.add(.short, [index], []) }
        for index in others { result.add(.long, [], [index]) }
    }

    /// Bookings that name a date: alone or in parts they are that date's, whatever the sum.
    private static func matchDates(
        _ mine: inout [Int], _ others: inout [Int], _ due: [BankDue], _ booked: [BankMovement],
        _ result: inout Result
    ) {
        for index in mine {
            let parts = others.filter { booked[$0].date == due[index].date }
            guard !parts.isEmpty else { continue }
            let sum = parts.total { booked[$0].amount }
            if sum == due[index].amount {
                if parts.count == 1 { result.matched += 1 } else { result.grouped += parts.count }
            } else if parts.count > 1, parts.allSatisfy({ booked[$0].amount == due[index].amount })
            {
                result.matched += 1
                for extra in parts.dropFirst() {
                    result.add(.duplicate, [], [extra], by: .reference)
                }
            } else if gathers(parts, from: index, mine, due, booked) {
                continue
            } else {
                result.add(.amount, [index], parts, by: .reference)
            }
            mine.removeAll { $0 == index }
            others.removeAll { parts.contains($0) }
        }
    }

    /// True where a single booking is the sum of its date and the following ones.
    private static func gathers(
        _ parts: [Int], from index: Int, _ mine: [Int], _ due: [BankDue], _ booked: [BankMovement]
    ) -> Bool {
        guard parts.count == 1 else { return false }
        return run(endingWith: booked[parts[0]].amount, in: mine, due) != nil
    }

    /// One booking for several dates in a row, as after a weekend.
    private static func matchGathered(
        _ mine: inout [Int], _ others: inout [Int], _ due: [BankDue], _ booked: [BankMovement],
        _ result: inout Result
    ) {
        for index in others {
            let earlier = mine.filter { due[$0].date <= booked[index].bookedOn }
            guard let run = run(endingWith: booked[index].amount, in: earlier, due), run.count > 1
            else { continue }
            result.grouped += run.count
            mine.removeAll { run.contains($0) }
            others.removeAll { $0 == index }
        }
    }

    /// Dues in a row whose sum is an amount; nil where there is no such row, or more than one.
    private static func run(endingWith amount: Fen, in mine: [Int], _ due: [BankDue]) -> [Int]? {
        var found: [[Int]] = []
        for start in mine.indices {
            var sum = Fen.zero
            for end in start..<min(mine.count, start + gatheredDays) {
                sum += due[mine[end]].amount
                if sum == amount, end > start { found.append(Array(mine[start...end])) }
            }
        }
        return found.count == 1 ? found[0] : nil
    }

    /// Bookings that name no date: by amount where only one can be meant.
    private static func matchUndated(
        _ mine: inout [Int], _ others: inout [Int], _ due: [BankDue], _ booked: [BankMovement],
        _ result: inout Result
    ) {
        for index in others where booked[index].date == nil {
            let same = mine.filter {
                due[$0].amount == booked[index].amount && due[$0].date <= booked[index].bookedOn
            }
            let rivals = others.filter {
                booked[$0].date == nil && booked[$0].amount == booked[index].amount
            }
            guard !same.isEmpty else { continue }
            if same.count == 1, rivals.count == 1 {
                result.matched += 1
                mine.removeAll { same.contains($0) }
                others.removeAll { $0 == index }
            } else {
                result.add(.ambiguous, same, rivals, by: .candidate)
                mine.removeAll { same.contains($0) }
                others.removeAll { rivals.contains($0) }
            }
        }
        matchParts(&mine, &others, due, booked, &result)
    }

    /// All that is left of one due and of its bookings, where the sums agree or one is left.
    private static func matchParts(
        _ mine: inout [Int], _ others: inout [Int], _ due: [BankDue], _ booked: [BankMovement],
        _ result: inout Result
    ) {
        guard mine.count == 1, let index = mine.first, !others.isEmpty,
            others.allSatisfy({ booked[$0].bookedOn >= due[index].date })
        else { return }
        let sum = others.total { booked[$0].amount }
        if sum == due[index].amount {
            result.grouped += others.count
        } else {
            result.add(.amount, [index], others, by: .candidate)
        }
        mine = []
        others = []
    }
}

extension BankMovement {
    /// A booked entry in yuan, with the first known key and the date that its words name.
    ///
    /// - Returns: nil for an entry that is not booked, or not in whole fen of CNY.
    package init?(_ entry: BankEntry, keys: Set<String>, statementDay: Day) {
        guard entry.isBooked, entry.currency == "CNY", let amount = entry.amount.fen else {
            return nil
        }
        let words = ([entry.reference, entry.remittance] + entry.endToEndIds)
            .flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "-" } }
        let key = words.map(String.init).first(where: keys.contains)
        let date = words.lazy.compactMap { word -> Day? in
            if let day = Day(word) { return day }
            guard word.utf8.count == 8, let number = Int(decimal: word.utf8) else { return nil }
            return Day(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        }.first
        self.init(
            key: key, date: date, bookedOn: entry.bookedOn ?? statementDay, amount: amount)
    }
}
