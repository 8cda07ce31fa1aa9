package import Meals

/// The list of the programme's canteens, as a district writes it.
package enum CanteenList {
    /// Reads and checks `canteens.csv`.
    ///
    /// - Throws: every problem of the table at once; then nothing of it is taken.
    package static func read(_ csv: [UInt8], file: String) throws(Problems) -> [Canteen] {
        let table = try CSV(
            csv, file: file,
            required: [
                "canteen", "name", "kind", "street", "merchant", "terminals", "kitchen", "seats",
            ])
        var reader = CanteenReader()
        let canteens = table.rows.compactMap { reader.canteen($0) }
        if !reader.problems.isEmpty { throw Problems(reader.problems) }
        return canteens
    }
}

/// Reads the rows of the canteen list and remembers every problem on the way.
private struct CanteenReader {
    private(set) var problems: [Problem] = []
    /// The lines on which ids were first seen.
    private var canteenLines: [CanteenID: Int] = [:]
    private var terminalLines: [TerminalID: Int] = [:]

    mutating func canteen(_ row: CSV.Row) -> Canteen? {
        let id = code(row, "canteen", CanteenKind.self)
        if let id {
            if let line = canteenLines[id] {
                report(row, "canteen", "'\(id)' is on line \(line) already")
            }
            canteenLines[id] = canteenLines[id] ?? row.line
        }
        let name = row[cell: "name"]
        if name.isEmpty { report(row, "name", "is empty; slips and statements show it") }
        let kind = VenueKind(rawValue: row[cell: "kind"])
        if kind == nil { report(row, "kind", "'\(row[cell: "kind"])' is not canteen or point") }
        let street = street(row)
        let merchant = code(row, "merchant", MerchantKind.self)
        let terminals = terminals(row)
        let kitchen = code(row, "kitchen", KitchenKind.self)
        let seats = Int(decimal: row[cell: "seats"].utf8)
        if seats == nil {
            report(row, "seats", "'\(row[cell: "seats"])' is not a whole number of seats")
        }
        guard let id, let kind, let street, let merchant, let kitchen, let seats else { return nil }
        return Canteen(
            id: id, name: name, kind: kind, street: street, merchant: merchant,
            terminals: terminals, kitchen: kitchen, seats: seats)
    }

    private mutating func report(_ row: CSV.Row, _ column: String, _ reason: String) {
        problems.append(row.problem(column, reason))
    }

    private mutating func code<Kind: CheckedCode>(
        _ row: CSV.Row, _ column: String, _ kind: Kind.Type
    ) -> Code<Kind>? {
        let text = row[cell: column]
        guard let code = Code<Kind>(checked: text) else {
            report(row, column, "'\(text)' is not \(kind.shape)")
            return nil
        }
        return code
    }

    private mutating func street(_ row: CSV.Row) -> DivisionCode? {
        let text = row[cell: "street"]
        guard let code = DivisionCode(checked: text), text.utf8.count == 9 else {
            report(row, "street", "'\(text)' is not the 9 digits of a street")
            return nil
        }
        return code
    }

    private mutating func terminals(_ row: CSV.Row) -> [TerminalID] {
        var terminals: [TerminalID] = []
        for text in row.list("terminals") {
            guard let terminal = TerminalID(checked: text) else {
                report(row, "terminals", "'\(text)' is not \(TerminalKind.shape)")
                continue
            }
            if let line = terminalLines[terminal] {
                report(row, "terminals", "'\(terminal)' is on line \(line) already")
            } else {
                terminalLines[terminal] = row.line
                terminals.append(terminal)
            }
        }
        return terminals
    }
}
