internal import Meals
package import XML

/// Reads a settlement file from front to back in constant memory, checked by its schema.
///
/// What the schema cannot say is not checked here, except that a row agrees with itself; the rest
/// is for ``SettlementVerifier``. After a failure the reader must not be used again.
package final class SettlementReader {
    package let header: SettlementHeader
    package let merchants: [SettlementMerchant]
    private let xml: XMLStreamReader
    private var isPastTransactions = false

    /// Opens a file and reads it up to its first transaction.
    ///
    /// - Throws: ``XMLError``.
    package init(path: String, schema: XMLSchema) throws(XMLError) {
        xml = try XMLStreamReader(path: path, schema: schema)
        _ = try xml.element("settlement")
        header = try SettlementHeader(xml)
        merchants = try xml.rows(in: "merchants") { row, xml throws(XMLError) in
            try SettlementMerchant(row, xml)
        }
        _ = try xml.element("txns")
    }

    /// The next transaction with its line, or nil after the last one.
    ///
    /// - Throws: ``XMLError``.
    package func next() throws(XMLError) -> SettlementEntry? {
        guard !isPastTransactions else { return nil }
        guard let row = try xml.child() else {
            isPastTransactions = true
            return nil
        }
        return try SettlementEntry(row, xml)
    }

    /// Everything that stands behind the transactions, to the end of the file.
    ///
    /// - Throws: ``XMLError``.
    package func closing() throws(XMLError) -> SettlementClosing {
        while try next() != nil {}
        let closing = try SettlementClosing(xml)
        try xml.finish()
        return closing
    }
}

/// A transaction as it stands in a file.
package struct SettlementEntry: Hashable, Sendable {
    package let transaction: SettlementTransaction
    /// The line of its opening tag, from 1.
    package let line: Int
    /// Where the row does not agree with itself: direction, sum of the tenders, acquirer's time.
    package let defects: [SettlementDefect]
}

/// What stands behind the transactions of a file.
package struct SettlementClosing: Hashable, Sendable {
    package var claims: [SettlementClaim] = []
    package var deliveries: [SettlementDelivery] = []
    package var totals = SettlementTotals()
    /// The line of each claim and each delivery, in file order, and that of the trailer.
    var claimLines: [Int] = []
    var deliveryLines: [Int] = []
    var trailerLine = 0
    /// Amounts whose stated direction is not their own, with the line.
    var defects: [Located] = []

    /// A defect and where it is.
    struct Located: Hashable, Sendable {
        let line: Int
        let place: String
        let defect: SettlementDefect
    }
}

extension XMLStreamReader {
    /// Reads the rows of a section, each with one closure call.
    func rows<Row>(
        in section: String, _ read: (XMLElement, XMLStreamReader) throws(XMLError) -> Row
    ) throws(XMLError) -> [Row] {
        _ = try element(section)
        var rows: [Row] = []
        while let row = try child() {
            guard rows.count < SettlementRules.rowLimit else { throw unreadable(section) }
            rows.append(try read(row, self))
        }
        return rows
    }

    /// A value that the schema let pass and this reader cannot hold.
    func unreadable(_ name: String) -> XMLError {
        .invalid([XMLComplaint(line: line, reason: "\(name) is not spelt as it must be")])
    }

    /// The text of the open element, turned into a value.
    func value<Value>(_ name: String, _ read: (String) -> Value?) throws(XMLError) -> Value {
        try value(name, of: text(), read)
    }

    func value<Value>(
        _ name: String, of text: String?, _ read: (String) -> Value?
    ) throws(XMLError) -> Value {
        guard let text, let value = read(text) else { throw unreadable(name) }
        return value
    }

    func fen(_ name: String) throws(XMLError) -> Fen { try value(name, Fen.init(whole:)) }

    func count(_ name: String) throws(XMLError) -> Int {
        try value(name) { Int(decimal: $0.utf8) }
    }
}

extension Fen {
    /// Reads whole fen without sign.
    init?(whole text: String) {
        guard let value = Int(decimal: text.utf8) else { return nil }
        self.init(Int64(value))
    }
}
