internal import Journal
internal import Ledger
package import Meals
internal import Store

extension OpenItems {
    /// Keeps what a morning's comparison found, closes what it explains, and books both.
    ///
    /// - Parameter hearsBank: false leaves the bank's leg for a later time.
    /// - Returns: numbers of new items, and how many earlier ones were met.
    @discardableResult
    package func post(
        _ run: ReconciliationRun, hearsBank: Bool = true, at now: Moment
    ) throws -> (new: [Int], met: Int) {
        try store.write { store in
            var posting = try ItemPosting(desk: SuspenseDesk(store, now: now), now: now)
            try posting.post(run.cards)
            for net in run.nets { try store.keep(net) }
            try store.forgetNets(of: run.cards.date, but: Set(run.nets.map(\.merchant)))
            if hearsBank, let bank = run.bank { try posting.post(bank, of: run.cards.date) }
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
            var found: Set<String> = []
            for difference in result.differences where !difference.isSettled {
                found.insert(
                    try posting.keep(difference, due, booked, .claimPayment, of: to, under: to))
            }
            try posting.meetOthers(than: found, .claimPayment, of: to)
            try posting.desk.finish()
        }
    }
}

/// One reconciliation's items on their way into the register and the books.
struct ItemPosting {
    var desk: SuspenseDesk
    let now: Moment
    private(set) var new: [Int] = []
    private(set) var met: Set<Int> = []

    init(desk: SuspenseDesk, now: Moment) {
        self.desk = desk
        self.now = now
    }

    var store: StoreTransaction { desk.store }

    mutating func post(_ day: DayReconciliation) throws {
        var takings: [CanteenID: Fen] = [:]
        for line in day.merchants {
            takings[desk.canteen(of: line.merchant), default: .zero] += line.ourSum
        }
        try desk.clear(day.date, takings)
        for (item, evidence) in day.met {
            try meet(
                item, by: evidence, of: day.date,
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
        let (identity, isKept) = try name(identity(ours, theirs))
        found.insert(identity)
        if isKept { return }
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

    /// The movements of both sides, whatever files they are in.
    private func identity(_ ours: [Movement], _ theirs: [Movement]) -> String {
        ours.map { "o " + $0.identity }.sorted().joined(separator: "|") + "/"
            + theirs.map { "t " + $0.identity }.sorted().joined(separator: "|")
    }

    /// The identity under which a difference is kept, and whether it is so already.
    ///
    /// What files given again explained for a while is a new item when they differ once more; what
    /// people ended, or another date's files explained, is not found a second time.
    func name(_ identity: String) throws -> (name: String, isKept: Bool) {
        var name = identity
        var round = 1
        while let row = try store.reading.openItem(identity: name) {
            if row.isOpen || row.closedBy != ItemPosting.filesAgain { return (name, true) }
            round += 1
            name = "\(identity) again \(round)"
        }
        return (name, false)
    }

    /// Who closes an item that the files, given again, no longer show.
    private static let filesAgain = "a later file"

    mutating func open(
        _ row: OpenItemRow, _ leg: SuspenseDesk.Leg, _ parts: [CanteenID: Fen], note: String
    ) throws -> Int {
        let number = try store.insert(row)
        try store.insert(
            OpenItemEvent(at: now, by: "reconciliation", act: "found", note: note), of: number)
        try desk.open(number, leg, parts)
        new.append(number)
        return number
    }

    /// Closes items of a date that its files, given again, no longer show; at the bank those of
    /// every date up to it, for all that waits is compared each time.
    ///
    /// - Parameter looks: false for an item that this comparison could not have found.
    mutating func meetOthers(
        than found: Set<String>, _ leg: SuspenseDesk.Leg, of date: Day,
        where looks: (OpenItemRow) -> Bool = { _ in true }
    ) throws {
        for item in try store.reading.openItems()
        where item.leg == leg.rawValue && !found.contains(item.identity) && looks(item)
            && (leg == .acquirerBank ? item.window <= date : item.window == date)
        {
            try meet(
                item.number, by: ItemPosting.filesAgain, of: date,
                note: "the files given for \(date) no longer differ here")
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
