internal import Ledger
internal import Meals
internal import Store

extension ItemPosting {
    /// Books what the bank paid, and keeps what it did not or should not have.
    mutating func post(_ bank: BankLeg, of date: Day) throws {
        let sources = Set(bank.given.map(\.source))
        for statement in bank.statements.sorted() {
            try store.forgetBookings(of: statement, but: sources)
        }
        for booking in bank.given {
            try store.keep(
                BankBookingRow(
                    source: booking.source, statement: booking.statement, merchant: booking.key,
                    date: booking.date, bookedOn: booking.bookedOn, amount: booking.amount))
        }
        try store.undoMatches(of: date)
        for group in bank.groups {
            try store.match(
                group.due.map { (bank.due[$0].date, bank.due[$0].key) },
                group.booked.map { bank.booked[$0].source })
        }
        for day in Set(bank.due.map(\.date)).union([date]).sorted() { try pay(day) }
        var found: Set<String> = []
        for difference in bank.result.differences where !difference.isSettled {
            // An item is as old as what is due; a booking that nothing explains, as its finding.
            let window = difference.ours.map { bank.due[$0].date }.min() ?? date
            found.insert(
                try keep(difference, bank.due, bank.booked, .acquirerBank, of: window, under: nil))
        }
        try meetOthers(than: found, .acquirerBank, of: date)
    }

    /// Books what the acquirer's files of a date say is paid.
    private mutating func pay(_ date: Day) throws {
        var nets: [CanteenID: (net: Fen, fee: Fen)] = [:]
        for row in try store.reading.acquirerNets(of: date) {
            let canteen = desk.canteen(of: row.merchant)
            nets[canteen, default: (.zero, .zero)].net += row.net
            // What they say of the date, less what they pay for it, they keep.
            nets[canteen]?.fee += row.gross - row.net
        }
        try desk.pay(date, nets)
    }

    /// Keeps what differs between dues and bookings, once.
    ///
    /// - Parameter under: the date that tells the item from a like one of another range; nil where
    ///   dues and bookings do so themselves.
    /// - Returns: its identity.
    mutating func keep(
        _ difference: Difference, _ due: [BankDue], _ booked: [BankMovement],
        _ leg: SuspenseDesk.Leg, of window: Day, under: Day?
    ) throws -> String {
        let ours = difference.ours.map { due[$0].words }
        let theirs = difference.theirs.map { booked[$0].words }
        let sources = difference.theirs.map { booked[$0].source }
        let (identity, isKept) = try name(
            "\(leg.rawValue) " + (under.map { "\($0) " } ?? "")
                + ours.sorted().joined(separator: "|") + "/"
                + (under == nil ? sources : theirs).sorted().joined(separator: "|"))
        if isKept { return identity }
        let key =
            difference.ours.first.map { due[$0].key }
            ?? difference.theirs.first.flatMap { booked[$0].key } ?? ""
        let amount =
            difference.ours.total { due[$0].amount }
            - difference.theirs.total { booked[$0].amount }
        let row = OpenItemRow(
            identity: identity, leg: leg.rawValue, verdict: difference.verdict.rawValue,
            window: window, merchant: key, account: "\(desk.account(leg, key))",
            owner: OpenItems.clerk, amount: amount, ours: ours.joined(separator: "\n"),
            theirs: theirs.joined(separator: "\n"), foundAt: now)
        let number = try open(
            row, leg, [desk.canteen(of: key): amount],
            note: "\(difference.verdict.rawValue) by \(difference.evidence.rawValue)")
        if leg == .acquirerBank {
            try store.put(
                difference.ours.map { (due[$0].date, due[$0].key) }, sources, into: number)
        }
        return identity
    }
}
