import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Supply

extension SupplyCommand {
    struct RecordCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record",
            abstract: "Reads production records: warnings, and waste and shortage in money.",
            discussion: """
                The records are kept for the next plan and for recalls; one that is read again \
                replaces itself. Where the tills sold the dish, their number served stands. What \
                was delivered and went back is posted to the books: mulin settle says it per \
                kitchen and canteen, mulin audit holds it against what was sold.
                """)

        @Argument(help: "The file with the records.") var file: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let (ledger, directory, lock) = try data.openOffice()
            defer { withExtendedLifetime(lock) {} }
            let desk = try SupplyDesk(directory)
            let read = try ProductionRecord.read(
                csv: try [UInt8](file: file), file: file, menu: desk.menu)
            let records = read.served(
                by: try desk.sold(
                    on: Set(read.map(\.day)), books: try BooksReader(store: ledger.store)))
            let rules = desk.menu.planRules
            let warnings = records.flatMap { $0.warnings(desk.menu) }
            let losses = CanteenLosses.of(records, canteens: desk.canteens, rules: rules)
            // Kept as they were written: the tills' numbers are looked up when they are needed.
            try desk.keep(read)
            try DeliveryNotes(menu: desk.menu, kitchens: desk.kitchens(on:))
                .post(read, to: ledger.store)
            if output.wanted {
                Console.say([
                    "records": .int(Int64(records.count)),
                    "warnings": .list(warnings.map { .text($0) }),
                    "waste": .text(losses.total(\.waste).yuan),
                    "shortage": .text(losses.total(\.shortage).yuan),
                ])
                return
            }
            for warning in warnings { Console.warn("mulin: \(warning)") }
            var table = TextTable(["canteen", "wasted", "yuan", "missing", "yuan"])
            for loss in losses {
                table.add([
                    loss.canteen.text, "\(loss.wasted)", loss.waste.yuan, "\(loss.missing)",
                    loss.shortage.yuan,
                ])
            }
            for line in table.lines { Console.say(line) }
        }
    }

    struct RecallCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "recall",
            abstract: "Follows a lot to its batches, canteens and receipts.",
            discussion: """
                The lots have the columns lot,ingredient,kitchen,from,to. A canteen got a dish \
                where its production record says so; on a day without any record of it, where its \
                tills sold it. The kitchen is that of the day's plan, else that of the register.
                """)

        @Argument(help: "The lot's name.") var lot: String
        @Option(help: "The file with the lots.") var lots: String
        @OptionGroup var data: DataOption

        func run() async throws {
            let started = Date()
            let directory = try data.directory()
            let lock = DirectoryLockBox(try DirectoryLock(directory.path, for: .office))
            defer { withExtendedLifetime(lock) {} }
            let desk = try SupplyDesk(directory)
            let known = try Lot.read(csv: try [UInt8](file: lots), file: lots, menu: desk.menu)
            guard let lot = known.first(where: { $0.name == self.lot }) else {
                throw Failure("\(lots): has no lot '\(self.lot)'", code: Failure.badInput)
            }
            let recall = try await desk.recall(
                lot, books: try BooksReader(store: try directory.store()))
            var text = CSV.row(["lot", "day", "period", "dish", "canteens", "receipts"])
            for batch in recall.batches {
                text += CSV.row([
                    lot.name, "\(batch.day)", batch.period.rawValue, batch.dish.text,
                    batch.canteens.map(\.text).joined(separator: ";"),
                    batch.receipts.joined(separator: ";"),
                ])
            }
            print(text, terminator: "")
            let tenths = Int((Date().timeIntervalSince(started) * 10).rounded())
            Console.warn(
                "mulin: lot \(lot.name): \(recall.batches.count) batches, "
                    + "\(recall.canteens.count) canteens, \(recall.receipts.count) receipts, "
                    + "found in \(tenths / 10).\(tenths % 10) s")
        }
    }
}

extension SupplyDesk {
    /// What the tills sold on some days, in cooked dishes.
    fileprivate func sold(on days: Set<Day>, books: BooksReader) throws -> SalesHistory {
        var history = SalesHistory()
        guard let first = days.min(), let last = days.max() else { return history }
        for (day, portions) in try books.portions(on: first...last) where days.contains(day) {
            history.add(portions, on: day, menu: menu)
        }
        return history
    }

    /// Follows a lot through records, plans and the tills' journals, several windows at a time.
    func recall(_ lot: Lot, books: BooksReader) async throws -> Recall {
        let records = Dictionary(
            grouping: try self.records().filter { lot.days.contains($0.day) }, by: \.day)
        let windows = try books.windows(ofMealsOn: lot.days)
        let lines = try await withThrowingTaskGroup(of: [SoldLine].self) { group in
            for window in windows {
                group.addTask { try books.soldLines(inWindow: window, on: lot.days).map(\.sold) }
            }
            return Dictionary(
                grouping: try await group.reduce(into: []) { $0 += $1 }, by: \.day)
        }
        let days = (lot.days.lowerBound.number...lot.days.upperBound.number)
            .map { Day(number: $0) }
        return try await withThrowingTaskGroup(of: Recall.self) { group in
            for day in days {
                let (written, sold) = (records[day] ?? [], lines[day] ?? [])
                group.addTask { try recall(lot, on: day, written, sold) }
            }
            return Recall(lot, of: try await group.reduce(into: []) { $0.append($1) })
        }
    }

    private func recall(
        _ lot: Lot, on day: Day, _ records: [ProductionRecord], _ lines: [SoldLine]
    ) throws -> Recall {
        let kitchens = try kitchens(on: day)
        var deliveries: [(day: Day, row: DemandRow)] = []
        for record in records where record.delivered > 0 {
            guard let kitchen = kitchens[record.canteen] else { continue }
            let row = DemandRow(
                kitchen: kitchen, canteen: record.canteen, period: record.period,
                dish: record.dish, portions: record.delivered)
            deliveries.append((day, row))
        }
        let recorded = Set(records.map(\.canteen))
        deliveries += Recall.deliveries(
            behind: lines.filter { !recorded.contains($0.canteen) }, kitchens: kitchens,
            menu: menu)
        return Recall(lot, cooked: deliveries, sold: lines, menu: menu)
    }

    /// Who cooked for whom: the day's plan where there is one, else the register.
    func kitchens(on day: Day) throws -> [CanteenID: KitchenID] {
        var kitchens = Dictionary(canteens.map { ($0.id, $0.kitchen) }) { first, _ in first }
        let path = "\(folder)/plan-\(day)/assignment.csv"
        guard FileManager.default.fileExists(atPath: path) else { return kitchens }
        let table = try CSV(
            try [UInt8](file: path), file: path, required: ["canteen", "kitchen"])
        for row in table.rows {
            kitchens[CanteenID(row["canteen"])] = KitchenID(row["kitchen"])
        }
        return kitchens
    }
}

extension ReceiptLine {
    /// The line as a recall reads it.
    fileprivate var sold: SoldLine {
        SoldLine(receipt: receipt, day: day, canteen: canteen, period: period, item: item)
    }
}
