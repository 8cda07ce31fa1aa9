import Foundation
import Journal
import Ledger
import Meals
import Store
import Till

/// Tills that come back after an outage: real tills on the disk, over HTTP, selling meanwhile.
struct ReconnectBench {
    let district: SampleDistrict
    let options: BenchOptions

    /// What one till sold in a long outage.
    private static let longQueue = 10_000
    /// What each of 115 tills sold in an outage of a whole lunch.
    private static let queued = 100

    func run() async throws -> [Finding] {
        var (alone, uploads, sales): ([Double], [Double], [Double]) = ([], [], [])
        for _ in 0..<(options.isQuick ? 1 : 3) {
            alone.append(try await drain())
            say(
                "  one till, \(ReconnectBench.longQueue) sales: \(alone[alone.count - 1].fixed(2)) s"
            )
            let morning = try await reconnect()
            uploads.append(morning.uploads.percentile(99))
            sales.append(morning.sales.percentile(99))
            say(
                "  \(SampleDistrict.tillCount) tills: upload p50 "
                    + "\(morning.uploads.percentile(50).fixed(2)) s, p99 "
                    + "\(morning.uploads.percentile(99).fixed(2)) s; \(morning.sales.count) sales "
                    + "meanwhile, p99 \((morning.sales.percentile(99) * 1000).fixed(0)) ms")
        }
        return [
            Finding(
                name: "one till draining \(ReconnectBench.longQueue) queued sales",
                median: alone.median * 1000, unit: .milliseconds, bar: 10_000),
            Finding(
                name: "\(SampleDistrict.tillCount) tills back at once, upload p99",
                median: uploads.median * 1000, unit: .milliseconds, bar: 2_000),
            Finding(
                name: "  a sale at one of them meanwhile, p99", median: sales.median * 1000,
                unit: .milliseconds, bar: 1_000),
        ]
    }

    /// Seconds until the service has the whole of one till's queue.
    private func drain() async throws -> Double {
        say("\nafter an outage")
        return try await serve { service in
            let till = try till(0, queued: ReconnectBench.longQueue)
            await till.connect(link(service))
            let start = ContinuousClock.now
            try await till.sync()
            let seconds = start.seconds
            guard await till.unsentCount == 0, await till.refused.isEmpty else {
                throw BenchFailure("the till still has something unsent")
            }
            return seconds
        }
    }

    /// Seconds until each till has sent its queue, and for each sale that was made meanwhile.
    private func reconnect() async throws -> (uploads: [Double], sales: [Double]) {
        try await serve { service in
            let tills = try (0..<SampleDistrict.tillCount).map {
                try till($0, queued: ReconnectBench.queued)
            }
            for till in tills { await till.connect(link(service)) }
            return try await withThrowingTaskGroup(of: (Double, [Double]).self) { group in
                for (place, till) in tills.enumerated() {
                    group.addTask {
                        async let selling = sell(at: till, place)
                        let start = ContinuousClock.now
                        try await till.sync()
                        return (start.seconds, try await selling)
                    }
                }
                var (uploads, sales): ([Double], [Double]) = ([], [])
                for try await (upload, sold) in group {
                    uploads.append(upload)
                    sales += sold
                }
                return (uploads, sales)
            }
        }
    }

    /// Five subsidised meals, one every four hundred milliseconds: a queue at every counter.
    private func sell(at till: Till, _ place: Int) async throws -> [Double] {
        var seconds: [Double] = []
        for meal in 0..<5 {
            let diner =
                place * SampleDistrict.dinersPerTill + SampleDistrict.dinersPerTill - 1 - meal
            let basket = Basket(
                lines: [SaleLine(item: "pork", quantity: 2, unitPrice: Fen(1200))],
                diner: SampleDistrict.diner(diner))
            let start = ContinuousClock.now
            let quote = try await till.quote(basket, at: noon)
            _ = try await till.sell(
                quote, tenders: [Tender(kind: .cash, amount: quote.payable)], cashier: "C01")
            seconds.append(start.seconds)
            try await Task.sleep(for: .milliseconds(400))
        }
        return seconds
    }

    private var noon: Moment { Moment(SampleDistrict.firstDay + 20, secondOfDay: 43_200) }

    private func serve<Value>(_ act: (ServiceProcess) async throws -> Value) async throws -> Value {
        let service = try ServiceProcess(try district.freshDirectory())
        defer { service.stop() }
        return try await act(service)
    }

    private func link(_ service: ServiceProcess) -> ServiceLink {
        ServiceLink(
            "http://127.0.0.1:\(service.port)", deadlineSeconds: 30,
            patience: ServiceLink.counterPatience)
    }

    /// An enrolled till with a journal of which the service has nothing.
    private func till(_ place: Int, queued: Int) throws -> Till {
        let folder = district.scratch.file("till-\(place)")
        try? FileManager.default.removeItem(atPath: folder)
        let terminal = SampleDistrict.terminal(place)
        try TillMachine.begin(
            terminal, epoch: 1, in: folder, secret: SampleDistrict.secret(ofTill: place),
            tokenSecret: SampleDistrict.secret("tokens"))
        var sample = SampleTill(place, in: district)
        let lines = (0..<queued).flatMap { _ in JournalText.line(sample.sell()) }
        let journal = try FileHandle(
            forWritingTo: URL(fileURLWithPath: folder + "/epoch-001.journal"))
        try journal.seekToEnd()
        try journal.write(contentsOf: lines)
        try journal.close()
        return try Till(
            terminal, in: folder, canteen: SampleDistrict.canteens[place].id,
            snapshot: district.snapshot, link: nil)
    }
}

extension ContinuousClock.Instant {
    /// Seconds since this moment.
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = duration(to: .now).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

extension [Double] {
    /// The figure that so many in a hundred do not exceed.
    fileprivate func percentile(_ percent: Int) -> Double {
        let sorted = sorted()
        return sorted.isEmpty ? .nan : sorted[(sorted.count * percent + 99) / 100 - 1]
    }
}
