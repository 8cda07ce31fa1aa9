internal import GRDB
package import Meals

/// A payment order as it went to the bank: who asked for it, and when.
package struct PaymentOrderRow: Hashable, Sendable {
    package let id: String
    /// The settlement dates whose claims it pays, the last included.
    package let from: Day
    package let to: Day
    package let initiator: String
    package let executeOn: Day
    package let madeAt: Moment

    package init(
        id: String, from: Day, to: Day, initiator: String, executeOn: Day, madeAt: Moment
    ) {
        (self.id, self.from, self.to) = (id, from, to)
        (self.initiator, self.executeOn, self.madeAt) = (initiator, executeOn, madeAt)
    }
}

/// One payment of an order, from a funder to an operator.
package struct PaymentTransferRow: Hashable, Sendable {
    /// The id under which banks speak of it.
    package let endToEndId: String
    package let order: String
    package let batch: String
    package let funder: String
    package let operatorId: String
    package let amount: Fen
    /// `ordered`, or `rejected` by the bank, or `returned` by the payee's.
    package let state: String
    package let reason: String

    package init(
        endToEndId: String, order: String, batch: String, funder: String, operatorId: String,
        amount: Fen, state: String = "ordered", reason: String = ""
    ) {
        (self.endToEndId, self.order, self.batch) = (endToEndId, order, batch)
        (self.funder, self.operatorId, self.amount) = (funder, operatorId, amount)
        (self.state, self.reason) = (state, reason)
    }

    package var stands: Bool { state == "ordered" }

    /// The same with a bank's refusal.
    package func rejected(reason: String) -> PaymentTransferRow {
        PaymentTransferRow(
            endToEndId: endToEndId, order: order, batch: batch, funder: funder,
            operatorId: operatorId, amount: amount, state: "rejected", reason: reason)
    }
}

/// The part of a claim that a payment pays.
package struct PaidClaimRow: Hashable, Sendable {
    package let endToEndId: String
    package let window: Day
    package let canteen: CanteenID
    package let funder: String
    package let rule: String
    package let amount: Fen

    package init(
        endToEndId: String, window: Day, canteen: CanteenID, funder: String, rule: String,
        amount: Fen
    ) {
        (self.endToEndId, self.window, self.canteen) = (endToEndId, window, canteen)
        (self.funder, self.rule, self.amount) = (funder, rule, amount)
    }
}

/// What a bank booked of a payment; negative left the account, positive came back.
package struct PaymentBookingRow: Hashable, Sendable {
    package let endToEndId: String
    /// Tells one booking from another, whichever statement repeats it.
    package let identity: String
    package let bookedOn: Day
    package let amount: Fen

    package init(endToEndId: String, identity: String, bookedOn: Day, amount: Fen) {
        (self.endToEndId, self.identity) = (endToEndId, identity)
        (self.bookedOn, self.amount) = (bookedOn, amount)
    }
}

extension Schema {
    // What was ordered, for which claims, what the bank said and booked: a claim is ordered once.
    static let paymentOrders = """
        CREATE TABLE payment_order (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            from_date INTEGER NOT NULL,
            to_date INTEGER NOT NULL CHECK (to_date >= from_date),
            initiator TEXT NOT NULL,
            execute_on INTEGER NOT NULL,
            made_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE payment_transfer (
            end_to_end TEXT PRIMARY KEY,
            payment_order TEXT NOT NULL REFERENCES payment_order (id),
            batch TEXT NOT NULL,
            funder TEXT NOT NULL,
            operator TEXT NOT NULL,
            amount INTEGER NOT NULL CHECK (amount > 0),
            state TEXT NOT NULL DEFAULT 'ordered'
                CHECK (state IN ('ordered', 'rejected', 'returned')),
            reason TEXT NOT NULL DEFAULT '',
            answered_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE payment_claim (
            end_to_end TEXT NOT NULL REFERENCES payment_transfer,
            "window" INTEGER NOT NULL,
            canteen TEXT NOT NULL,
            funder TEXT NOT NULL,
            rule TEXT NOT NULL,
            amount INTEGER NOT NULL CHECK (amount <> 0),
            PRIMARY KEY (end_to_end, "window", canteen, funder, rule)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE payment_booking (
            end_to_end TEXT NOT NULL REFERENCES payment_transfer,
            identity TEXT NOT NULL,
            booked_on INTEGER NOT NULL,
            amount INTEGER NOT NULL CHECK (amount <> 0),
            PRIMARY KEY (end_to_end, identity)
        ) STRICT, WITHOUT ROWID;
        """
}

extension StoreReading {
    /// Every order, in the order in which they were made.
    package func paymentOrders() throws -> [PaymentOrderRow] {
        try rows(
            """
            SELECT id, from_date, to_date, initiator, execute_on, made_at FROM payment_order
            ORDER BY number
            """
        ) {
            PaymentOrderRow(
                id: $0[0], from: Day(number: $0[1]), to: Day(number: $0[2]), initiator: $0[3],
                executeOn: Day(number: $0[4]), madeAt: Moment(milliseconds: $0[5]))
        }
    }

    /// Every payment of every order, by its id.
    package func paymentTransfers() throws -> [PaymentTransferRow] {
        try rows(
            """
            SELECT end_to_end, payment_order, batch, funder, operator, amount, state, reason
            FROM payment_transfer ORDER BY end_to_end
            """
        ) {
            PaymentTransferRow(
                endToEndId: $0[0], order: $0[1], batch: $0[2], funder: $0[3], operatorId: $0[4],
                amount: Fen($0[5]), state: $0[6], reason: $0[7])
        }
    }

    /// What every payment pays of which claims, in the order of the windows.
    package func paidClaims() throws -> [PaidClaimRow] {
        try rows(
            """
            SELECT end_to_end, "window", canteen, funder, rule, amount FROM payment_claim
            ORDER BY end_to_end, "window", canteen, funder, rule
            """
        ) {
            PaidClaimRow(
                endToEndId: $0[0], window: Day(number: $0[1]), canteen: CanteenID($0[2] as String),
                funder: $0[3], rule: $0[4], amount: Fen($0[5]))
        }
    }

    /// Every booking of every payment.
    package func paymentBookings() throws -> [PaymentBookingRow] {
        try rows(
            """
            SELECT end_to_end, identity, booked_on, amount FROM payment_booking
            ORDER BY end_to_end, booked_on, identity
            """
        ) {
            PaymentBookingRow(
                endToEndId: $0[0], identity: $0[1], bookedOn: Day(number: $0[2]),
                amount: Fen($0[3]))
        }
    }
}

extension StoreTransaction {
    /// Keeps an order with its payments and the claims that they pay.
    package func insert(
        _ order: PaymentOrderRow, _ transfers: [PaymentTransferRow], paying claims: [PaidClaimRow]
    ) throws {
        try run(
            """
            INSERT INTO payment_order (id, from_date, to_date, initiator, execute_on, made_at)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                order.id, order.from.number, order.to.number, order.initiator,
                order.executeOn.number, order.madeAt.milliseconds,
            ])
        for transfer in transfers {
            try run(
                """
                INSERT INTO payment_transfer (
                    end_to_end, payment_order, batch, funder, operator, amount)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    transfer.endToEndId, transfer.order, transfer.batch, transfer.funder,
                    transfer.operatorId, transfer.amount.fen,
                ])
        }
        for claim in claims {
            try run(
                """
                INSERT INTO payment_claim (end_to_end, "window", canteen, funder, rule, amount)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    claim.endToEndId, claim.window.number, claim.canteen.text, claim.funder,
                    claim.rule, claim.amount.fen,
                ])
        }
    }

    /// Notes what a bank said of a payment.
    package func answer(
        _ state: String, of endToEndId: String, reason: String, at now: Moment
    ) throws {
        try run(
            """
            UPDATE payment_transfer SET state = ?, reason = ?, answered_at = ?
            WHERE end_to_end = ?
            """,
            [state, reason, now.milliseconds, endToEndId])
    }

    /// Notes a booking; one that another statement told of stays as it is.
    package func insertIfNew(_ booking: PaymentBookingRow) throws {
        try run(
            """
            INSERT OR IGNORE INTO payment_booking (end_to_end, identity, booked_on, amount)
            VALUES (?, ?, ?, ?)
            """,
            [
                booking.endToEndId, booking.identity, booking.bookedOn.number, booking.amount.fen,
            ])
    }
}
