internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Journal
package import Ledger
internal import Logging
package import Meals
internal import Store
internal import NIOCore

/// The settlement service: the tills' interface over HTTP, on one address.
package struct SettlementService: Sendable {
    private let directory: DataDirectory
    private let host: String
    private let port: Int
    private let clock: @Sendable () -> Moment

    /// - Parameters:
    ///   - port: 0 takes any free one.
    ///   - clock: tells the time.
    package init(
        directory: DataDirectory, host: String = "127.0.0.1", port: Int,
        clock: @escaping @Sendable () -> Moment
    ) {
        self.directory = directory
        self.host = host
        self.port = port
        self.clock = clock
    }

    /// Serves until the process is asked to end (SIGTERM, SIGINT) or the task is cancelled.
    ///
    /// - Parameter onReady: told the port once requests are answered.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let settings = try directory.settings()
        let ledger = try Ledger(
            store: try Store(path: directory.databasePath), calendar: settings.calendar,
            stoppedCardDays: settings.stoppedCardDays)
        let intake = Intake(keys: ledger.keys, revoked: ledger.revoked, clock: clock)
        var random = SystemRandomNumberGenerator()
        let snapshots = SnapshotDesk(
            store: ledger.store, shelf: ledger.snapshots,
            key: try directory.serviceKey(making: (0..<32).map { _ in random.next() }))
        let routes = TerminalRoutes(
            intake: intake, books: try BooksReader(store: ledger.store),
            snapshots: snapshots,
            reservations: ReservationDesk(),
            tokenKey: try directory.read("keys/token.key"), clock: clock)
        let router = Router()
        router.add(middleware: FailureMiddleware())
        router.get("health") { _, _ in "ok" }
        routes.add(to: router)
        SnapshotRoutes(snapshots: snapshots, clock: clock).add(to: router)
        let policies = PolicyRegister(store: ledger.store)
        try policies.adopt(at: clock())
        BureauRoutes(
            intake: intake, policies: policies, token: try directory.adminToken(), clock: clock
        ).add(to: router)
        var logger = Logger(label: "mulin")
        logger.logLevel = .warning
        let application = Application(
            router: router,
            server: HTTPServerBuilder { EventLoopTasks(channel: HTTP1Channel(responder: $0)) },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "mulin"),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: logger)
        let watch = PolicyWatch(register: policies, clock: clock, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await intake.run(ledger) }
            // The first elder of the day does not wait until the roster has been read.
            group.addTask { snapshots.warm() }
            do {
                try await watch.run { try await application.runService() }
            } catch {
                intake.stop()
                throw error
            }
            intake.stop()
            try await group.waitForAll()
        }
    }
}

/// Turns what went wrong inside into one plain answer; details stay in the log.
struct FailureMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError {
            throw error
        } catch let error as LedgerError {
            return .json(["error": .text(error.description)], status: error.status)
        } catch let error as StoreError {
            context.logger.error("store failed", metadata: ["reason": "\(error)"])
            return .json(["error": "the ledger cannot write now"], status: .serviceUnavailable)
        } catch is Intake.Stopping {
            return .json(["error": "the service is stopping"], status: .serviceUnavailable)
        } catch {
            context.logger.error("request failed", metadata: ["reason": "\(error)"])
            return .json(["error": "internal error"], status: .internalServerError)
        }
    }
}
