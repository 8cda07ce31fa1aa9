/// 115 tills that were offline all day send what they sold, each over its own connection.
struct DrainBench {
    let district: SampleDistrict
    let options: BenchOptions

    private static let queued = 500

    func run() throws -> [Finding] {
        let queues = try (0..<SampleDistrict.tillCount).map { till in
            var sample = SampleTill(till, in: district)
            return [try sample.upload(sales: 1), try sample.upload(sales: DrainBench.queued)]
        }
        var report = PairReport(
            "\n\(queues.count) tills with \(DrainBench.queued) queued sales each, "
                + "in uploads of up to 500",
            ours: "mulin, sales/s", theirs: nil)
        let service = ServiceRun(district: district, queues: queues)
        var cpu: [Double] = []
        for _ in 0..<(options.isQuick ? 2 : 5) {
            let run = {
                let outcome = try service.run()
                cpu.append(outcome.cpuMicroseconds)
                return outcome.rate
            }
            try report.pair(ours: run, theirs: nil)
        }
        return [
            Finding(
                name: "\(queues.count) tills draining \(DrainBench.queued) sales each",
                median: report.medianRate, unit: .rate, bar: 20_000, aim: 50_000),
            Finding(
                name: "  the service's processor time a sale", median: cpu.median,
                unit: .microseconds),
        ]
    }
}
