package import Journal
package import Meals

/// An acquirer's file that a settlement file carries, so that its bytes can be written again.
package struct SettlementClearingFile: Hashable, Sendable {
    package let merId: MerchantID
    package let layout: Layout
    package let lineEnd: LineEnd
    /// True where the last line has no line end.
    package let isLastLineOpen: Bool
    /// Of the file's bytes as they came.
    package let digest: Digest
    /// The two characters behind the date in the file's name.
    package let series: String

    package enum Layout: String, CaseIterable, Sendable {
        case general = "ZM-42"
        /// What follows field 40 read as one reserve.
        case generalOf41 = "ZM-41"
        case disputes = "ZME"

        var kind: ClearingName.Kind { self == .disputes ? .disputes : .general }
    }

    package enum LineEnd: String, CaseIterable, Sendable {
        case crlf = "CRLF"
        case lf = "LF"

        var bytes: [UInt8] {
            switch self {
            case .crlf: [0x0D, 0x0A]
            case .lf: [0x0A]
            }
        }
    }

    package init(
        merId: MerchantID, layout: Layout, lineEnd: LineEnd = .crlf, isLastLineOpen: Bool = false,
        digest: Digest, series: String? = nil
    ) {
        self.merId = merId
        self.layout = layout
        self.lineEnd = lineEnd
        self.isLastLineOpen = isLastLineOpen
        self.digest = digest
        self.series = series ?? layout.kind.usualSeries
    }

    /// The name that the acquirer gives it on a settlement date.
    package func name(on date: Day) -> ClearingName {
        ClearingName(
            kind: layout.kind, settleDate: date, merchant: merId, series: series)
    }

    var fields: CarriedFields {
        switch layout {
        case .general: .general
        case .generalOf41: .generalOf41
        case .disputes: .disputes
        }
    }

    var place: String { "file \(layout.rawValue) \(merId)" }

    /// The reference of a record by its line: `A-` for a movement, `E-` for a dispute.
    func ref(line: Int) -> String {
        (layout == .disputes ? "E-" : "A-") + merId.text + "-" + line.padded(6)
    }
}

/// A record of an acquirer's file as a settlement file carries it.
package struct SettlementMovement: Hashable, Sendable {
    package let ref: String
    /// The transaction that it clears, where terminal, trace and time are the same.
    package let txn: String?
    package let record: FixedRecord

    package init(ref: String, txn: String? = nil, record: FixedRecord) {
        self.ref = ref
        self.txn = txn
        self.record = record
    }
}

/// What a movement of a ZM_ record comes to.
struct MovementFigures {
    let kind: ClearingKind
    let card: CardType
    /// Seen from the merchant.
    let gained: Fen
    /// What the acquirer keeps, for instalments, too; negative where it gives back.
    let fee: Fen
    let settled: Fen
    let net: Fen

    /// Nil where a field is not what its layout wants.
    init?(_ record: FixedRecord) {
        // Field 38 is the fee of a payment by instalments.
        guard let kind = ClearingKind(rawValue: record[20]),
            let digits = Int(decimal: record[7].utf8),
            let charge = ClearingFields.directed(record[16]),
            let settled = ClearingFields.directed(record[17]),
            let net = ClearingFields.directed(record[33]),
            let instalments = ClearingFields.directed(record[38])
        else { return nil }
        self.kind = kind
        card = ClearingFields.cardType(record[13])
        gained = Fen(kind.isCredit ? Int64(digits) : -Int64(digits))
        fee = -charge - instalments
        self.settled = settled
        self.net = net
    }
}
