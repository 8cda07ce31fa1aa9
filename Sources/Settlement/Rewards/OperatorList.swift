package import Meals

/// Who runs which canteens, and where its money goes.
package struct Operator: Hashable, Sendable {
    package let id: String
    package let name: String
    package let party: PaymentOrder.Party
    package let canteens: [CanteenID]
}

/// Reads `operators.csv`: `operator,name,account,bank,canteens`, the canteens parted by `;`.
package enum OperatorList {
    private static let columns = ["operator", "name", "account", "bank", "canteens"]

    /// - Parameter isPaid: true where money goes to the accounts, which must be a bank's then.
    /// - Throws: every problem; a canteen that nobody or two run is one.
    package static func read(
        _ bytes: [UInt8], file: String, canteens: [CanteenID], isPaid: Bool = false
    ) throws(Problems) -> [Operator] {
        let table = try CSV(bytes, file: file, required: columns)
        var problems: [Problem] = []
        var operators: [Operator] = []
        var runBy: [CanteenID: String] = [:]
        let known = Set(canteens)
        for row in table.rows {
            let id = row["operator"]
            if !PaymentOrder.isId(id) {
                problems.append(row.problem("operator", "'\(id)' is not letters, digits or -"))
            }
            if operators.contains(where: { $0.id == id }) {
                problems.append(row.problem("operator", "'\(id)' is there twice"))
            }
            var own: [CanteenID] = []
            for name in row["canteens"].split(separator: ";" as Character) {
                let canteen = CanteenID(String(name).trimmed)
                if !known.contains(canteen) {
                    problems.append(row.problem("canteens", "there is no canteen '\(canteen)'"))
                }
                if let other = runBy.updateValue(id, forKey: canteen) {
                    problems.append(
                        row.problem("canteens", "'\(canteen)' is run by \(other) already"))
                }
                own.append(canteen)
            }
            let party = PaymentOrder.Party(
                name: row["name"], account: row["account"], bank: row["bank"])
            if isPaid { problems += party.defects.map { row.problem($0.column, $0.reason) } }
            operators.append(
                Operator(id: id, name: row["name"], party: party, canteens: own.sorted()))
        }
        for canteen in canteens where runBy[canteen] == nil {
            problems.append(Problem(file: file, reason: "nobody runs the canteen '\(canteen)'"))
        }
        if !problems.isEmpty { throw Problems(Array(problems.prefix(100))) }
        return operators
    }
}
