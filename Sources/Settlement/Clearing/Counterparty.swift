package import Meals

/// One acquirer's profile: how its files differ from the strict reading, since when, and why.
package struct Counterparty: Hashable, Sendable {
    package let id: String
    package let title: String
    /// Where the shop order number (field 12) repeats the retrieval reference of the payment.
    package let orderIsReference: Bool
    package let allowances: [Allowance]

    /// One deviation that is let pass for a while.
    package struct Allowance: Hashable, Sendable {
        package let deviation: Deviation
        package let from: Day
        /// The last day; nil is open.
        package let to: Day?
        /// Who said so, or in which file it was seen first.
        package let evidence: String

        package init(deviation: Deviation, from: Day, to: Day?, evidence: String) {
            self.deviation = deviation
            self.from = from
            self.to = to
            self.evidence = evidence
        }
    }

    package init(
        id: String, title: String, orderIsReference: Bool = false, allowances: [Allowance] = []
    ) {
        self.id = id
        self.title = title
        self.orderIsReference = orderIsReference
        self.allowances = allowances
    }

    /// Reads everything strictly.
    package static let strict = Counterparty(id: "strict", title: "strict")

    package func allows(_ deviation: Deviation, on date: Day) -> Bool {
        allowances.contains {
            $0.deviation == deviation && $0.from <= date && ($0.to.map { date <= $0 } ?? true)
        }
    }
}

/// A named way in which a clearing file may differ from the strict reading.
package enum Deviation: String, CaseIterable, Sendable {
    /// Lines end with LF instead of CRLF.
    case lineFeedOnly = "line-feed-only"
    /// The last line has no line end.
    case lastLineOpen = "last-line-open"
    /// ZM_ as older programs read it: field 41 is a reserve of 131 bytes.
    case fields41 = "fields-41"
    /// Field 8 is not digits 8 to 11 of the merchant's code.
    case categoryDiffers = "category-differs"
    /// Field 10 is not year, field 5, field 4 and one more digit.
    case queryIdFree = "query-id-free"
    /// Two movements with one query id; the second is a duplicate, not a refusal.
    case queryIdTwice = "query-id-twice"
    /// The net amount is not the settled one, as with 分账.
    case netDiffers = "net-differs"
    /// A table without its header row.
    case noHeaderRow = "no-header-row"
    /// Columns with a cardholder's name or identity number; they are dropped unread.
    case personalData = "personal-data"
    /// A file without a single movement.
    case emptyFile = "empty-file"
    /// A card type that is none of those known; it counts as 其他卡.
    case unknownCardType = "unknown-card-type"
    /// A fee for instalments beside the merchant's own: settled = amount − fee − instalment fee.
    case instalmentFee = "instalment-fee"
    /// What was paid is not the amount less the discount.
    case paidDiffers = "paid-differs"
    /// A report's row under a word that names no kind of movement known; only the total is
    /// compared then.
    case unknownTradeTitle = "unknown-trade-title"
}

extension Counterparty {
    /// Reads a profile; unknown keys and options are refused.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        let keys = reader.keys(
            of: outline, required: ["counterparty", "title"],
            optional: ["order_is_reference", "deviations"])
        let id = reader.value(keys["counterparty"], PlainWord.shape) {
            PlainWord.accepts($0) ? $0 : nil
        }
        let title = reader.text(keys["title"])
        let orderIsReference =
            reader.value(keys["order_is_reference"], "yes or no") { text -> Bool? in
                text == "yes" ? true : text == "no" ? false : nil
            } ?? false
        var allowances: [Allowance] = []
        for entry in reader.list(keys["deviations"]) {
            let fields = reader.keys(
                of: entry, required: ["option", "from", "evidence"], optional: ["to"])
            let option = reader.word(fields["option"], as: Deviation.self)
            let from = reader.day(fields["from"])
            let to = reader.day(fields["to"])
            let evidence = reader.text(fields["evidence"])
            if let from, let to, to < from {
                reader.report(entry, "ends on \(to), before it begins")
            }
            if let option, let from, let evidence {
                allowances.append(
                    Allowance(deviation: option, from: from, to: to, evidence: evidence))
            }
        }
        let named = try reader.finish(id)
        self.init(
            id: named, title: title ?? named, orderIsReference: orderIsReference,
            allowances: allowances)
    }
}

/// A counterparty's leniency on one date, with a count of what it was needed for.
struct Leniency {
    let counterparty: Counterparty
    let date: Day
    private(set) var used: [Deviation: Int] = [:]

    init(_ counterparty: Counterparty, _ date: Day) {
        self.counterparty = counterparty
        self.date = date
    }

    /// True where the deviation is allowed; every use is counted.
    mutating func allows(_ deviation: Deviation) -> Bool {
        guard counterparty.allows(deviation, on: date) else { return false }
        used[deviation, default: 0] += 1
        return true
    }
}
