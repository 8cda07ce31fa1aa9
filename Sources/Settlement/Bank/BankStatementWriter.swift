package import Meals
internal import XML

/// Writes a camt.053 statement in CNY, as a bank would; for rehearsals and tests.
package enum BankStatementWriter {
    /// One booking to be written.
    package struct Booking: Hashable, Sendable {
        /// Positive is in favour of the account's owner.
        package let amount: Fen
        package let reference: String
        package let endToEndId: String
        package let words: String

        package init(amount: Fen, reference: String, endToEndId: String, words: String) {
            self.amount = amount
            self.reference = reference
            self.endToEndId = endToEndId
            self.words = words
        }
    }

    /// Writes one statement of one day; it appears whole or not at all.
    ///
    /// - Throws: when the file cannot be written.
    package static func write(
        _ bookings: [Booking], to path: String, id: String, account: String, day: Day,
        opening: Fen
    ) throws {
        var xml = try XMLStreamWriter(path: path)
        try xml.start("Document")
        try xml.attribute("xmlns", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08")
        try xml.start("BkToCstmrStmt")
        try xml.start("GrpHdr")
        try xml.element("MsgId", id)
        try xml.element("CreDtTm", Moment(day, secondOfDay: 18 * 3600).description)
        try xml.end()
        try xml.start("Stmt")
        try xml.element("Id", id)
        try xml.element("CreDtTm", Moment(day, secondOfDay: 18 * 3600).description)
        try xml.start("Acct")
        try xml.start("Id")
        try xml.start("Othr")
        try xml.element("Id", account)
        try xml.end()
        try xml.end()
        try xml.end()
        try balance("OPBD", opening, day, to: &xml)
        try balance("CLBD", opening + bookings.total(\.amount), day, to: &xml)
        for booking in bookings { try write(booking, day, to: &xml) }
        try xml.end()
        try xml.end()
        try xml.end()
        try xml.finish()
    }

    private static func amount(_ amount: Fen, to xml: inout XMLStreamWriter) throws(XMLError) {
        try xml.start("Amt")
        try xml.attribute("Ccy", "CNY")
        try xml.text((amount < .zero ? -amount : amount).yuan)
        try xml.end()
        try xml.element("CdtDbtInd", amount < .zero ? "DBIT" : "CRDT")
    }

    private static func balance(
        _ code: String, _ balance: Fen, _ day: Day, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start("Bal")
        try xml.start("Tp")
        try xml.start("CdOrPrtry")
        try xml.element("Cd", code)
        try xml.end()
        try xml.end()
        try amount(balance, to: &xml)
        try date("Dt", day, to: &xml)
        try xml.end()
    }

    private static func date(
        _ name: StaticString, _ day: Day, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start(name)
        try xml.element("Dt", day.description)
        try xml.end()
    }

    private static func write(
        _ booking: Booking, _ day: Day, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start("Ntry")
        try amount(booking.amount, to: &xml)
        try xml.start("Sts")
        try xml.element("Cd", "BOOK")
        try xml.end()
        try date("BookgDt", day, to: &xml)
        try date("ValDt", day, to: &xml)
        try xml.element("AcctSvcrRef", booking.reference)
        try xml.start("BkTxCd")
        try xml.start("Prtry")
        try xml.element("Cd", "MERCHANT")
        try xml.end()
        try xml.end()
        try xml.start("NtryDtls")
        try xml.start("TxDtls")
        try xml.start("Refs")
        try xml.element("EndToEndId", booking.endToEndId)
        try xml.end()
        try amount(booking.amount, to: &xml)
        try xml.start("RmtInf")
        try xml.element("Ustrd", booking.words)
        try xml.end()
        try xml.end()
        try xml.end()
        try xml.end()
    }
}
