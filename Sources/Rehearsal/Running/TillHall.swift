internal import Foundation
package import Journal
package import Meals
package import Till

/// The tills of a district in one process, each with its own journal on disk.
package struct TillHall: Sendable {
    package let tills: [TerminalID: Till]
    private let link: ServiceLink

    /// How a till gets its one-time code and its key.
    package struct Enrolling: Sendable {
        package let code: @Sendable (TerminalID) async throws -> String
        /// 32 bytes; fixed in a rehearsal that repeats itself.
        package let secret: @Sendable (TerminalID) -> [UInt8]

        package init(
            code: @escaping @Sendable (TerminalID) async throws -> String,
            secret: @escaping @Sendable (TerminalID) -> [UInt8]
        ) {
            self.code = code
            self.secret = secret
        }
    }

    /// Opens the tills, enrolling those that never were.
    ///
    /// - Parameters:
    ///   - terminals: with the canteens they stand in.
    ///   - folder: holds one folder a terminal.
    package static func open(
        _ terminals: [(TerminalID, CanteenID)], in folder: String, snapshot: Snapshot?,
        link: ServiceLink, enrolling: Enrolling
    ) async throws -> TillHall {
        var tills: [TerminalID: Till] = [:]
        for (terminal, canteen) in terminals {
            let directory = "\(folder)/\(terminal)"
            do {
                tills[terminal] = try Till(
                    terminal, in: directory, canteen: canteen, snapshot: snapshot, link: link)
            } catch Till.Failure.notEnrolled {
                try await Till.enrol(
                    terminal, in: directory, code: try await enrolling.code(terminal),
                    secret: enrolling.secret(terminal), link: link)
                tills[terminal] = try Till(
                    terminal, in: directory, canteen: canteen, snapshot: snapshot, link: link)
            }
        }
        return TillHall(tills: tills, link: link)
    }

    /// Plugs tills in or out of the network.
    package func connect(_ terminals: some Sequence<TerminalID>, _ connected: Bool) async {
        for terminal in terminals { await tills[terminal]?.connect(connected ? link : nil) }
    }

    /// Sends everything that is not sent yet.
    ///
    /// - Throws: what keeps a till from sending, once all others have sent.
    package func drain() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for till in tills.values { group.addTask { try await till.sync() } }
            while let outcome = await group.nextResult() {
                if case .failure(let error) = outcome, !(error is CancellationError) {
                    group.cancelAll()
                    throw error
                }
            }
        }
    }

    /// Seals the day's end at every till that has not closed the day yet.
    package func closeDay(_ day: Day, at: Moment) async throws {
        for till in tills.values {
            if let closed = await till.closedDay, closed >= day { continue }
            try await till.closeDay(day, at: at, cashier: "")
        }
    }
}
