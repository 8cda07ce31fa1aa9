internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// One till's journal in a bundle: whose it is.
struct ProofTill: Hashable {
    let terminal: TerminalID
    let epoch: Int
    let canteen: CanteenID
    let key: PublicKey

    static let columns = ["terminal", "epoch", "canteen", "public_key"]
    var row: [String] { [terminal.text, "\(epoch)", canteen.text, key.bytes.hex] }
    var enrolment: Enrolment { Enrolment(terminal: terminal, epoch: epoch, key: key) }

    init(terminal: TerminalID, epoch: Int, canteen: CanteenID, key: PublicKey) {
        (self.terminal, self.epoch, self.canteen, self.key) = (terminal, epoch, canteen, key)
    }

    init(_ row: CSV.Row) throws(Problems) {
        guard let terminal = TerminalID(checked: row["terminal"]),
            let epoch = Int(decimal: row["epoch"].utf8), (1...4_095).contains(epoch),
            let bytes = [UInt8](hex: row["public_key"]), let key = PublicKey(bytes)
        else { throw Problems(row.problem("terminal", "names no till with its key")) }
        self.init(
            terminal: terminal, epoch: epoch, canteen: CanteenID(row["canteen"]), key: key)
    }
}

/// What a stretch of a journal is in the bundle for, and where the books have it.
struct ProofPlace: Hashable {
    enum Role: String {
        /// Its window is one of the bundle's.
        case claim
        /// Of such a window, but kept in quarantine: booked as no meal.
        case quarantine
        /// An earlier or other meal that counts towards a limit, or was taken back from.
        case use
        /// Only so that the chain holds together.
        case link
    }

    let terminal: TerminalID
    let epoch: Int
    let seqs: ClosedRange<Int>
    let window: Day
    let lateFrom: Day?
    let role: Role

    static let columns = ["terminal", "epoch", "from", "to", "window", "late_from", "role"]
    var row: [String] {
        [
            terminal.text, "\(epoch)", "\(seqs.lowerBound)", "\(seqs.upperBound)", "\(window)",
            lateFrom?.description ?? "", role.rawValue,
        ]
    }

    init(
        terminal: TerminalID, epoch: Int, seqs: ClosedRange<Int>, window: Day, lateFrom: Day?,
        role: Role
    ) {
        (self.terminal, self.epoch, self.seqs) = (terminal, epoch, seqs)
        (self.window, self.lateFrom, self.role) = (window, lateFrom, role)
    }

    init(_ row: CSV.Row) throws(Problems) {
        guard let terminal = TerminalID(checked: row["terminal"]),
            let epoch = Int(decimal: row["epoch"].utf8), let from = Int(decimal: row["from"].utf8),
            let to = Int(decimal: row["to"].utf8), 1 <= from, from <= to, to < 1 << 32,
            let window = Day(row["window"]), let role = Role(rawValue: row["role"])
        else { throw Problems(row.problem("from", "is no stretch of a journal")) }
        let late = row["late_from"]
        guard late.isEmpty || Day(late) != nil else {
            throw Problems(row.problem("late_from", "is no date"))
        }
        self.init(
            terminal: terminal, epoch: epoch, seqs: from...to, window: window, lateFrom: Day(late),
            role: role)
    }
}

/// One funder's part of one rule in one record, as the books have it; negative where it was taken
/// back.
struct ProofPart: Hashable {
    let name: SubsidyName
    var claimed = Fen.zero
    var variance = Fen.zero
    /// Held back in suspense: beyond a limit.
    var suspended = Fen.zero

    static let columns = ["seq", "funder", "policy", "rule", "claimed", "variance", "suspense"]
    func row(_ seq: Int) -> [String] {
        [
            "\(seq)", name.funder, name.policy, name.rule, claimed.yuan, variance.yuan,
            suspended.yuan,
        ]
    }

    var isNothing: Bool { claimed == .zero && variance == .zero && suspended == .zero }

    static func + (a: ProofPart, b: ProofPart) -> ProofPart {
        ProofPart(
            name: a.name, claimed: a.claimed + b.claimed, variance: a.variance + b.variance,
            suspended: a.suspended + b.suspended)
    }
}

extension ProofPart {
    init(_ row: CSV.Row) throws(Problems) {
        guard let claimed = Fen(signedYuan: row["claimed"]),
            let variance = Fen(signedYuan: row["variance"]),
            let suspended = Fen(signedYuan: row["suspense"])
        else { throw Problems(row.problem("claimed", "an amount is not one in yuan")) }
        self.init(
            name: SubsidyName(funder: row["funder"], policy: row["policy"], rule: row["rule"]),
            claimed: claimed, variance: variance, suspended: suspended)
    }
}

extension Fen {
    /// Reads an amount such as `-2.00`.
    init?(signedYuan text: String) {
        let isNegative = text.hasPrefix("-")
        guard let amount = Fen(yuan: isNegative ? text.dropFirst() : text[...]) else { return nil }
        self = isNegative ? .zero - amount : amount
    }
}

/// What a funder owes a canteen under a rule for one window.
struct ProofClaim: Hashable {
    struct Name: Hashable, Comparable {
        let window: Day
        let canteen: CanteenID
        let subsidy: SubsidyName

        static func < (a: Name, b: Name) -> Bool {
            (a.window, a.canteen, a.subsidy) < (b.window, b.canteen, b.subsidy)
        }
    }

    let name: Name
    let merchant: MerchantID
    /// Sales with something claimed.
    var sales = 0
    var claimed = Fen.zero
    var takenBack = Fen.zero
    /// By the account of the funder.
    var payable = Fen.zero

    static let columns = [
        "window", "canteen", "merchant", "funder", "policy", "rule", "sales", "claimed",
        "taken_back", "payable",
    ]
    var row: [String] {
        [
            "\(name.window)", name.canteen.text, merchant.text, name.subsidy.funder,
            name.subsidy.policy, name.subsidy.rule, "\(sales)", claimed.yuan, takenBack.yuan,
            payable.yuan,
        ]
    }

    init(name: Name, merchant: MerchantID) { (self.name, self.merchant) = (name, merchant) }

    init(_ row: CSV.Row) throws(Problems) {
        guard let window = Day(row["window"]), let sales = Int(decimal: row["sales"].utf8),
            let claimed = Fen(signedYuan: row["claimed"]),
            let back = Fen(signedYuan: row["taken_back"]),
            let payable = Fen(signedYuan: row["payable"])
        else { throw Problems(row.problem("window", "is no claim")) }
        name = Name(
            window: window, canteen: CanteenID(row["canteen"]),
            subsidy: SubsidyName(
                funder: row["funder"], policy: row["policy"], rule: row["rule"]))
        merchant = MerchantID(row["merchant"])
        (self.sales, self.claimed, takenBack, self.payable) = (sales, claimed, back, payable)
    }

    /// Counts one record's part in.
    mutating func add(_ part: ProofPart, isSale: Bool) {
        guard part.claimed != .zero else { return }
        if isSale {
            sales += 1
            claimed += part.claimed
        } else {
            takenBack -= part.claimed
        }
    }
}

/// A card that was stopped, as far as the bundle's meals were paid with it.
struct ProofStop: Hashable {
    let card: CardToken
    let stoppedAt: Moment

    static let columns = ["card", "stopped_at"]
    var row: [String] { [card.text, "\(stoppedAt.milliseconds)"] }

    init(card: CardToken, stoppedAt: Moment) { (self.card, self.stoppedAt) = (card, stoppedAt) }

    init(_ row: CSV.Row) throws(Problems) {
        guard let at = Int(decimal: row["stopped_at"].utf8) else {
            throw Problems(row.problem("stopped_at", "is no time"))
        }
        self.init(card: CardToken(row["card"]), stoppedAt: Moment(milliseconds: Int64(at)))
    }
}

/// What a person should know of a record.
struct ProofNote: Hashable {
    let record: String
    let kind: String
    let detail: String

    static let columns = ["record", "kind", "detail"]
    var row: [String] { [record, kind, detail] }
}

/// A table of a bundle as text, and back.
enum ProofTable {
    static func text(_ columns: [String], _ rows: some Sequence<[String]>) -> [UInt8] {
        var text = CSV.row(columns)
        for row in rows { text += CSV.row(row) }
        return Array(text.utf8)
    }
}
