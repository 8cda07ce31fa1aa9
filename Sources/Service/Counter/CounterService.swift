internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore

/// A till's pages, served to the browser on the same machine and to nobody else.
package struct CounterService: Sendable {
    private let door: CounterDoor
    private let pages: CounterPages
    private let terminal: String
    private let port: Int

    /// - Parameter port: 0 takes any free one.
    package init(door: CounterDoor, pages: CounterPages, terminal: String, port: Int) {
        self.door = door
        self.pages = pages
        self.terminal = terminal
        self.port = port
    }

    /// Serves until the process is asked to end or the task is cancelled.
    ///
    /// - Parameter onReady: told the port once requests are answered.
    package func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        router.add(middleware: CounterGuard())
        router.add(middleware: FailureMiddleware())
        CounterRoutes(door: door, pages: pages, terminal: terminal).add(to: router)
        var logger = Logger(label: "mulin-till")
        logger.logLevel = .error
        try await Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "mulin"),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            logger: logger
        ).runService()
    }
}
