import Foundation
import Meals
import Supply

extension SupplyDesk {
    /// Where the plan of a day is kept.
    func planFolder(_ day: Day) -> String { "\(folder)/plan-\(day)" }

    /// Days that have a plan, in their order.
    func plannedDays() throws -> [Day] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix("plan-") }.compactMap { Day($0.dropFirst(5)) }.sorted()
    }

    private var ordersPath: String { folder + "/orders.csv" }

    /// What was ordered ahead and kept, with what is ordered anew.
    func orders(with new: [PreOrder] = []) throws -> [PreOrder] {
        var old: [PreOrder] = []
        if FileManager.default.fileExists(atPath: ordersPath) {
            old = try PreOrder.read(
                csv: try [UInt8](file: ordersPath), file: ordersPath, menu: menu, isKept: true)
        }
        return new.isEmpty ? old : old.replaced(by: new)
    }

    /// The same without those whose dish has left the menu: for the day and later they are told one
    /// by one, because someone waits for them, before it they are counted.
    func orders(
        with new: [PreOrder], from date: Day, _ gone: inout GoneDishes, _ notes: inout [String]
    ) throws -> [PreOrder] {
        let all = try orders(with: new)
        notes += all.filter { $0.day >= date && $0.portions > 0 && menu[$0.dish] == nil }.map {
            "\($0.canteen) ordered \($0.portions) × \($0.dish) for \($0.period.rawValue) of "
                + "\($0.day), which the menu no longer has; they are not planned"
        }
        let coming = all.filter { $0.day >= date && menu[$0.dish] != nil }
        return gone.taking(
            from: all.filter { $0.day < date }, file: "orders.csv", sets: true, dish: \.dish)
            + coming
    }

    /// Keeps orders for the next plan, which takes them for orders and not for walk-ins.
    func keep(_ orders: [PreOrder]) throws {
        guard !orders.isEmpty else { return }
        let text = PreOrder.csv(try self.orders(with: orders))
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: ordersPath), options: .atomic)
    }
}

extension SupplyDesk {
    /// Writes a plan's sheets, what it rests on and what it leaves; gives the paths.
    func write(_ planned: Planned, into folder: String) throws -> [String] {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var files: [(name: String, text: String)] = []
        for sheet in planned.sheets.all {
            files.append((sheet.name + ".csv", sheet.csv))
            let page = sheet.name == "labels" ? planned.sheets.labelPages : sheet.html
            files.append((sheet.name + ".html", page))
        }
        files.append(("assignment.csv", planned.plan.assignmentCSV))
        files.append(("counters.csv", planned.plan.countersCSV))
        files.append(("basis.csv", planned.basis.csv(menu: menu)))
        files.append(("stock.csv", planned.left.csv))
        let recipes = KeptRecipes(planned.plan.menu)
        files.append(("recipes.csv", recipes.recipesCSV))
        files.append(("sets.csv", recipes.setsCSV))
        return try files.map { name, text in
            let path = folder + "/" + name
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            return path
        }
    }

    private var recordsPath: String { folder + "/records.csv" }

    /// The production records that were kept, also of dishes that have left the menu; none where
    /// none was read in yet.
    func records() throws -> [ProductionRecord] {
        guard FileManager.default.fileExists(atPath: recordsPath) else { return [] }
        return try ProductionRecord.read(
            csv: try [UInt8](file: recordsPath), file: recordsPath, menu: menu, isKept: true)
    }

    /// Keeps records for the next plan and for recalls; a later one of a dish replaces it.
    func keep(_ records: [ProductionRecord]) throws {
        let text = ProductionRecord.csv(try self.records(), replacedBy: records)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: recordsPath), options: .atomic)
    }
}

extension SupplyDesk {
    /// A paper that stays in force until another one is given.
    enum Standing: String, CaseIterable {
        case events, sites, routes

        fileprivate var file: String { rawValue + ".csv" }
    }

    /// The file to read: the one that is given, else the one that was given last.
    func standing(_ paper: Standing, given: String?) -> String? {
        if let given { return given }
        let path = folder + "/" + paper.file
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// Keeps papers that were given for the plans after this one.
    func keep(_ given: [Standing: String]) throws {
        for (paper, path) in given where path != folder + "/" + paper.file {
            try Data([UInt8](file: path)).write(
                to: URL(fileURLWithPath: folder + "/" + paper.file), options: .atomic)
        }
    }
}
