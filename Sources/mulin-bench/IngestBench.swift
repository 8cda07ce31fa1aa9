/// One sale per HTTP request at 64 connections, beside PostgreSQL doing the same writes.
struct IngestBench {
    let district: SampleDistrict
    let options: BenchOptions

    private static let connections = 64

    func run() throws -> [Finding] {
        let salesEach = options.isQuick ? 100 : 400
        let queues = try (0..<IngestBench.connections).map { till in
            var sample = SampleTill(till, in: district)
            return try (0...salesEach).map { _ in try sample.upload(sales: 1) }
        }
        let uploads = queues.joined()
        let recordBytes = uploads.reduce(0) { $0 + $1.recordBytes } / uploads.count
        let peer = try options.pgbench.map { pgbench in
            try PostgreSQL(
                pgbench: pgbench, peers: options.peers, seconds: options.isQuick ? 2 : 5,
                recordBytes: recordBytes)
        }
        var report = PairReport(
            "\none sale per request, \(IngestBench.connections) connections, "
                + "\(salesEach * IngestBench.connections) sales of \(recordBytes) bytes a run",
            ours: "mulin, sales/s", theirs: peer == nil ? nil : "PostgreSQL, sales/s")
        let service = ServiceRun(district: district)
        for _ in 0..<(options.isQuick ? 2 : 5) {
            try report.pair(
                ours: { try service.rate(queues) }, theirs: peer.map { peer in { try peer.rate() } }
            )
        }
        var findings = [
            Finding(
                name: "one sale per request, 64 connections", median: report.medianRate,
                unit: .rate)
        ]
        if let ratio = report.medianRatio {
            findings.append(
                Finding(
                    name: "  beside PostgreSQL, pgbench -c 16 -j 2", median: ratio, unit: .ratio,
                    bar: 1, aim: 1.5))
        }
        return findings
    }
}
