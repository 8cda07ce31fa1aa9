internal import Foundation
internal import GRDB
internal import Journal
internal import Meals

extension StoreReading {
    /// Stands in the place of a removed officer's digest.
    static let noDigest = Data(repeating: 0, count: 32)

    /// Everybody who is or was an officer, by name.
    package func officers() throws -> [OfficerRow] {
        let statement = try database.cachedStatement(
            sql: "SELECT name, digest, since FROM officer ORDER BY name")
        return try Row.fetchAll(statement).map { row in
            let digest: Data = row[1]
            return OfficerRow(
                name: row[0],
                digest: digest == StoreReading.noDigest ? nil : try StoreReading.digest(digest),
                since: Moment(milliseconds: row[2]))
        }
    }

    /// Every version of every policy, in the order of submission.
    package func policies() throws -> [PolicyRow] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT number, id, file, text, digest, submitted_by, submitted_at, approved_by,
                       approved_at
                FROM policy ORDER BY number
                """)
        return try Row.fetchAll(statement).map { row in
            let approver: String? = row[7]
            return PolicyRow(
                number: row[0], id: row[1], source: .init(file: row[2], text: row[3]),
                digest: try StoreReading.digest(row[4]),
                submitted: .init(by: row[5], at: Moment(milliseconds: row[6])),
                approved: approver.map { .init(by: $0, at: Moment(milliseconds: row[8])) })
        }
    }
}
