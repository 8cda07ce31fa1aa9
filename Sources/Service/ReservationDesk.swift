internal import Journal
internal import Ledger
internal import Meals
internal import Synchronization

/// The promised allowances, asked by many tills at once.
final class ReservationDesk: Sendable {
    private let reservations = Mutex(Reservations())

    /// Reads the books and reserves in one step, so that two tills cannot both be promised.
    func decide(
        _ request: AuthorisationRequest, books: BooksReader, snapshot: Snapshot?, at now: Moment
    ) throws -> AuthorisationAnswer {
        try reservations.withLock {
            try $0.decide(request, books: books, snapshot: snapshot, at: now)
        }
    }

    /// Ends the promises whose sales are in the books now.
    func release(_ submission: Submission) {
        let terminal = submission.upload.start.terminal
        let diners = submission.lines.compactMap { line -> DinerID? in
            guard case .sale(_, let sale, _) = line.content else { return nil }
            return sale.diner
        }
        guard !diners.isEmpty else { return }
        reservations.withLock { held in
            for diner in diners { held.release(diner, by: terminal) }
        }
    }
}
