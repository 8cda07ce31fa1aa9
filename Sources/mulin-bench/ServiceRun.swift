import Ledger
import Meals
import Store

/// One run against a fresh service in its own process, with the books checked at the end.
struct ServiceRun {
    let district: SampleDistrict
    let queues: [[PreparedUpload]]

    struct Outcome {
        /// Sales per second.
        let rate: Double
        /// What the service itself computed for a sale: tells more than the rate on a busy machine.
        let cpuMicroseconds: Double
    }

    /// Sends each till's uploads over a connection of its own and times all but the first ones.
    ///
    /// The first upload of each till opens its accounts, and the very first lets the service read
    /// the snapshot: once a day, not once a sale.
    func run() throws -> Outcome {
        let directory = try district.freshDirectory()
        let service = try ServiceProcess(directory)
        defer { service.stop() }
        _ = try LoadGenerator(port: service.port, queues.map { Array($0.prefix(1)) }).run()
        let measured = queues.map { Array($0.dropFirst()) }
        let load = try LoadGenerator(port: service.port, measured)
        let cpuBefore = try service.cpuSeconds
        let seconds = try load.run()
        let cpu = try service.cpuSeconds - cpuBefore
        service.stop()
        try checkBooks(directory)
        let sales = Double(ServiceRun.sales(measured))
        return Outcome(rate: sales / seconds, cpuMicroseconds: cpu / sales * 1e6)
    }

    private static func sales(_ queues: [[PreparedUpload]]) -> Int {
        queues.reduce(0) { $0 + $1.reduce(0) { $0 + $1.sales } }
    }

    /// Every sale is in the books once, rated as the tills did.
    private func checkBooks(_ directory: String) throws {
        let path = try DataDirectory(directory).databasePath
        let books = try BooksReader(store: try Store(path: path))
        var found = 0
        for window in try books.store.read({ try $0.windows() }) {
            let summary = try books.summary(of: window)
            found += summary.count(\.sales)
            guard summary.quarantined == 0, summary.incidents == 0,
                summary.total(\.variance) == .zero, summary.total(\.subsidy) > .zero
            else { throw BenchFailure("the books of \(window) are not what was sold") }
        }
        let sales = ServiceRun.sales(queues)
        guard found == sales else {
            throw BenchFailure("the books hold \(found) sales, \(sales) were confirmed")
        }
    }
}
