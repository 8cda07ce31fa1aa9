import Foundation
import Journal
import Ledger
import Logging
import Meals
import Service
import Store
import Synchronization
import Testing

@Suite("The watch over the policies")
struct PolicyWatchTests {
    /// Keeps what is logged.
    private struct Book: LogHandler {
        final class Lines: Sendable {
            let lines = Mutex<[String]>([])
        }

        let book: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let said = event.metadata ?? [:]
            let words = ["kind", "policy", "stage"].compactMap { said[$0].map { "\($0)" } }
            book.lines.withLock { lines in
                lines.append(
                    "\(event.level) \(event.message): " + words.joined(separator: " "))
            }
        }
    }

    /// A clock that goes on only when it is told.
    private final class Clock: Sendable {
        private let moments: Mutex<[Moment]>
        init(_ moments: [Moment]) { self.moments = Mutex(moments) }

        /// Goes on to the next moment; throws when there is none.
        func step() throws {
            try moments.withLock { moments in
                guard moments.count > 1 else { throw CancellationError() }
                moments.removeFirst()
            }
        }

        func now() -> Moment { moments.withLock { $0[0] } }
    }

    private static let today = Day(number: 20_780)

    private static func time(_ day: Int, _ hour: Int) -> Moment {
        Moment(today + day, secondOfDay: hour * 3600)
    }

    /// What a watch logs while its clock shows one moment after the other.
    private func logged(
        _ effective: String, verifiedUntil: Int, at moments: [Moment]
    ) async throws -> [String] {
        let folder =
            FileManager.default.temporaryDirectory.path + "/mulin-watch-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let ledger = try Ledger(store: try Store(path: folder + "/ledger.sqlite"))
        let policy = PolicyNoticeRouteTests.policy(
            effective, verifiedUntil: Self.today + verifiedUntil)
        _ = try ledger.publish(
            SnapshotContents(policies: [policy], calendar: [], canteens: [], menu: [], diners: [])
                .document)
        let register = PolicyRegister(store: ledger.store)
        try register.adopt(at: Self.time(0, 9))
        let (lines, clock) = (Book.Lines(), Clock(moments))
        let watch = PolicyWatch(
            register: register, clock: { clock.now() },
            logger: Logger(label: "test") { _ in Book(book: lines) })
        await watch.run(told: Self.today, pause: { try clock.step() })
        return lines.lines.withLock { $0 }
    }

    @Test("tells each notice once a day as the day turns, and more as the day comes nearer")
    func days() async throws {
        let lines = try await logged(
            "from: 2025-01-01", verifiedUntil: 8,
            at: [
                Self.time(0, 9), Self.time(0, 23), Self.time(1, 0), Self.time(1, 1),
                Self.time(1, 23), Self.time(2, 8), Self.time(1, 9), Self.time(7, 0),
                Self.time(9, 0), Self.time(9, 1),
            ])
        #expect(
            lines == [
                "warning policy notice: verification p 7-days",
                "warning policy notice: verification p 7-days",
                "warning policy notice: verification p 1-day",
                "warning policy notice: verification p passed",
            ])
    }

    @Test("is silent on the day that was told at the start, and while nothing runs out")
    func silent() async throws {
        let start = [Self.time(0, 9), Self.time(0, 10), Self.time(0, 23)]
        #expect(try await logged("from: 2025-01-01", verifiedUntil: 1, at: start).isEmpty)
        let far = (0...9).map { Self.time($0, 9) }
        #expect(try await logged("from: 2025-01-01", verifiedUntil: 90, at: far).isEmpty)
    }

    @Test("tells that a policy ends, and then that none is in force")
    func ending() async throws {
        let lines = try await logged(
            "from: 2025-01-01, to: \(Self.today + 2)", verifiedUntil: 90,
            at: [Self.time(0, 9), Self.time(1, 0), Self.time(2, 0)])
        #expect(
            lines == [
                "warning policy notice: ending p 1-day",
                "warning policy notice: none-in-force p passed",
            ])
    }
}
