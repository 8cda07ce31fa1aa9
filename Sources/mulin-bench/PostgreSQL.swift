import Foundation

/// The peer of the ingest bench: pgbench with the same writes, one commit a sale.
///
/// The server is the one that libpq's environment names (PGHOST, PGPORT, PGUSER, PGDATABASE).
struct PostgreSQL {
    private let pgbench: String
    private let psql: String
    private let arguments: [String]

    /// Lays out the tables.
    ///
    /// - Parameter recordBytes: how long the record of a sale is.
    init(pgbench: String, options: BenchOptions, recordBytes: Int) throws {
        self.pgbench = pgbench
        psql = URL(fileURLWithPath: pgbench).deletingLastPathComponent().path + "/psql"
        let record = "'" + String(repeating: "x", count: recordBytes) + "'"
        arguments = [
            "--no-vacuum", "--client=16", "--jobs=2", "--time=\(options.isQuick ? 2 : 5)",
            "--protocol=\(options.isPrepared ? "prepared" : "simple")", "--define=seq=0",
            "--define=record=\(record)", "--file=\(options.peers)/sale.sql",
        ]
        try run("-c", "DROP TABLE IF EXISTS sale, posting, balance")
        try run("-f", "\(options.peers)/sales_schema.sql")
    }

    private func run(_ arguments: String...) throws {
        _ = try ChildProcess.run(psql, ["-X", "-q", "-v", "ON_ERROR_STOP=1"] + arguments)
    }

    /// Runs once on empty tables.
    ///
    /// - Returns: sale transactions per second, connecting left out.
    func rate() throws -> Double {
        try run("-c", "TRUNCATE sale, posting, balance", "-c", "CHECKPOINT")
        let output = try ChildProcess.run(pgbench, arguments)
        for line in output.split(separator: "\n") where line.hasPrefix("tps = ") {
            if let rate = Double(line.split(separator: " ")[2]) { return rate }
        }
        throw BenchFailure("pgbench printed no rate")
    }
}
