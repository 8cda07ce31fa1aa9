internal import GRDB

/// The one SQL schema, as the steps that led to it; a shipped step is never edited.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 ledger") { try $0.execute(sql: ledger) }
        migrator.registerMigration("2 registers") { try $0.execute(sql: registers) }
        migrator.registerMigration("3 doors") { try $0.execute(sql: doors) }
        migrator.registerMigration("4 open items") { try $0.execute(sql: openItems) }
        migrator.registerMigration("5 order of statements") {
            // NULL for statements from before: what they follow is found by their date.
            try $0.execute(sql: "ALTER TABLE statement ADD COLUMN follows TEXT")
        }
        migrator.registerMigration("6 audit flags") { try $0.execute(sql: auditFlags) }
        migrator.registerMigration("7 deliveries by dish") {
            try $0.execute(sql: dishDeliveries)
        }
        migrator.registerMigration("8 order of closing") {
            // What was closed before was closed in the order of the dates, as far as one knows.
            try $0.execute(
                sql: """
                    ALTER TABLE closed_window ADD COLUMN place INTEGER;
                    UPDATE closed_window SET place =
                        (SELECT count(*) FROM closed_window o WHERE o.date <= closed_window.date);
                    CREATE UNIQUE INDEX closed_window_place ON closed_window (place);
                    """)
        }
        migrator.registerMigration("9 bank register") { try $0.execute(sql: bankRegister) }
        migrator.registerMigration("10 payment orders and decisions") {
            try $0.execute(sql: paymentOrders)
            try $0.execute(sql: auditDecisions)
        }
        return migrator
    }

    // A record's key is terminal number, epoch and seq in one integer (see `RecordKey`), so that
    // "each at most once, for ever" is the primary key of the table and no index beside it.
    // Rows of `posting` and `grant_use` are clustered under what they are looked up by.
    private static let ledger = """
        CREATE TABLE terminal (
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 262143),
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 8),
            canteen TEXT NOT NULL
        ) STRICT;

        CREATE TABLE epoch (
            terminal INTEGER NOT NULL REFERENCES terminal,
            epoch INTEGER NOT NULL CHECK (epoch BETWEEN 1 AND 4095),
            public_key BLOB NOT NULL CHECK (length(public_key) = 32),
            PRIMARY KEY (terminal, epoch)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE enrolment_code (
            terminal INTEGER PRIMARY KEY REFERENCES terminal,
            digest BLOB NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE record (
            key INTEGER PRIMARY KEY,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            kind TEXT NOT NULL,
            "window" INTEGER NOT NULL,
            late_from INTEGER CHECK (late_from < "window"),
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE INDEX record_by_window ON record ("window");

        CREATE TABLE account (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            canteen TEXT NOT NULL,
            party TEXT NOT NULL,
            UNIQUE (kind, canteen, party)
        ) STRICT;

        CREATE TABLE posting (
            record INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            line INTEGER NOT NULL,
            account INTEGER NOT NULL,
            amount INTEGER NOT NULL CHECK (amount <> 0),
            "window" INTEGER NOT NULL,
            PRIMARY KEY (record, entry, line)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE balance (
            account INTEGER NOT NULL REFERENCES account,
            "window" INTEGER NOT NULL,
            debit INTEGER NOT NULL CHECK (debit >= 0),
            credit INTEGER NOT NULL CHECK (credit >= 0),
            PRIMARY KEY (account, "window")
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE grant_use (
            diner TEXT NOT NULL,
            day INTEGER NOT NULL,
            rule TEXT NOT NULL,
            record INTEGER NOT NULL,
            period TEXT NOT NULL,
            count INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            sale INTEGER NOT NULL,
            suspended INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (diner, day, rule, record)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX grant_use_by_record ON grant_use (record);

        CREATE TABLE reversal (
            sale INTEGER NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (sale, record)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quarantine (
            record INTEGER NOT NULL,
            hash BLOB NOT NULL,
            entry INTEGER NOT NULL,
            reason TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (record, hash)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE flag (
            record INTEGER NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL,
            PRIMARY KEY (record, kind)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE incident (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            terminal TEXT NOT NULL,
            detail TEXT NOT NULL,
            seen_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE closed_window (
            date INTEGER PRIMARY KEY,
            forced INTEGER NOT NULL CHECK (forced IN (0, 1))
        ) STRICT;

        CREATE TABLE watermark (
            "window" INTEGER NOT NULL REFERENCES closed_window,
            terminal INTEGER NOT NULL REFERENCES terminal,
            epoch INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            hash BLOB NOT NULL,
            complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
            records INTEGER NOT NULL,
            PRIMARY KEY ("window", terminal)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE snapshot (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            document BLOB NOT NULL
        ) STRICT;

        CREATE TABLE delivery (
            day INTEGER NOT NULL,
            kitchen TEXT NOT NULL,
            canteen TEXT NOT NULL,
            portions INTEGER NOT NULL CHECK (portions >= 0),
            returned INTEGER NOT NULL CHECK (returned BETWEEN 0 AND portions),
            amount INTEGER NOT NULL CHECK (amount >= 0),
            PRIMARY KEY (day, kitchen, canteen)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE statement (
            "window" INTEGER NOT NULL REFERENCES closed_window,
            issue INTEGER NOT NULL,
            file TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            PRIMARY KEY ("window", issue)
        ) STRICT, WITHOUT ROWID;
        """
}
