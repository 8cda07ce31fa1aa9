extension Schema {
    // What is shut: cards that stand for nobody any more, keys that seal nothing any more, codes
    // at which somebody guessed.
    static let doors = """
        CREATE TABLE stopped_card (
            card TEXT PRIMARY KEY,
            diner TEXT NOT NULL,
            stopped_at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            replacement TEXT CHECK (replacement <> card)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE revocation (
            terminal INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            revoked_at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (terminal, epoch),
            FOREIGN KEY (terminal, epoch) REFERENCES epoch
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE enrolment_code ADD COLUMN wrong INTEGER NOT NULL DEFAULT 0;
        """
}
