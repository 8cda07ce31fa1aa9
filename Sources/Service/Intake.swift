package import Journal
package import Ledger
package import Meals
internal import Synchronization

/// The one door to the ledger's writer: uploads that arrive together share one transaction.
///
/// While a group is being written to disk the next one gathers, so the group grows with the load
/// and a lone upload never waits for company.
package final class Intake: Sendable {
    private let queue = Mutex(Queue())
    private let bell: AsyncStream<Void>
    private let ring: AsyncStream<Void>.Continuation
    private let keys: Mutex<[JournalName: PublicKey]>
    private let revoked: Mutex<Set<JournalName>>
    private let clock: @Sendable () -> Moment

    private struct JournalName: Hashable {
        let terminal: TerminalID
        let epoch: Int
    }

    private struct Queue {
        var uploads: [Waiting] = []
        var acts: [@Sendable (inout Ledger) -> Void] = []
        var closed = false
    }

    private struct Waiting {
        let submission: Submission
        let continuation: CheckedContinuation<Answer, any Error>
    }

    /// The service is stopping and takes nothing more.
    package struct Stopping: Error {}

    /// - Parameters:
    ///   - keys: the journals known so far.
    ///   - revoked: those of them whose keys have ended.
    ///   - clock: tells the time for incidents and enrolments.
    package init(
        keys: [Enrolment], revoked: [(terminal: TerminalID, epoch: Int)] = [],
        clock: @escaping @Sendable () -> Moment
    ) {
        self.revoked = Mutex(
            Set(revoked.map { JournalName(terminal: $0.terminal, epoch: $0.epoch) }))
        (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.keys = Mutex(
            Dictionary(
                keys.map { (JournalName(terminal: $0.terminal, epoch: $0.epoch), $0.key) },
                uniquingKeysWith: { _, last in last }))
        self.clock = clock
    }

    package func key(of terminal: TerminalID, epoch: Int) -> PublicKey? {
        keys.withLock { $0[JournalName(terminal: terminal, epoch: epoch)] }
    }

    package func learn(_ enrolment: Enrolment) {
        let name = JournalName(terminal: enrolment.terminal, epoch: enrolment.epoch)
        keys.withLock { $0[name] = enrolment.key }
    }

    /// True where the key of a journal has ended.
    package func isRevoked(_ terminal: TerminalID, epoch: Int) -> Bool {
        revoked.withLock { $0.contains(JournalName(terminal: terminal, epoch: epoch)) }
    }

    package func learn(revoked epochs: [Int], of terminal: TerminalID) {
        revoked.withLock { names in
            for epoch in epochs { names.insert(JournalName(terminal: terminal, epoch: epoch)) }
        }
    }

    /// Hands in an upload; returns once its records are on disk, or were refused.
    package func submit(_ submission: Submission) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let open = queue.withLock { queue in
                guard !queue.closed else { return false }
                queue.uploads.append(Waiting(submission: submission, continuation: continuation))
                return true
            }
            if open { ring.yield() } else { continuation.resume(throwing: Stopping()) }
        }
    }

    /// Runs another act of the ledger in its turn.
    package func perform<Value: Sendable>(
        _ act: @escaping @Sendable (inout Ledger, Moment) throws -> Value
    ) async throws -> Value {
        let clock = clock
        return try await withCheckedThrowingContinuation { continuation in
            let open = queue.withLock { queue in
                guard !queue.closed else { return false }
                queue.acts.append { ledger in
                    continuation.resume(with: Result { try act(&ledger, clock()) })
                }
                return true
            }
            if open { ring.yield() } else { continuation.resume(throwing: Stopping()) }
        }
    }

    /// Ends the intake: what waits is still written, then ``run(_:)`` returns.
    package func stop() {
        queue.withLock { $0.closed = true }
        ring.finish()
    }

    /// Writes groups until ``stop()``.
    package func run(_ ledger: consuming Ledger) async {
        var ledger = ledger
        for await _ in bell { drain(&ledger) }
        drain(&ledger)
    }

    private func drain(_ ledger: inout Ledger) {
        while let (uploads, acts) = takeGroup() {
            for act in acts { act(&ledger) }
            guard !uploads.isEmpty else { continue }
            let outcome = Result { try ledger.accept(uploads.map(\.submission), at: clock()) }
            switch outcome {
            case .success(let answers):
                for (waiting, answer) in zip(uploads, answers) {
                    waiting.continuation.resume(returning: answer)
                }
            case .failure(let error):
                for waiting in uploads { waiting.continuation.resume(throwing: error) }
            }
        }
    }

    /// Lines in one transaction: enough to spread an fsync thin, few enough to answer soon.
    private static let linesInGroup = 4_000

    private func takeGroup() -> ([Waiting], [@Sendable (inout Ledger) -> Void])? {
        queue.withLock { queue in
            guard !queue.uploads.isEmpty || !queue.acts.isEmpty else { return nil }
            var lines = 0
            let count =
                queue.uploads.firstIndex { waiting in
                    defer { lines += waiting.submission.lines.count }
                    return lines >= Intake.linesInGroup
                } ?? queue.uploads.count
            let group = (Array(queue.uploads.prefix(count)), queue.acts)
            queue.uploads.removeFirst(count)
            queue.acts = []
            return group
        }
    }
}
