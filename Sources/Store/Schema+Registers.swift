extension Schema {
    // The registers behind the snapshots: policies on their way into force, the people who may
    // bring them there, rosters as they were imported, and what a back-dated change would adjust.
    // What a diner is called is sealed: the key lies outside the database.
    static let registers = """
        CREATE TABLE snapshot_issue (
            number INTEGER PRIMARY KEY,
            snapshot TEXT NOT NULL REFERENCES snapshot (id)
        ) STRICT;
        INSERT INTO snapshot_issue (number, snapshot) SELECT number, id FROM snapshot;

        CREATE TABLE officer (
            name TEXT PRIMARY KEY,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE policy (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            file TEXT NOT NULL,
            text TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            submitted_by TEXT NOT NULL,
            submitted_at INTEGER NOT NULL,
            approved_by TEXT CHECK (approved_by <> submitted_by),
            approved_at INTEGER,
            CHECK ((approved_by IS NULL) = (approved_at IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX policy_approved ON policy (id) WHERE approved_at IS NOT NULL;

        CREATE TABLE identity (
            diner TEXT PRIMARY KEY,
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE roster_import (
            number INTEGER PRIMARY KEY,
            file TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            imported_by TEXT NOT NULL,
            imported_at INTEGER NOT NULL,
            leaving_from INTEGER NOT NULL,
            snapshot TEXT NOT NULL,
            rows INTEGER NOT NULL,
            joined INTEGER NOT NULL,
            left_roster INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            deceased INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE adjustment (
            number INTEGER PRIMARY KEY,
            roster_import INTEGER NOT NULL REFERENCES roster_import,
            record INTEGER NOT NULL,
            policy TEXT NOT NULL,
            rule TEXT NOT NULL,
            funder TEXT NOT NULL,
            claimed INTEGER NOT NULL,
            due INTEGER NOT NULL CHECK (due <> claimed),
            reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX adjustment_by_record ON adjustment (record);
        """
}
