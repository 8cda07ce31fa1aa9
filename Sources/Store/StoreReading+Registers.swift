internal import Foundation
internal import GRDB
package import Journal
package import Meals

extension StoreReading {
    /// Visits every sealed identity in the order of the diners' ids, byte by byte.
    package func eachIdentity(_ visit: (SealedIdentity) throws -> Void) throws {
        let cursor = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT diner, sealed FROM identity ORDER BY diner"))
        while let row = try cursor.next() { try visit(StoreReading.identity(row)) }
    }

    package func identity(of diner: DinerID) throws -> SealedIdentity? {
        try rows(
            "SELECT diner, sealed FROM identity WHERE diner = ?", [diner.text],
            StoreReading.identity
        ).first
    }

    package func hasIdentities() throws -> Bool {
        try !rows("SELECT 1 FROM identity LIMIT 1") { _ in true }.isEmpty
    }

    private static func identity(_ row: Row) throws -> SealedIdentity {
        SealedIdentity(diner: DinerID(row[0] as String), bytes: Array(row[1] as Data))
    }

    /// The first line of a snapshot's document: all but its roster.
    package func snapshotHead(_ id: String) throws -> [UInt8]? {
        try rows(
            """
            SELECT CAST(substr(document, 1, instr(document, x'0a') - 1) AS BLOB)
            FROM snapshot WHERE id = ?
            """, [id]
        ) { Array($0[0] as Data) }.first
    }

    package func rosterImports() throws -> [(number: Int, row: RosterImportRow)] {
        try rows(
            """
            SELECT number, file, digest, imported_by, imported_at, leaving_from, snapshot, rows,
                   joined, left_roster, changed, deceased
            FROM roster_import ORDER BY number
            """
        ) {
            let row = RosterImportRow(
                file: $0[1], digest: try StoreReading.digest($0[2]), importedBy: $0[3],
                importedAt: Moment(milliseconds: $0[4]), leavingFrom: Day(number: $0[5]),
                snapshot: $0[6], rows: $0[7], joined: $0[8], left: $0[9], changed: $0[10],
                deceased: $0[11])
            return ($0[0], row)
        }
    }

    private static let adjustmentColumns =
        "number, roster_import, record, policy, rule, funder, claimed, due, reason"

    package func adjustments() throws -> [ProposedAdjustment] {
        try rows(
            "SELECT \(StoreReading.adjustmentColumns) FROM adjustment ORDER BY number", [],
            StoreReading.adjustment)
    }

    /// What was proposed for the claims of a sale.
    package func adjustments(of sale: RecordKey) throws -> [ProposedAdjustment] {
        try rows(
            """
            SELECT \(StoreReading.adjustmentColumns) FROM adjustment WHERE record = ?
            ORDER BY number
            """, [sale.rawValue], StoreReading.adjustment)
    }

    private static func adjustment(_ row: Row) throws -> ProposedAdjustment {
        ProposedAdjustment(
            number: row[0], rosterImport: row[1],
            row: AdjustmentRow(
                record: RecordKey(rawValue: row[2]), policy: row[3], rule: row[4], funder: row[5],
                claimed: Fen(row[6]), due: Fen(row[7]), reason: row[8]))
    }

    /// Visits the sales in a window or any later one, those whose bytes pass a first look.
    package func eachSale(
        fromWindow first: Day, where passes: (UnsafeRawBufferPointer) -> Bool,
        _ visit: (RecordKey, [UInt8]) throws -> Void
    ) throws {
        let cursor = try Row.fetchCursor(
            database.cachedStatement(
                sql: #"SELECT key, bytes FROM record WHERE "window" >= ? AND kind = 'sale'"#),
            arguments: [first.number])
        while let row = try cursor.next() {
            let bytes: [UInt8]? = try row.withUnsafeData(atIndex: 1) { data in
                data?.withUnsafeBytes { passes($0) ? Array($0) : nil }
            }
            if let bytes { try visit(RecordKey(rawValue: row[0]), bytes) }
        }
    }
}
