import Foundation
import Journal
import Meals
import Till

/// How a till comes from its directory to its counter.
struct TillOpening: Sendable {
    let terminal: TerminalID
    let folder: String
    let link: ServiceLink
    let printer: Printer?

    /// A till that is open.
    struct Opened: Sendable {
        let till: Till
        let desk: CounterDesk
        let watch: ServiceWatch
        let printer: Printer?
    }

    var isEnrolled: Bool { !TillMachine.epochs(in: folder).isEmpty }

    func enrol(_ code: String) async throws {
        try await Till.enrol(
            terminal, in: folder, code: code, secret: TillOpening.random(32), link: link)
    }

    /// Enrols with a code that was typed on the page.
    ///
    /// - Throws: a line for the page.
    func enrolOnPage(_ code: String) async throws -> Opened {
        do {
            if !isEnrolled { try await enrol(code) }
            return try await open()
        } catch let error as ServiceLink.Failure {
            switch error {
            case .unreachable: throw PageFailure("连不上服务,看看网络再试")
            case .refused: throw PageFailure("代码不对或过期了,请向区里再要一个")
            }
        } catch let error as Failure {
            throw PageFailure(error.message)
        }
    }

    private struct PageFailure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in random.next() }
    }

    func open() async throws -> Opened {
        let snapshot = try await snapshot()
        guard let canteen = snapshot.canteens.first(where: { $0.terminals.contains(terminal) })
        else {
            throw Failure(
                "terminal \(terminal) stands in no canteen of the snapshot; add it to canteens.csv",
                code: Failure.badInput)
        }
        let till = try Till(
            terminal, in: folder, canteen: canteen.id, snapshot: snapshot, link: link)
        let desk = await CounterDesk(
            till: till, canteen: canteen.name, clock: { .now }, random: TillOpening.random,
            shutDown: { kill(getpid(), SIGTERM) })
        let watch = ServiceWatch(till: till, desk: desk, clock: { .now })
        return Opened(till: till, desk: desk, watch: watch, printer: printer)
    }

    /// The one kept from last time, so that no network is waited for; the first is the service's.
    private func snapshot() async throws -> Snapshot {
        let file = SnapshotFile(in: folder)
        if let kept = file.read(), let snapshot = try? Snapshot(document: kept) { return snapshot }
        let document = try await link.snapshot(link.currentSnapshot())
        let snapshot = try Snapshot(document: document)
        try file.replace(with: document)
        return snapshot
    }
}

extension TillOpening.Opened {
    /// Prints and keeps in touch with the service until the task is cancelled.
    func lookAfter() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await desk.keepPrinting { slip, opensDrawer in
                    await printer?.print(slip, opensDrawer: opensDrawer).line
                }
            }
            group.addTask {
                await watch.run { failures in
                    // A second between looks; longer, and not all tills at once, while nobody
                    // answers.
                    let most = min(1000 << min(failures, 4), 10_000)
                    try await Task.sleep(for: .milliseconds(Int.random(in: most / 2...most)))
                }
            }
        }
    }
}
