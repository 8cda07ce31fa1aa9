internal import GRDB
package import Meals

extension StoreTransaction {
    /// Keeps a net, or what a later file says of it; a match whose sum changed is undone.
    package func keep(_ net: AcquirerNetRow) throws {
        let known = try reading.acquirerNets(of: net.date).first { $0.merchant == net.merchant }
        if let known, known.net != net.net, let match = known.match { try undo(match) }
        try run(
            """
            INSERT INTO acquirer_net (settle_date, merchant, gross, net) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET gross = excluded.gross, net = excluded.net
            """, [net.date.number, net.merchant, net.gross.fen, net.net.fen])
    }

    /// Forgets a date's nets of merchants that its files no longer name.
    package func forgetNets(of date: Day, but merchants: Set<String>) throws {
        for net in try reading.acquirerNets(of: date) where !merchants.contains(net.merchant) {
            if let match = net.match { try undo(match) }
            try run(
                "DELETE FROM acquirer_net WHERE settle_date = ? AND merchant = ?",
                [date.number, net.merchant])
        }
    }

    /// Keeps a booking; the same one again stays as it is.
    package func keep(_ booking: BankBookingRow) throws {
        try run(
            """
            INSERT INTO bank_booking (source, statement, merchant, settle_date, booked_on, amount)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET merchant = excluded.merchant, settle_date = excluded.settle_date
            """,
            [
                booking.source, booking.statement, booking.merchant, booking.date?.number,
                booking.bookedOn.number, booking.amount.fen,
            ])
    }

    /// Forgets what a statement, given again, books no more.
    package func forgetBookings(of statement: String, but sources: Set<String>) throws {
        let known: [(source: String, match: Int?)] = try reading.rows(
            "SELECT source, match_number FROM bank_booking WHERE statement = ?", [statement]
        ) { ($0[0], $0[1]) }
        for booking in known where !sources.contains(booking.source) {
            if let match = booking.match { try undo(match) }
            try run("DELETE FROM bank_booking WHERE source = ?", [booking.source])
        }
    }

    /// Undoes every match in which a date's nets lie.
    package func undoMatches(of date: Day) throws {
        for match in Set(try reading.acquirerNets(of: date).compactMap(\.match)).sorted() {
            try undo(match)
        }
    }

    private func undo(_ match: Int) throws {
        try run("UPDATE acquirer_net SET match_number = NULL WHERE match_number = ?", [match])
        try run("UPDATE bank_booking SET match_number = NULL WHERE match_number = ?", [match])
    }

    /// Notes that nets and bookings explain each other.
    package func match(
        _ nets: [(date: Day, merchant: String)], _ bookings: [String]
    ) throws {
        let numbers: [Int] = try reading.rows(
            """
            SELECT coalesce(max(match_number), 0) FROM acquirer_net
            UNION SELECT coalesce(max(match_number), 0) FROM bank_booking
            """, []
        ) { $0[0] }
        let last = numbers.max() ?? 0
        for net in nets {
            try run(
                "UPDATE acquirer_net SET match_number = ? WHERE settle_date = ? AND merchant = ?",
                [last + 1, net.date.number, net.merchant])
        }
        for source in bookings {
            try run(
                "UPDATE bank_booking SET match_number = ? WHERE source = ?", [last + 1, source])
        }
    }

    /// Notes the open item that nets and bookings lie in.
    package func put(
        _ nets: [(date: Day, merchant: String)], _ bookings: [String], into item: Int
    ) throws {
        for net in nets {
            try run(
                "UPDATE acquirer_net SET item = ? WHERE settle_date = ? AND merchant = ?",
                [item, net.date.number, net.merchant])
        }
        for source in bookings {
            try run("UPDATE bank_booking SET item = ? WHERE source = ?", [item, source])
        }
    }
}
