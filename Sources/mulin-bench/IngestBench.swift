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
            try PostgreSQL(pgbench: pgbench, options: options, recordBytes: recordBytes)
        }
        var report = PairReport(
            "\none sale per request, \(IngestBench.connections) connections, "
                + "\(salesEach * IngestBench.connections) sales of \(recordBytes) bytes a run",
            ours: "mulin, sales/s", theirs: peer == nil ? nil : "PostgreSQL, sales/s")
        let service = ServiceRun(district: district, queues: queues)
        var cpu: [Double] = []
        for _ in 0..<(options.isQuick ? 2 : 5) {
            try report.pair(
                ours: {
                    let outcome = try service.run()
                    cpu.append(outcome.cpuMicroseconds)
                    return outcome.rate
                }, theirs: peer.map { peer in { try peer.rate() } })
        }
        return findings(report, cpu)
    }

    private func findings(_ report: PairReport, _ cpu: [Double]) -> [Finding] {
        var findings = [
            Finding(
                name: "one sale per request, \(IngestBench.connections) connections",
                median: report.medianRate, unit: .rate),
            Finding(
                name: "  the service's processor time a sale", median: cpu.median,
                unit: .microseconds),
        ]
        if let ratio = report.medianRatio {
            let kind = options.isPrepared ? ", prepared" : ""
            findings.append(
                Finding(
                    name: "  beside PostgreSQL, pgbench -c 16 -j 2\(kind)", median: ratio,
                    unit: .ratio, bar: 1, aim: 1.5))
        }
        return findings
    }
}
