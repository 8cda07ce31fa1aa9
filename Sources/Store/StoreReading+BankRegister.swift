internal import GRDB
package import Meals

extension StoreReading {
    // An item that two people ended takes its rows out of every later comparison.
    private static let isNotEnded = """
        NOT EXISTS (SELECT 1 FROM open_item
            WHERE number = item AND closed_at IS NOT NULL AND closing <> 'met')
        """

    /// Every merchant's net of a date.
    package func acquirerNets(of date: Day) throws -> [AcquirerNetRow] {
        try rows(
            """
            SELECT settle_date, merchant, gross, net, match_number FROM acquirer_net
            WHERE settle_date = ? ORDER BY merchant
            """, [date.number], StoreReading.net)
    }

    /// Nets of other dates that wait for the bank, or lie in one match with a date's.
    package func waitingNets(beside date: Day) throws -> [AcquirerNetRow] {
        try rows(
            """
            SELECT settle_date, merchant, gross, net, match_number FROM acquirer_net
            WHERE settle_date <> ?1 AND \(StoreReading.isNotEnded) AND (match_number IS NULL OR match_number IN
                (SELECT match_number FROM acquirer_net WHERE settle_date = ?1 AND match_number IS NOT NULL))
            ORDER BY settle_date, merchant
            """, [date.number], StoreReading.net)
    }

    /// Bookings that nothing is known of yet, or that lie in one match with a date's nets.
    package func waitingBookings(beside date: Day) throws -> [BankBookingRow] {
        try rows(
            """
            SELECT source, statement, merchant, settle_date, booked_on, amount, match_number FROM bank_booking
            WHERE \(StoreReading.isNotEnded) AND (match_number IS NULL OR match_number IN
                (SELECT match_number FROM acquirer_net WHERE settle_date = ?1 AND match_number IS NOT NULL))
            ORDER BY booked_on, source
            """, [date.number], StoreReading.booking)
    }

    /// Sources of bookings that are explained: matched without a date's nets, or ended by people.
    package func explainedBookings(without date: Day) throws -> Set<String> {
        Set(
            try rows(
                """
                SELECT source FROM bank_booking WHERE NOT \(StoreReading.isNotEnded)
                    OR match_number IS NOT NULL AND match_number NOT IN (SELECT match_number FROM acquirer_net
                        WHERE settle_date = ?1 AND match_number IS NOT NULL)
                """, [date.number]
            ) { $0[0] as String })
    }

    /// Merchants whose net of a date two people have ended.
    package func endedNets(of date: Day) throws -> Set<String> {
        Set(
            try rows(
                """
                SELECT merchant FROM acquirer_net
                WHERE settle_date = ? AND NOT \(StoreReading.isNotEnded)
                """, [date.number]
            ) { $0[0] as String })
    }

    private static func net(_ row: Row) throws -> AcquirerNetRow {
        AcquirerNetRow(
            date: Day(number: row[0]), merchant: row[1], gross: Fen(row[2]), net: Fen(row[3]),
            match: row[4])
    }

    private static func booking(_ row: Row) throws -> BankBookingRow {
        BankBookingRow(
            source: row[0], statement: row[1], merchant: row[2],
            date: (row[3] as Int?).map { Day(number: $0) }, bookedOn: Day(number: row[4]),
            amount: Fen(row[5]), match: row[6])
    }
}
