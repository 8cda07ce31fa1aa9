import ArgumentParser
import Foundation
import Ledger
import Meals
import Store

/// The district's directory, named on almost every verb.
struct DataOption: ParsableArguments {
    @Option(name: .customLong("data"), help: "The district's data directory.")
    var path = "mulin-data"

    func directory() throws -> DataDirectory { try DataDirectory(path) }

    /// Opens the books for what one process does: take journals, close windows, know tills.
    ///
    /// Every verb that does so can ask the running service instead.
    func openLedger() throws -> (ledger: Ledger, directory: DataDirectory, lock: DirectoryLockBox) {
        do {
            return try open(for: .journals)
        } catch DirectoryLock.Failure.held(let path, let process, _) {
            throw Failure(
                "\(path): is in use by process \(process); where that is the service, ask it with "
                    + "--service http://127.0.0.1:8080 (or where it listens)",
                code: Failure.unavailable)
        }
    }

    /// Opens the books for one act of the office; the service may run meanwhile.
    ///
    /// What the service keeps at hand (journals' ends, closed windows) no such act changes, and an
    /// account that either opens is looked up by the other.
    func openOffice() throws -> (ledger: Ledger, directory: DataDirectory, lock: DirectoryLockBox) {
        try open(for: .office)
    }

    private func open(
        for work: DirectoryLock.Work
    ) throws -> (ledger: Ledger, directory: DataDirectory, lock: DirectoryLockBox) {
        let directory = try directory()
        let lock = DirectoryLockBox(try DirectoryLock(directory.path, for: work))
        let store =
            switch work {
            case .journals: try Store(path: directory.databasePath)
            case .office: try directory.store()
            }
        return (try directory.ledger(on: store), directory, lock)
    }

    func store() throws -> Store { try directory().store() }
}

extension DataDirectory {
    /// Opens the database beside whoever has it open: registers are kept nowhere else.
    ///
    /// Tables of an older version are brought up to this one only where no service is running: it
    /// would go on writing as it knew them.
    func store() throws -> Store {
        if try Store.isCurrent(path: databasePath) { return try Store(path: databasePath) }
        let lock = try DirectoryLock(path)
        let store = try Store(path: databasePath)
        _ = consume lock
        return store
    }

    func ledger(on store: Store) throws -> Ledger {
        let settings = try settings()
        return try Ledger(
            store: store, calendar: settings.calendar, stoppedCardDays: settings.stoppedCardDays)
    }
}

/// Holds a lock until a command ends.
final class DirectoryLockBox {
    private let lock: DirectoryLock
    init(_ lock: consuming DirectoryLock) { self.lock = lock }
}

/// Output for a machine instead of a person.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print the result as one line of JSON.")
    var wanted = false
}

extension Day: ExpressibleByArgument {
    /// Reads a date argument such as `2026-11-23`.
    package init?(argument: String) { self.init(argument) }
}

extension Moment {
    /// The wall clock; only the commands read it.
    static var now: Moment {
        Moment(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
}
