internal import Meals

/// Which field of an acquirer's record stands in which element of a settlement file.
///
/// Names are the interface's own. A field without an element goes into `ext`, and only where it
/// says something: so every record comes back with the bytes that it had.
struct CarriedFields: Sendable {
    let layout: FixedLayout
    /// In the order of the elements.
    let fields: [CarriedField]
    /// The prefix of a field's number in `ext`.
    let prefix: String
    /// Numbers of the fields that have no element, ascending.
    let others: [Int]
    private let merchant: Int
    private let category: Int
    private let places: [String: Int]

    private init(
        _ layout: FixedLayout, prefix: String, merchant: Int, category: Int,
        _ fields: [CarriedField]
    ) {
        self.layout = layout
        self.fields = fields
        self.prefix = prefix
        self.merchant = merchant
        self.category = category
        places = Dictionary(
            uniqueKeysWithValues: fields.enumerated().map { ("\($1.element)", $0) })
        let mapped = Set(fields.map(\.number) + [merchant])
        others = layout.fields.map(\.number).filter { !mapped.contains($0) }
    }

    subscript(element: String) -> CarriedField? { places[element].map { fields[$0] } }

    /// The field that an `ext` names; nil where it has an element of its own.
    func other(_ name: String) -> Int? {
        guard name.hasPrefix(prefix), let number = Int(decimal: name.dropFirst(prefix.count).utf8),
            others.contains(number)
        else { return nil }
        return number
    }

    /// A merchant's record in which nothing is said.
    func blank(_ merchant: MerchantID) -> FixedRecord {
        var record = layout.blank
        record[self.merchant] = merchant.text
        record[category] = merchant.category
        return record
    }
}

/// One field with an element of its own.
struct CarriedField: Sendable {
    let number: Int
    let element: StaticString
    var kind = Kind.text
    /// Written even where it is blank or 0.
    var isAlways = false

    enum Kind: Sendable {
        case text
        /// Digits without direction.
        case fen
        /// Digits that go the way of the record's type.
        case typed
        /// `D`, `C` or a blank before the digits.
        case directed
    }
}

extension CarriedFields {
    static let general = CarriedFields(
        .general, prefix: "zm", merchant: 28, category: 8, generalFields)
    static let generalOf41 = CarriedFields(
        .generalOf41, prefix: "zm", merchant: 28, category: 8, generalFields)
    static let disputes = CarriedFields(
        .disputes, prefix: "zme", merchant: 18, category: 8, disputeFields)

    private static let generalFields = [
        CarriedField(number: 1, element: "tradeNo", isAlways: true),
        CarriedField(number: 2, element: "acqInsCode", isAlways: true),
        CarriedField(number: 3, element: "fwdInsCode", isAlways: true),
        CarriedField(number: 34, element: "termId", isAlways: true),
        CarriedField(number: 20, element: "txnType", isAlways: true),
        CarriedField(number: 22, element: "bizType"),
        CarriedField(number: 4, element: "traceNo", isAlways: true),
        CarriedField(number: 5, element: "traceTime", isAlways: true),
        CarriedField(number: 6, element: "accNo"),
        CarriedField(number: 9, element: "termType"),
        CarriedField(number: 18, element: "payType"),
        CarriedField(number: 13, element: "payCardType"),
        CarriedField(number: 10, element: "queryId", isAlways: true),
        CarriedField(number: 12, element: "orderId"),
        CarriedField(number: 14, element: "origTraceNo"),
        CarriedField(number: 15, element: "origTraceTime"),
        CarriedField(number: 27, element: "origQueryId"),
        CarriedField(number: 7, element: "txnAmt", kind: .typed, isAlways: true),
        CarriedField(number: 16, element: "merFee", kind: .directed),
        CarriedField(number: 17, element: "settleAmt", kind: .directed),
        CarriedField(number: 33, element: "netAmt", kind: .directed),
    ]

    private static let disputeFields = [
        CarriedField(number: 1, element: "tradeNo", isAlways: true),
        CarriedField(number: 2, element: "acqInsCode", isAlways: true),
        CarriedField(number: 3, element: "fwdInsCode", isAlways: true),
        CarriedField(number: 4, element: "traceNo", isAlways: true),
        CarriedField(number: 5, element: "traceTime", isAlways: true),
        CarriedField(number: 6, element: "accNo"),
        CarriedField(number: 9, element: "termType"),
        CarriedField(number: 10, element: "payCardType"),
        CarriedField(number: 11, element: "lastTraceNo"),
        CarriedField(number: 12, element: "lastTraceTime"),
        CarriedField(number: 13, element: "lastSettleDate"),
        CarriedField(number: 14, element: "lastTxnAmt", kind: .fen, isAlways: true),
        CarriedField(number: 7, element: "txnAmt", kind: .fen, isAlways: true),
        CarriedField(number: 15, element: "merFee", kind: .directed),
        CarriedField(number: 16, element: "settleAmt", kind: .directed),
    ]
}
