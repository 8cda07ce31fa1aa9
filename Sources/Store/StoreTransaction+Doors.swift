internal import GRDB
internal import Meals

extension StoreTransaction {
    package func insert(_ stop: StoppedCardRow) throws {
        try run(
            """
            INSERT INTO stopped_card (card, diner, stopped_at, reason, replacement)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                stop.card.text, stop.diner.text, stop.stoppedAt.milliseconds, stop.reason,
                stop.replacement?.text,
            ])
    }

    package func insert(_ revocation: RevocationRow) throws {
        try run(
            """
            INSERT INTO revocation (terminal, epoch, seq, revoked_at, reason)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
                revocation.terminal, revocation.epoch, revocation.seq,
                revocation.revokedAt.milliseconds, revocation.reason,
            ])
    }

    /// Counts a code that was not the terminal's.
    package func noteWrongCode(terminal: Int) throws {
        try run("UPDATE enrolment_code SET wrong = wrong + 1 WHERE terminal = ?", [terminal])
    }
}
