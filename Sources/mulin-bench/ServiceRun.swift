import Foundation
import Ledger
import Meals
import Store

/// One run against a fresh service in its own process, with the books checked at the end.
struct ServiceRun {
    let district: SampleDistrict

    /// Sends each till's uploads over a connection of its own and times all but the first ones.
    ///
    /// The first upload of each till opens its accounts, and the very first lets the service read
    /// the snapshot: once a day, not once a sale.
    /// - Returns: sales per second.
    func rate(_ queues: [[PreparedUpload]]) throws -> Double {
        let directory = try district.freshDirectory()
        let service = try ServiceProcess(directory)
        defer { service.stop() }
        var opening = try LoadGenerator(port: service.port, queues.map { Array($0.prefix(1)) })
        _ = try opening.run()
        let measured = queues.map { Array($0.dropFirst()) }
        var load = try LoadGenerator(port: service.port, measured)
        let c0 = service.cpu
        let seconds = try load.run()
        FileHandle.standardError.write(
            Data(
                "CPU us/sale \((service.cpu - c0) / Double(ServiceRun.sales(measured)) * 1e6)\n"
                    .utf8))
        service.stop()
        try checkBooks(directory, sales: ServiceRun.sales(queues))
        return Double(ServiceRun.sales(measured)) / seconds
    }

    private static func sales(_ queues: [[PreparedUpload]]) -> Int {
        queues.reduce(0) { $0 + $1.reduce(0) { $0 + $1.sales } }
    }

    /// Every sale is in the books once, rated as the tills did.
    private func checkBooks(_ directory: String, sales: Int) throws {
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
        guard found == sales else {
            throw BenchFailure("the books hold \(found) sales, \(sales) were confirmed")
        }
    }
}
