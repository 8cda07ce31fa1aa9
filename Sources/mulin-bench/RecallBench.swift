import Foundation
import Journal
import Ledger
import Meals
import Store
import Supply

/// A month of 115 canteens, through which a lot is followed to its receipts by the program itself.
struct RecallBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private static let days = 30
    /// About what a district of 7,400 meals a day sells at one till.
    private static let salesADay = 65
    /// In most dishes: a recall of it is as wide as one can be.
    private static let ingredient = IngredientID("oil")

    private var program: String {
        String(ChildProcess.own.dropLast("-bench".count))
    }

    func run() throws -> [Finding] {
        let directory = try SampleDistrict.make(in: scratch, settlements: options.settlements)
            .freshDirectory()
        let menus =
            URL(fileURLWithPath: options.settlements).deletingLastPathComponent().path
            + "/Menus"
        try FileManager.default.copyItem(atPath: menus, toPath: directory + "/menu")
        let menu = try MenuBook(folder: menus)
        try write(canteens, to: directory + "/canteens.csv")
        let (expected, sales) = try fill(directory, menu)
        let lots = scratch.file("lots.csv")
        let last = SampleDistrict.firstDay + (RecallBench.days - 1)
        try write(
            "lot,ingredient,kitchen,from,to\n"
                + "L1,\(RecallBench.ingredient),K1,\(SampleDistrict.firstDay),\(last)\n",
            to: lots)
        say("\nrecall: \(Double(sales).grouped) sales in \(RecallBench.days) days at 115 canteens")
        var seconds: [Double] = []
        for _ in 0..<3 {
            let start = ContinuousClock.now
            let printed = try ChildProcess.run(
                program, ["supply", "recall", "L1", "--lots", lots, "--data", directory])
            seconds.append((ContinuousClock.now - start).seconds)
            let found = Set(
                printed.split(separator: "\n").dropFirst().flatMap { line in
                    (line.split(separator: ",", omittingEmptySubsequences: false).last ?? "")
                        .split(separator: ";").filter { $0.hasPrefix("BENCH") }
                })
            guard found.count == expected else {
                throw BenchFailure("\(found.count) of \(expected) receipts were recalled")
            }
            say("  \((seconds[seconds.count - 1] * 1000).fixed(0)) ms, \(found.count) receipts")
        }
        return [
            Finding(
                name: "recall, a month's lot to its receipts", median: seconds.median * 1000,
                unit: .milliseconds, bar: 5_000)
        ]
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private static func kitchen(_ till: Int) -> String { "K\(till % 3 + 1)" }

    private var canteens: String {
        var text = CSV.row([
            "canteen", "name", "kind", "street", "merchant", "terminals", "kitchen", "seats",
        ])
        for (till, canteen) in SampleDistrict.canteens.enumerated() {
            text += CSV.row([
                canteen.id.text, canteen.name, "canteen", canteen.street.text,
                canteen.merchant.text, canteen.terminals[0].text, RecallBench.kitchen(till), "60",
            ])
        }
        return text
    }

    /// Seals the month's sales and writes its production records, for every other canteen.
    ///
    /// - Returns: receipts that the recall must find, and all sales.
    private func fill(_ directory: String, _ menu: MenuBook) throws -> (Int, Int) {
        let store = try Store(path: try DataDirectory(directory).databasePath)
        let terminals = try store.read { try $0.terminals() }
        let touched = Set(
            menu.dishes.filter { dish in
                menu.cooked(dish).contains { inside in
                    menu.gramsPerPortion(inside.dish)
                        .contains { $0.ingredient.id == RecallBench.ingredient }
                }
            }.map(\.code.text))
        var expected = 0
        var records =
            "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted\n"
        for back in 0..<RecallBench.days {
            let day = SampleDistrict.firstDay + back
            try store.write { store in
                for till in 0..<SampleDistrict.tillCount {
                    for number in 0..<RecallBench.salesADay {
                        let seq = back * RecallBench.salesADay + number + 1
                        let record = RecallBench.record(till, seq, day, number, menu)
                        if till % 3 == 0, case .sale(let sale) = record.body,
                            sale.lines.contains(where: { touched.contains($0.item) })
                        {
                            expected += 1
                        }
                        try store.insert(
                            RecordRow(
                                key: RecordKey(
                                    terminal: terminals[till].number, epoch: 1, seq: seq),
                                hash: Digest(of: []), kind: "sale", window: day, lateFrom: nil,
                                bytes: record.bytes))
                    }
                }
            }
            for till in stride(from: 0, to: SampleDistrict.tillCount, by: 2) {
                for period in Set(RecallBench.meals).sorted(by: { $0.rawValue < $1.rawValue }) {
                    let dishes = Set(
                        menu.menu(on: day, period).flatMap { menu.cooked($0).map(\.dish.code) })
                    for dish in dishes.sorted() {
                        records +=
                            "\(day),\(SampleDistrict.canteens[till].id),\(period.rawValue),\(dish),"
                            + "40,40,40,30,10,0\n"
                    }
                }
            }
        }
        try FileManager.default.createDirectory(
            atPath: directory + "/supply", withIntermediateDirectories: true)
        try write(records, to: directory + "/supply/records.csv")
        let sales = RecallBench.days * SampleDistrict.tillCount * RecallBench.salesADay
        return (expected, sales)
    }

    private static let meals: [MealPeriod] = [.breakfast, .lunch, .lunch, .dinner]

    /// Three dishes of the meal's menu.
    private static func record(
        _ till: Int, _ seq: Int, _ day: Day, _ number: Int, _ menu: MenuBook
    ) -> Record {
        let period = meals[number % meals.count]
        let offered = menu.menu(on: day, period)
        let lines = (0..<3).map { place in
            let dish = offered[(till + number * 7 + place * 5) % offered.count]
            return SaleLine(item: dish.code.text, quantity: 1, unitPrice: dish.price)
        }
        let sale = Sale(
            canteen: SampleDistrict.canteens[till].id, day: day, period: period,
            channel: .dineIn, lines: lines, discount: .zero, grants: [],
            tenders: [Tender(kind: .cash, amount: lines.total(\.amount), reference: nil)],
            diner: nil, snapshot: "bench", policy: nil)
        return Record(
            id: RecordID(terminal: SampleDistrict.terminal(till), epoch: 1, seq: seq),
            at: Moment(day, secondOfDay: 30_000 + number * 300), drift: 0, counter: Int64(seq),
            cashier: "bench", body: .sale(sale))
    }
}
