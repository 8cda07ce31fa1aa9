extension Schema {
    // 挂账: what a reconciliation could not explain, each with its history. The two who close an
    // item are two; an item that was closed stays, and is never found a second time.
    static let openItems = """
        CREATE TABLE open_item (
            number INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            leg TEXT NOT NULL CHECK (leg IN ('till-acquirer', 'acquirer-bank', 'claim-payment')),
            verdict TEXT NOT NULL,
            "window" INTEGER NOT NULL,
            merchant TEXT NOT NULL,
            account TEXT NOT NULL,
            owner TEXT NOT NULL,
            amount INTEGER NOT NULL,
            ours TEXT NOT NULL,
            theirs TEXT NOT NULL,
            found_at INTEGER NOT NULL,
            closing TEXT CHECK (closing IN ('clear', 'write-off', 'met')),
            proposed_by TEXT,
            closed_by TEXT CHECK (closed_by <> proposed_by),
            closed_at INTEGER,
            CHECK ((closed_by IS NULL) = (closed_at IS NULL)),
            CHECK (closed_by IS NULL OR proposed_by IS NOT NULL)
        ) STRICT;
        CREATE INDEX open_item_still_open ON open_item ("window") WHERE closed_at IS NULL;

        CREATE TABLE open_item_event (
            item INTEGER NOT NULL REFERENCES open_item,
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            by_whom TEXT NOT NULL,
            act TEXT NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (item, seq)
        ) STRICT, WITHOUT ROWID;
        """
}
