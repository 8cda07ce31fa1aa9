internal import Foundation
internal import GRDB

/// Why the store could not do what was asked.
package enum StoreError: Error, Sendable {
    case diskFull(path: String)
    case newerVersion(path: String)
    case busy(path: String)
    case broken(path: String, reason: String)
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .diskFull(let path):
            "\(path): the disk is full; nothing was written. Free some space and try again"
        case .newerVersion(let path):
            "\(path): was written by a newer mulin; update mulin, the data is untouched"
        case .busy(let path):
            "\(path): another process is writing; try again when it has ended"
        case .broken(let path, let reason):
            "\(path): \(reason); restore the file from a backup, the tills will send again what "
                + "came after it"
        }
    }
}

/// The ledger's database: SQLite in WAL mode, every commit on disk before it is answered.
package struct Store: Sendable {
    package let path: String
    private let pool: any DatabaseWriter

    /// Opens the database, making or upgrading its tables.
    ///
    /// - Throws: ``StoreError``, nothing else.
    package init(path: String) throws(StoreError) {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.label = "ledger"
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets NORMAL when it turns WAL on, after `prepareDatabase`: a power cut could
            // then lose sales that were acknowledged.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let migrator = Schema.migrator
            if try pool.read(migrator.hasBeenSuperseded) {
                throw StoreError.newerVersion(path: path)
            }
            try migrator.migrate(pool)
            self.pool = pool
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// True where a database has this version's tables: opening it changes nothing then.
    package static func isCurrent(path: String) throws(StoreError) -> Bool {
        guard FileManager.default.fileExists(atPath: path) else { return false }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            return try DatabaseQueue(path: path, configuration: configuration)
                .read(Schema.migrator.hasCompletedMigrations)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Opens a database in memory, for what need not outlast the process.
    ///
    /// - Parameter original: copied into it; nil makes empty tables.
    package init(inMemory original: Store? = nil) throws(StoreError) {
        path = "memory"
        do {
            let queue = try DatabaseQueue()
            if let original {
                try original.pool.backup(to: queue)
            } else {
                try Schema.migrator.migrate(queue)
            }
            pool = queue
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Runs one transaction: all of it is on disk when this returns, or none of it happened.
    package func write<Value>(_ body: (StoreTransaction) throws -> Value) throws -> Value {
        do {
            return try pool.write { try body(StoreTransaction(database: $0)) }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Reads from one consistent state, beside any writer.
    package func read<Value>(_ body: (StoreReading) throws -> Value) throws -> Value {
        do {
            return try pool.read { try body(StoreReading(database: $0)) }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}

extension StoreError {
    fileprivate init(_ error: any Error, path: String) {
        switch error {
        case let known as StoreError: self = known
        case let database as DatabaseError:
            switch database.resultCode {
            case .SQLITE_FULL: self = .diskFull(path: path)
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
            // SQLite reports a full disk as any failed write when its index file cannot grow.
            case .SQLITE_IOERR where StoreError.isFull(path),
                .SQLITE_CANTOPEN where StoreError.isFull(path):
                self = .diskFull(path: path)
            default:
                let code = database.extendedResultCode.rawValue
                let reason = database.message ?? "error"
                self = .broken(path: path, reason: "\(reason) (SQLite \(code))")
            }
        default: self = .broken(path: path, reason: "\(error)")
        }
    }

    /// True where the disk of a file has no room left for a page or two.
    private static func isFull(_ path: String) -> Bool {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var space = statvfs()
        guard statvfs(folder, &space) == 0 else { return false }
        return UInt64(space.f_bavail) * UInt64(space.f_frsize) < 1 << 16
    }
}
