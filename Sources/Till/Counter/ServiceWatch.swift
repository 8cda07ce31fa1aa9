package import Meals

/// Keeps a till in touch with the service while its cashier works.
package struct ServiceWatch: Sendable {
    private let till: Till
    private let desk: CounterDesk
    private let clock: @Sendable () -> Moment

    package init(till: Till, desk: CounterDesk, clock: @escaping @Sendable () -> Moment) {
        self.till = till
        self.desk = desk
        self.clock = clock
    }

    /// Hears what is new and sends what waits, again and again until the task is cancelled.
    ///
    /// - Parameter pause: lets some time go by, given how often in a row nobody answered.
    package func run(pause: (Int) async throws -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await look()
                failures = 0
            } catch {
                failures += 1
                await desk.note(.offline)
            }
            do { try await pause(failures) } catch { return }
        }
    }

    private func look() async throws {
        var problem: String?
        do {
            try await till.hearNews(at: clock())
        } catch let refusal as SnapshotUpdate.Refusal {
            problem = "\(refusal)"
        }
        do {
            try await till.sync()
        } catch let refusal as Till.Failure {
            problem = await till.isRevoked ? RevokedTill.line : "\(refusal)"
        }
        await desk.note(problem.map { .refused($0) } ?? .online)
    }
}
