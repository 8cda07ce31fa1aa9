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
    private var days = DayText()
    private var section = Section.transactions
    private var file: (head: SettlementClearingFile, blank: FixedRecord)?

    /// What is being read.
    private enum Section: Int { case transactions, clearing, disputes, closing }

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
        guard section == .transactions else { return nil }
        guard let row = try xml.child() else {
            _ = try xml.element("clearing")
            section = .clearing
            return nil
        }
        return try SettlementEntry(row, xml, &days)
    }

    /// The next of the acquirer's files or records, or nil after the last dispute.
    ///
    /// - Throws: ``XMLError``.
    package func nextClearing() throws(XMLError) -> SettlementClearingRow? {
        while try next() != nil {}
        while section != .closing {
            if let row = try xml.child() {
                if let file { return try .record(row, in: file.head, from: file.blank, xml) }
                let next = try SettlementClearingFile(row, xml)
                file = (next, next.fields.blank(next.merId))
                return .file(next, line: row.line)
            }
            if file != nil {
                file = nil
                return .fileEnd(line: xml.line)
            }
            if section == .clearing { _ = try xml.element("disputes") }
            section = section == .clearing ? .disputes : .closing
        }
        return nil
    }

    /// Everything that stands behind the transactions, to the end of the file.
    ///
    /// - Throws: ``XMLError``.
    package func closing() throws(XMLError) -> SettlementClosing {
        while try nextClearing() != nil {}
        let closing = try SettlementClosing(xml, settleDate: header.settleDate)
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
    package var summaries: [SettlementSummary] = []
    package var claims: [SettlementClaim] = []
    package var deliveries: [SettlementDelivery] = []
    package var items: [SettlementItem] = []
    /// True where the items tell of all that lies between the date's tills and the acquirer.
    package var isCompared = false
    package var totals = SettlementTotals()
    var settleDate: Day
    /// The line of each row of a section, in file order, and that of the trailer.
    var summaryLines: [Int] = []
    var claimLines: [Int] = []
    var deliveryLines: [Int] = []
    var itemLines: [Int] = []
    var sideCount = 0
    var trailerLine = 0
    /// Amounts whose stated direction is not their own, with the line.
    var defects: [Located] = []

    init(settleDate: Day) { self.settleDate = settleDate }

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
