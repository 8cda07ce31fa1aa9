import Foundation
import Journal
import Ledger
import Meals
import Till

/// A till that starts cold and offline with a roster of 100,000, in a process of its own.
struct TillStartBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private static let terminal = SampleDistrict.terminal(0)
    private static let rosterCount = 100_000
    /// Sales of a busy fortnight in the journal that is read back.
    private static let sales = 3_000

    func run() throws -> [Finding] {
        let folder = scratch.file("till")
        try TillStartBench.prepare(folder, settlements: options.settlements)
        var (seconds, peaks): ([Double], [Double]) = ([], [])
        say("\na till's cold start, roster of \(Double(TillStartBench.rosterCount).grouped)")
        for _ in 0..<(options.isQuick ? 3 : 7) {
            let outcome = try SettlementChild.Outcome(
                try ChildProcess.run(ChildProcess.own, ["till-start", folder]))
            seconds.append(outcome.seconds)
            peaks.append(outcome.peakMegabytes)
            say("  \((outcome.seconds * 1000).fixed(0)) ms, \(outcome.peakMegabytes.fixed(0)) MB")
        }
        let change = try SettlementChild.Outcome(
            try ChildProcess.run(ChildProcess.own, ["till-change", folder]))
        return [
            Finding(
                name: "till, cold start to the first price", median: seconds.median * 1000,
                unit: .milliseconds, bar: 3_000),
            Finding(
                name: "  its peak of memory", median: peaks.median, unit: .megabytes, bar: 150),
            Finding(
                name: "  with a new snapshot taken while it sells", median: change.peakMegabytes,
                unit: .megabytes, bar: 150),
        ]
    }

    /// The child's half: from the disk to the price of a meal for a card of the roster.
    static func start(_ folder: String) throws {
        try SettlementChild.timed {
            guard let document = SnapshotFile(in: folder).read() else {
                throw BenchFailure("the till has no snapshot")
            }
            let machine = try TillMachine(
                terminal, in: folder, canteen: SampleDistrict.canteens[0].id,
                snapshot: try Snapshot(document: document))
            var basket = Basket(lines: [SaleLine(item: "1", quantity: 1, unitPrice: Fen(2000))])
            let noon = Moment(SampleDistrict.firstDay, secondOfDay: 12 * 3600)
            basket.take(machine.read(card: card(rosterCount - 1), at: noon))
            guard basket.diner != nil, machine.engine.quote(basket, at: noon).payable < Fen(2000)
            else { throw BenchFailure("the roster's last diner is not known") }
        }
    }

    /// The child's half: a running till takes a snapshot in which one card is another.
    static func change(_ folder: String) throws {
        try SettlementChild.timed {
            let file = SnapshotFile(in: folder)
            var machine = try TillMachine(
                terminal, in: folder, canteen: SampleDistrict.canteens[0].id,
                snapshot: try file.read().map { try Snapshot(document: $0) })
            let text = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder + "/change")))
            let document = try SnapshotDelta.applying(text, to: file.read() ?? [])
            machine.use(try Snapshot(document: document))
        }
    }

    private static func card(_ number: Int) -> String { "62999\(number.padded(11))" }

    private static func prepare(_ folder: String, settlements: String) throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let tokens = TokenKey(secret: secret)
        var diners = (0..<rosterCount).map { number in
            Diner(
                id: DinerID("D\(number.padded(6))"),
                birth: Day(year: 1930 + number % 35, month: 6, day: 15), hukou: "310107",
                residence: "310107012", statuses: number % 9 == 0 ? [.minimumLiving] : [],
                cards: [tokens.token(card: card(number))], validFrom: SampleDistrict.firstDay + -60)
        }
        try TillMachine.begin(
            terminal, epoch: 1, in: folder, secret: secret, tokenSecret: secret)
        let policy = try SampleDistrict.policy(settlements)
        func document() -> [UInt8] {
            SnapshotContents(
                policies: [policy], calendar: [], canteens: SampleDistrict.canteens,
                menu: SampleTill.menu, diners: diners
            ).document
        }
        let first = document()
        try SnapshotFile(in: folder).replace(with: first)
        let token = diners[rosterCount / 2].cards[0]
        diners[rosterCount / 2] = diners[rosterCount / 2].replacing([token: "another"])
        guard let change = SnapshotDelta(from: first, to: document()) else {
            throw BenchFailure("the snapshots cannot be compared")
        }
        say("\none changed card among \(Double(rosterCount).grouped): \(change.text.count) bytes")
        try Data(change.text).write(to: URL(fileURLWithPath: folder + "/change"))
        var machine = try TillMachine(
            terminal, in: folder, canteen: SampleDistrict.canteens[0].id, snapshot: nil)
        for number in 0..<sales {
            let basket = Basket(lines: [SaleLine(item: "1", quantity: 1, unitPrice: Fen(1800))])
            let quote = machine.engine.quote(
                basket, at: Moment(SampleDistrict.firstDay, secondOfDay: 36_000 + number))
            _ = try machine.sell(
                quote, tenders: [Tender(kind: .cash, amount: quote.payable)], cashier: "")
        }
    }
}
