package import Ledger
package import Logging
package import Meals
internal import Subsidies

/// Tells the log what the bureau should know of its policies, once a day.
package struct PolicyWatch: Sendable {
    private let register: PolicyRegister
    private let clock: @Sendable () -> Moment
    private let logger: Logger

    package init(
        register: PolicyRegister, clock: @escaping @Sendable () -> Moment, logger: Logger
    ) {
        self.register = register
        self.clock = clock
        self.logger = logger
    }

    /// How long the real watch waits between two looks at the clock.
    private static func pause() async throws { try await Task.sleep(for: .seconds(60)) }

    /// Runs beside some work and ends with it.
    func run(beside work: () async throws -> Void) async throws {
        // Whoever started the service was told of this day.
        let today = clock().day
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await run(told: today, pause: PolicyWatch.pause) }
            defer { group.cancelAll() }
            try await work()
        }
    }

    /// Tells the notices of each day after one that were told already, until the pause is cut off.
    ///
    /// - Parameters:
    ///   - told: the last day whose notices somebody has heard.
    ///   - pause: lets some time go by; throws to end the watch.
    package func run(told: Day, pause: () async throws -> Void) async {
        var told = told
        while !Task.isCancelled {
            do { try await pause() } catch { return }
            let today = clock().day
            // A clock that was put back repeats nothing.
            if today > told, tell(today) { told = today }
        }
    }

    /// False where the register could not be read; the next look tries again.
    private func tell(_ today: Day) -> Bool {
        do {
            for notice in try register.notices(on: today) {
                logger.warning(
                    "policy notice",
                    metadata: [
                        "kind": "\(notice.kind.rawValue)", "stage": "\(notice.stage.rawValue)",
                        "policy": "\(notice.policy)", "day": "\(notice.day)",
                        "days_left": "\(notice.daysLeft)",
                    ])
            }
            return true
        } catch {
            logger.error("policy notices cannot be read", metadata: ["reason": "\(error)"])
            return false
        }
    }
}
