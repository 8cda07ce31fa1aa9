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
    /// - Parameters:
    ///   - peers: the folder with `sales_schema.sql` and `sale.sql`.
    ///   - recordBytes: how long the record of a sale is.
    init(pgbench: String, peers: String, seconds: Int, recordBytes: Int) throws {
        self.pgbench = pgbench
        psql = URL(fileURLWithPath: pgbench).deletingLastPathComponent().path + "/psql"
        arguments = [
            "--no-vacuum", "--client=16", "--jobs=2", "--time=\(seconds)", "--define=seq=0",
            "--define=record='" + String(repeating: "x", count: recordBytes) + "'",
            "--protocol=" + (ProcessInfo.processInfo.environment["PROTO"] ?? "simple"),
            "--file=\(peers)/sale.sql",
        ]
        _ = try ChildProcess.run(
            psql,
            ["-q", "-v", "ON_ERROR_STOP=1", "-c", "DROP TABLE IF EXISTS sale, posting, balance"])
        _ = try ChildProcess.run(
            psql, ["-q", "-v", "ON_ERROR_STOP=1", "-f", "\(peers)/sales_schema.sql"])
    }

    /// Runs once on empty tables.
    ///
    /// - Returns: sale transactions per second, connecting left out.
    func rate() throws -> Double {
        _ = try ChildProcess.run(
            psql,
            [
                "-q", "-v", "ON_ERROR_STOP=1", "-c", "TRUNCATE sale, posting, balance", "-c",
                "CHECKPOINT",
            ])
        let output = try ChildProcess.run(pgbench, arguments)
        for line in output.split(separator: "\n") where line.hasPrefix("tps = ") {
            if let rate = Double(line.split(separator: " ")[2]) { return rate }
        }
        throw BenchFailure("pgbench printed no rate")
    }
}
