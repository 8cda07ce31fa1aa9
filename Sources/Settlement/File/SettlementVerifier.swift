internal import Meals
internal import XML

/// Checks a settlement file in one pass: schema, every row, every claim, every sum.
package enum SettlementVerifier {
    /// Reads a file to its end and compares what it states with what its rows give.
    ///
    /// - Parameters:
    ///   - path: the settlement file.
    ///   - schema: the path of `settlement-1.xsd`.
    ///   - use: called with each transaction in file order; what was handed over before a failure
    ///     must be thrown away.
    /// - Throws: ``Problems`` where the file is not XML or not as the schema prescribes,
    ///   ``XMLError`` where a file cannot be opened or the schema cannot be used, and what `use`
    ///   throws.
    package static func verify(
        path: String, schema: String, use: (SettlementTransaction) throws -> Void = { _ in }
    ) throws -> SettlementVerdict {
        let schema = try XMLSchema(path: schema)
        return try verify(path: path, schema: schema, use: use)
    }

    static func verify(
        path: String, schema: XMLSchema, use: (SettlementTransaction) throws -> Void = { _ in }
    ) throws -> SettlementVerdict {
        try XMLError.naming(path) {
            let reader = try SettlementReader(path: path, schema: schema)
            var check = SettlementCheck(reader.header, reader.merchants, file: path)
            while let entry = try reader.next() {
                check.check(entry)
                try use(entry.transaction)
            }
            while let row = try reader.nextClearing() { check.check(row) }
            return check.verdict(try reader.closing())
        }
    }
}
