internal import GRDB
package import Meals

/// A suspicion of an audit, and what a person made of it.
package struct AuditFlagRow: Hashable, Sendable {
    /// Given by the store; 0 before.
    package let number: Int
    /// Rule, canteen, day, subject and first record.
    package let identity: String
    package let rule: String
    /// Whom it is about; empty for flags from before this was kept.
    package let subject: String
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
        number: Int = 0, identity: String, rule: String, subject: String = "", severity: String,
        canteen: String, day: Day, words: String, evidence: String, state: String = "open",
        decidedBy: String? = nil, decidedAt: Moment? = nil, note: String? = nil
    ) {
        self.number = number
        self.identity = identity
        self.rule = rule
        self.subject = subject
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

    /// The same suspicion with what was found of it since.
    package func extended(evidence: String, words: String, day: Day) -> AuditFlagRow {
        AuditFlagRow(
            number: number, identity: identity, rule: rule, subject: subject, severity: severity,
            canteen: canteen, day: day, words: words, evidence: evidence, state: state,
            decidedBy: decidedBy, decidedAt: decidedAt, note: note)
    }
}

/// What somebody once made of a flag; a later decision does not wipe it out.
package struct AuditDecisionRow: Hashable, Sendable {
    package let flag: Int
    package let state: String
    package let by: String
    package let at: Moment
    package let note: String
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

    /// Whom a flag is about, and every decision in the order in which they were taken.
    static let auditDecisions = """
        ALTER TABLE audit_flag ADD COLUMN subject TEXT NOT NULL DEFAULT '';

        CREATE TABLE audit_decision (
            flag INTEGER NOT NULL REFERENCES audit_flag,
            seq INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('confirmed', 'dismissed')),
            decided_by TEXT NOT NULL,
            decided_at INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (flag, seq)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO audit_decision (flag, seq, state, decided_by, decided_at, note)
            SELECT number, 1, state, decided_by, coalesce(decided_at, 0), coalesce(note, '')
            FROM audit_flag WHERE state <> 'open';
        """
}

extension StoreReading {
    /// Every flag, in the order in which they were found.
    package func auditFlags() throws -> [AuditFlagRow] {
        try rows(
            """
            SELECT number, identity, rule, severity, canteen, day, words, evidence, state,
                   decided_by, decided_at, note, subject
            FROM audit_flag ORDER BY number
            """, []
        ) {
            AuditFlagRow(
                number: $0[0], identity: $0[1], rule: $0[2], subject: $0[12], severity: $0[3],
                canteen: $0[4], day: Day(number: $0[5]), words: $0[6], evidence: $0[7],
                state: $0[8], decidedBy: $0[9],
                decidedAt: ($0[10] as Int64?).map(Moment.init(milliseconds:)), note: $0[11])
        }
    }

    /// Every decision on every flag, in the order in which they were taken.
    package func auditDecisions() throws -> [AuditDecisionRow] {
        try rows(
            """
            SELECT flag, state, decided_by, decided_at, note FROM audit_decision
            ORDER BY flag, seq
            """, []
        ) {
            AuditDecisionRow(
                flag: $0[0], state: $0[1], by: $0[2], at: Moment(milliseconds: $0[3]), note: $0[4])
        }
    }

    /// The day on which each diner was last granted anything before a day.
    package func lastGrantDays(before day: Day) throws -> [DinerID: Day] {
        let found = try rows(
            "SELECT diner, max(day) FROM grant_use WHERE day < ? AND count > 0 GROUP BY diner",
            [day.number]
        ) { (DinerID($0[0] as String), Day(number: $0[1])) }
        return Dictionary(uniqueKeysWithValues: found)
    }

    /// The first window that holds a record; nil before there is one.
    package func firstWindow() throws -> Day? {
        try rows(#"SELECT min("window") FROM record"#, []) { $0[0] as Int? }.first
            .flatMap { $0 }.map { Day(number: $0) }
    }
}

extension StoreTransaction {
    /// Keeps a flag; one that is there already stays as it is, with what was decided.
    package func insertIfNew(_ flag: AuditFlagRow) throws {
        try run(
            """
            INSERT OR IGNORE INTO audit_flag (
                identity, rule, subject, severity, canteen, day, words, evidence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                flag.identity, flag.rule, flag.subject, flag.severity, flag.canteen,
                flag.day.number, flag.words, flag.evidence,
            ])
    }

    /// Writes what was found of an open flag since; a decided one stays what was decided on.
    package func update(_ flag: AuditFlagRow) throws {
        try run(
            """
            UPDATE audit_flag SET words = ?, evidence = ?, day = ?
            WHERE number = ? AND state = 'open'
            """,
            [flag.words, flag.evidence, flag.day.number, flag.number])
    }

    /// Notes a person's decision; a later one takes its place, and all of them are kept.
    package func decide(
        _ state: String, ofAuditFlag number: Int, by name: String, at now: Moment, note: String
    ) throws {
        try run(
            """
            INSERT INTO audit_decision (flag, seq, state, decided_by, decided_at, note)
            SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5
            FROM audit_decision WHERE flag = ?1
            """,
            [number, state, name, now.milliseconds, note])
        try run(
            """
            UPDATE audit_flag SET state = ?, decided_by = ?, decided_at = ?, note = ?
            WHERE number = ?
            """,
            [state, name, now.milliseconds, note, number])
    }
}
