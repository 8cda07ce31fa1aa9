internal import Journal
package import Meals

/// Keeps a till in touch with the service while its cashier works.
package struct ServiceWatch: Sendable {
    private let till: Till
    private let desk: CounterDesk
    private let link: ServiceLink
    private let clock: @Sendable () -> Moment
    private let keep: @Sendable ([UInt8]) throws -> Void
    private var snapshot: String

    /// - Parameters:
    ///   - snapshot: the id of the one that the till has.
    ///   - keep: puts a new snapshot's document on the disk, for the next cold start.
    package init(
        till: Till, desk: CounterDesk, link: ServiceLink, snapshot: String,
        clock: @escaping @Sendable () -> Moment,
        keep: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.till = till
        self.desk = desk
        self.link = link
        self.snapshot = snapshot
        self.clock = clock
        self.keep = keep
    }

    /// Sends what waits and hears what is new, again and again until the task is cancelled.
    ///
    /// - Parameter pause: lets some time go by, given how often in a row nobody answered.
    package mutating func run(pause: (Int) async throws -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await look()
                failures = 0
                await desk.note(.online)
            } catch let refusal as Till.Failure {
                failures = 0
                await desk.note(.refused("\(refusal)"))
            } catch {
                failures += 1
                await desk.note(.offline)
            }
            do { try await pause(failures) } catch { return }
        }
    }

    private mutating func look() async throws {
        let news = try await link.news()
        await till.hear(serverTime: news.time, at: clock())
        try await till.sync()
        guard news.snapshot != snapshot else { return }
        let document = try await link.snapshot(news.snapshot)
        let new = try Snapshot(document: document)
        try keep(document)
        await till.use(new)
        snapshot = new.id
    }
}
