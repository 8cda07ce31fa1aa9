extension Schema {
    // What each clearing date is due from the bank, and what the bank booked, until the one
    // explains the other: one credit may pay several dates, and one date come in several credits.
    static let bankRegister = """
        CREATE TABLE acquirer_net (
            settle_date INTEGER NOT NULL,
            merchant TEXT NOT NULL,
            gross INTEGER NOT NULL,
            net INTEGER NOT NULL,
            match_number INTEGER,
            item INTEGER REFERENCES open_item,
            PRIMARY KEY (settle_date, merchant)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX acquirer_net_by_match ON acquirer_net (match_number);

        CREATE TABLE bank_booking (
            source TEXT PRIMARY KEY,
            statement TEXT NOT NULL,
            merchant TEXT,
            settle_date INTEGER,
            booked_on INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            match_number INTEGER,
            item INTEGER REFERENCES open_item
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX bank_booking_by_statement ON bank_booking (statement);
        CREATE INDEX bank_booking_by_match ON bank_booking (match_number);
        """
}
