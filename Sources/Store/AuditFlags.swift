internal import GRDB
package import Meals

/// A suspicion of an audit, and what a person made of it.
package struct AuditFlagRow: Hashable, Sendable {
    /// Given by the store; 0 before.
    package let number: Int
    /// Rule, canteen, day and subject: found again it is the same flag.
    package let identity: String
    package let rule: String
    package let severity: String
    package let canteen: String
    package let day: Day
    package let words: String
    /// The records behind it, parted by blanks.
    package let evidence: String
    /// `open`, `confirmed` or `dismissed`.
    package let state: String
    package let decidedBy: String?
    package let decidedAt: Moment?
    package let note: String?

    package init(
        number: Int = 0, identity: String, rule: String, severity: String, canteen: String,
        day: Day, words: String, evidence: String, state: String = "open",
        decidedBy: String? = nil, decidedAt: Moment? = nil, note: String? = nil
    ) {
        self.number = number
        self.identity = identity
        self.rule = rule
        self.severity = severity
        self.canteen = canteen
        self.day = day
        self.words = words
        self.evidence = evidence
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
        self.note = note
    }
}

extension Schema {
    static let auditFlags = """
        CREATE TABLE audit_flag (
            number INTEGER PRIMARY KEY,
            identity TEXT NOT NULL UNIQUE,
            rule TEXT NOT NULL,
            severity TEXT NOT NULL CHECK (severity IN ('high', 'medium', 'low')),
            canteen TEXT NOT NULL,
            day INTEGER NOT NULL,
            words TEXT NOT NULL,
            evidence TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'confirmed', 'dismissed')),
            decided_by TEXT,
            decided_at INTEGER,
            note TEXT,
            CHECK ((state = 'open') = (decided_by IS NULL))
        ) STRICT;
        """
}

extension StoreReading {
    /// Every flag, in the order in which they were found.
    package func auditFlags() throws -> [AuditFlagRow] {
        try rows(
            """
            SELECT number, identity, rule, severity, canteen, day, words, evidence, state,
                   decided_by, decided_at, note
            FROM audit_flag ORDER BY number
            """, []
        ) {
            AuditFlagRow(
                number: $0[0], identity: $0[1], rule: $0[2], severity: $0[3], canteen: $0[4],
                day: Day(number: $0[5]), words: $0[6], evidence: $0[7], state: $0[8],
                decidedBy: $0[9],
                decidedAt: ($0[10] as Int64?).map(Moment.init(milliseconds:)), note: $0[11])
        }
    }
}

extension StoreTransaction {
    /// Keeps a flag; one that is there already stays as it is, with what was decided.
    package func insertIfNew(_ flag: AuditFlagRow) throws {
        try run(
            """
            INSERT OR IGNORE INTO audit_flag (
                identity, rule, severity, canteen, day, words, evidence)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                flag.identity, flag.rule, flag.severity, flag.canteen, flag.day.number, flag.words,
                flag.evidence,
            ])
    }

    /// Notes a person's decision; a later one takes its place.
    package func decide(
        _ state: String, ofAuditFlag number: Int, by name: String, at now: Moment, note: String
    ) throws {
        try run(
            """
            UPDATE audit_flag SET state = ?, decided_by = ?, decided_at = ?, note = ?
            WHERE number = ?
            """,
            [state, name, now.milliseconds, note, number])
    }
}
