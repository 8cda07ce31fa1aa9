import ArgumentParser
import Foundation
import Journal
import Meals
import Service
import Subsidies
import Till

struct TillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "till",
        abstract: "One terminal: serves the cashier's page and the customer's to this machine.",
        discussion: """
            Open the address it prints in a browser; the customer's display is /customer. The \
            first time it needs the service and a code from `mulin enrol`, here or on the page. \
            After that it starts and sells without a network; what it sold is sent when the \
            service answers again.
            """)

    @Argument(help: "The terminal's 8-character id.") var terminal: String
    @Option(help: "The settlement service.") var service = "http://127.0.0.1:8080"
    @Option(help: "The port of its pages; 0 takes any free one.") var port = 8081
    @Option(help: "The one-time code that enrols this till; without it the page asks.")
    var code: String?
    @Option(help: "Where this till keeps its journal and key; mulin-till-TERMINAL without it.")
    var directory: String?
    @Option(
        help: """
            The receipt printer: file:PATH, tcp:HOST[:PORT] or /dev/usb/lp0, then ,80mm ,drawer \
            ,gbk ,silent where they apply; none prints nothing.
            """)
    var printer: String?

    func run() async throws {
        guard let id = TerminalID(checked: terminal) else {
            throw Failure(
                "'\(terminal)' is not a terminal's id (\(TerminalKind.shape))",
                code: Failure.badInput)
        }
        let pages: CounterPages
        do throws(CounterPages.Failure) {
            pages = try CounterPages(besideProgramIn: [ProductData.programFolder])
        } catch {
            throw Failure(error.description, code: Failure.badInput)
        }
        let opening = TillOpening(
            terminal: id, folder: directory ?? "mulin-till-\(id)",
            link: ServiceLink(
                service, deadlineSeconds: 3, patience: ServiceLink.counterPatience),
            printer: try printerToUse())
        if let code { try await opening.enrol(code) }
        let first = opening.isEnrolled ? try await opening.open() : nil
        let (opened, bell) = AsyncStream<TillOpening.Opened>.makeStream()
        if let first { bell.yield(first) }
        let door = CounterDoor(desk: first?.desk) { code in
            let opened = try await opening.enrolOnPage(code)
            bell.yield(opened)
            return opened.desk
        }
        let service = CounterService(
            door: door, pages: pages, terminal: id.text, port: port)
        try await TillCommand.serve(service, opened, port: port)
    }

    private func printerToUse() throws -> Printer? {
        do throws(PrinterAddress.Failure) {
            return try printer.map { text throws(PrinterAddress.Failure) in
                Printer(try PrinterAddress(text))
            }
        } catch {
            throw Failure(error.description, code: Failure.badInput)
        }
    }

    /// Serves the pages and, once the till is open, looks after it.
    private static func serve(
        _ service: CounterService, _ opened: AsyncStream<TillOpening.Opened>, port: Int
    ) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await till in opened { await till.lookAfter() }
                }
                defer { group.cancelAll() }
                try await service.run { port in
                    // Whoever started the till reads the address from this line.
                    print("mulin: the till is on http://127.0.0.1:\(port)")
                    fflush(nil)
                }
            }
        } catch let error where "\(error)".contains("Address already in use") {
            throw Failure(
                "port \(port) is in use; name another with --port or end the program that has it",
                code: Failure.unavailable)
        }
    }
}
