internal import Journal
internal import Ledger
package import Meals
internal import Store

extension OpenItems {
    /// Keeps what a day's comparison found, closes what it explains, and books both.
    ///
    /// - Parameter bank: the acquirer's nets against the bank, where its file came too.
    /// - Returns: numbers of new items, and how many earlier ones were met.
    @discardableResult
    package func post(
        _ day: DayReconciliation, bank: ReconciliationRun.BankLeg? = nil, at now: Moment
    ) throws -> (new: [Int], met: Int) {
        try store.write { store in
            var posting = try ItemPosting(desk: SuspenseDesk(store, now: now), now: now)
            try posting.post(day)
            if let bank { try posting.post(bank, of: day) }
            try posting.desk.finish()
            return (posting.new, posting.met.count)
        }
    }

    /// Keeps what differs between claims and their payments.
    ///
    /// - Parameter to: the last settlement date of the claims.
    package func post(
        _ result: Reconciliation, due: [BankDue], booked: [BankMovement], of to: Day,
        at now: Moment
    ) throws {
        try store.write { store in
            var posting = try ItemPosting(desk: SuspenseDesk(store, now: now), now: now)
            try posting.post(result.differences, due, booked, .claimPayment, of: to)
            try posting.desk.finish()
        }
    }
}

/// One reconciliation's items on their way into the register and the books.
private struct ItemPosting {
    var desk: SuspenseDesk
    let now: Moment
    private(set) var new: [Int] = []
    private(set) var met: Set<Int> = []

    init(desk: SuspenseDesk, now: Moment) {
        self.desk = desk
        self.now = now
    }

    private var store: StoreTransaction { desk.store }

    mutating func post(_ day: DayReconciliation) throws {
        var takings: [CanteenID: Fen] = [:]
        for line in day.merchants {
            takings[desk.canteen(of: line.merchant), default: .zero] += line.ourSum
        }
        try desk.clear(day.date, takings)
        for (item, difference) in day.met {
            try meet(
                item, by: difference.evidence.rawValue, of: day.date,
                note: "the files of \(day.date) have the other side")
        }
        var found: Set<String> = []
        for difference in day.found { try keep(difference, day, &found) }
        try meetOthers(than: found, .tillAcquirer, of: day.date) {
            day.comparesFees || $0.verdict != Verdict.fee.rawValue
        }
    }

    private mutating func keep(
        _ difference: Difference, _ day: DayReconciliation, _ found: inout Set<String>
    ) throws {
        let ours = difference.ours.map { day.ours[$0] }
        let theirs = difference.theirs.map { day.theirs[$0] }
        let identity =
            ours.map { "o " + $0.identity }.sorted().joined(separator: "|") + "/"
            + theirs.map { "t " + $0.identity }.sorted().joined(separator: "|")
        found.insert(identity)
        guard try store.reading.openItem(identity: identity) == nil else { return }
        var parts: [CanteenID: Fen] = [:]
        for movement in ours {
            parts[desk.canteen(of: movement.merchant), default: .zero] += movement.gained
        }
        for movement in theirs {
            parts[desk.canteen(of: movement.merchant), default: .zero] -= movement.gained
        }
        let merchant = (ours + theirs).first?.merchant ?? ""
        let row = OpenItemRow(
            identity: identity, leg: SuspenseDesk.Leg.tillAcquirer.rawValue,
            verdict: difference.verdict.rawValue, window: day.date, merchant: merchant,
            account: "\(desk.account(.tillAcquirer, merchant))", owner: OpenItems.clerk,
            amount: day.amount(difference), ours: ours.map(\.text).joined(separator: "\n"),
            theirs: theirs.map(\.text).joined(separator: "\n"), foundAt: now)
        let number = try open(
            row, .tillAcquirer, parts,
            note: "\(difference.verdict.rawValue) by \(difference.evidence.rawValue)")
        // An earlier item that is one side of it goes on in the new one.
        for item in Set((ours + theirs).compactMap(\.item)) {
            try meet(
                item, by: "item \(number)", of: day.date,
                note: "goes on as item \(number), with what the files of \(day.date) say")
        }
    }

    mutating func post(_ bank: ReconciliationRun.BankLeg, of day: DayReconciliation) throws {
        var nets: [CanteenID: (net: Fen, fee: Fen)] = [:]
        for due in bank.due {
            nets[desk.canteen(of: due.key), default: (.zero, .zero)].net += due.amount
        }
        // What they say of the date, less what they pay for it, they keep.
        for line in day.merchants {
            nets[desk.canteen(of: line.merchant), default: (.zero, .zero)].fee += line.theirSum
        }
        for (canteen, sum) in nets { nets[canteen]?.fee = sum.fee - sum.net }
        try desk.pay(day.date, nets)
        try post(bank.result.differences, bank.due, bank.booked, .acquirerBank, of: day.date)
    }

    /// Keeps what differs between dues and bookings, and closes what does so no more.
    mutating func post(
        _ differences: [Difference], _ due: [BankDue], _ booked: [BankMovement],
        _ leg: SuspenseDesk.Leg, of date: Day
    ) throws {
        var found: Set<String> = []
        for difference in differences where !difference.isSettled {
            let ours = difference.ours.map { due[$0].words }
            let theirs = difference.theirs.map { booked[$0].words }
            let identity =
                "\(leg.rawValue) \(date) " + ours.sorted().joined(separator: "|") + "/"
                + theirs.sorted().joined(separator: "|")
            found.insert(identity)
            guard try store.reading.openItem(identity: identity) == nil else { continue }
            let key =
                difference.ours.first.map { due[$0].key }
                ?? difference.theirs.first.flatMap { booked[$0].key } ?? ""
            let amount =
                difference.ours.total { due[$0].amount }
                - difference.theirs.total { booked[$0].amount }
            let row = OpenItemRow(
                identity: identity, leg: leg.rawValue, verdict: difference.verdict.rawValue,
                window: date, merchant: key, account: "\(desk.account(leg, key))",
                owner: OpenItems.clerk, amount: amount, ours: ours.joined(separator: "\n"),
                theirs: theirs.joined(separator: "\n"), foundAt: now)
            _ = try open(
                row, leg, [desk.canteen(of: key): amount],
                note: "\(difference.verdict.rawValue) by \(difference.evidence.rawValue)")
        }
        try meetOthers(than: found, leg, of: date)
    }

    private mutating func open(
        _ row: OpenItemRow, _ leg: SuspenseDesk.Leg, _ parts: [CanteenID: Fen], note: String
    ) throws -> Int {
        let number = try store.insert(row)
        try store.insert(
            OpenItemEvent(at: now, by: "reconciliation", act: "found", note: note), of: number)
        try desk.open(number, leg, parts)
        new.append(number)
        return number
    }

    /// Closes items of a date that its files, given again, no longer show.
    ///
    /// - Parameter looks: false for an item that this comparison could not have found.
    private mutating func meetOthers(
        than found: Set<String>, _ leg: SuspenseDesk.Leg, of date: Day,
        where looks: (OpenItemRow) -> Bool = { _ in true }
    ) throws {
        for item in try store.reading.openItems()
        where item.leg == leg.rawValue && item.window == date && !found.contains(item.identity)
            && looks(item)
        {
            try meet(
                item.number, by: "a later file", of: date,
                note: "the files of \(date), given again, no longer differ here")
        }
    }

    private mutating func meet(_ item: Int, by reason: String, of date: Day, note: String) throws {
        guard try store.reading.openItem(item)?.isOpen == true, met.insert(item).inserted else {
            return
        }
        try store.propose("met", of: item, by: "reconciliation of \(date)")
        try store.closeOpenItem(item, by: reason, at: now)
        try store.insert(
            OpenItemEvent(at: now, by: "reconciliation", act: "met", note: note), of: item)
        try desk.meet(item, on: date)
    }
}
