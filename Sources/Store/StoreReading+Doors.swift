internal import GRDB
package import Meals

extension StoreReading {
    private static let stoppedColumns = "card, diner, stopped_at, reason, replacement"

    /// The stop of a card; nil where it is good, or nobody's.
    package func stoppedCard(_ card: CardToken) throws -> StoppedCardRow? {
        try rows(
            "SELECT \(StoreReading.stoppedColumns) FROM stopped_card WHERE card = ?",
            [card.text], StoreReading.stoppedCard
        ).first
    }

    /// Every stopped card, the last one first.
    package func stoppedCards() throws -> [StoppedCardRow] {
        try rows(
            """
            SELECT \(StoreReading.stoppedColumns) FROM stopped_card
            ORDER BY stopped_at DESC, card
            """, [], StoreReading.stoppedCard)
    }

    private static func stoppedCard(_ row: Row) throws -> StoppedCardRow {
        StoppedCardRow(
            card: CardToken(row[0] as String), diner: DinerID(row[1] as String),
            stoppedAt: Moment(milliseconds: row[2]), reason: row[3],
            replacement: (row[4] as String?).map { CardToken($0) })
    }

    /// What was noticed of tills' journals in a stretch of time, or ever, in the order of sight.
    package func incidents(
        from: Moment = Moment(milliseconds: 0), before end: Moment = Moment(milliseconds: .max)
    ) throws -> [IncidentRow] {
        try rows(
            """
            SELECT kind, terminal, detail, seen_at FROM incident
            WHERE seen_at >= ? AND seen_at < ? ORDER BY number
            """, [from.milliseconds, end.milliseconds]
        ) {
            IncidentRow(
                kind: $0[0], terminal: TerminalID($0[1] as String), detail: $0[2],
                seenAt: Moment(milliseconds: $0[3]))
        }
    }

    package func revocations() throws -> [RevocationRow] {
        try rows(
            """
            SELECT terminal, epoch, seq, revoked_at, reason FROM revocation
            ORDER BY terminal, epoch
            """
        ) {
            RevocationRow(
                terminal: $0[0], epoch: $0[1], seq: $0[2], revokedAt: Moment(milliseconds: $0[3]),
                reason: $0[4])
        }
    }

    /// How often a terminal's code was typed wrongly; 0 where there is none.
    package func wrongCodes(terminal: Int) throws -> Int {
        try rows("SELECT wrong FROM enrolment_code WHERE terminal = ?", [terminal]) {
            $0[0] as Int
        }.first ?? 0
    }
}
