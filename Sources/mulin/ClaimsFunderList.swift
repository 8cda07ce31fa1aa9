import Foundation
import Meals
import Settlement

/// Reads `funders.csv`: the account that each funder pays from.
enum FunderList {
    static func read(_ path: String) throws -> [String: PaymentOrder.Party] {
        let table = try CSV(
            try [UInt8](file: path), file: path, required: ["funder", "name", "account", "bank"])
        var funders: [String: PaymentOrder.Party] = [:]
        var problems: [Problem] = []
        for row in table.rows {
            let party = PaymentOrder.Party(
                name: row["name"], account: row["account"], bank: row["bank"])
            problems += party.defects.map { row.problem($0.column, $0.reason) }
            if funders.updateValue(party, forKey: row["funder"]) != nil {
                problems.append(row.problem("funder", "is there twice"))
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return funders
    }
}
