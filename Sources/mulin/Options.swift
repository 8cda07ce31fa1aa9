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

    /// Opens the books for this process alone.
    func openLedger() throws -> (ledger: Ledger, directory: DataDirectory, lock: DirectoryLockBox) {
        let directory = try directory()
        let lock = DirectoryLockBox(try DirectoryLock(directory.path))
        let settings = try directory.settings()
        let ledger = try Ledger(
            store: try Store(path: directory.databasePath), calendar: settings.calendar,
            stoppedCardDays: settings.stoppedCardDays)
        return (ledger, directory, lock)
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
