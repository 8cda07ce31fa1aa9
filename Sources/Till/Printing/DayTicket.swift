package import Journal
package import Meals

/// A till's day as one short text, printed as a QR code: any phone that reads it can carry the
/// proof of the day where the network does not reach.
///
/// Thirteen or fourteen fields with dots between them, in letters that a QR code packs well:
///
///     MULIN1 kind terminal epoch day first-last-head sales-reversals
///     gross discount subsidy paid tenders hash [signature] check
///
/// Amounts are fen. `tenders` has one letter and an amount for each. `hash` is the chain head at
/// the place `head`, so that whoever has the journal sees that this is its end. The signature is
/// the till's, over everything before it. The check is the beginning of the text's SHA-256: it
/// tells a misread code from a right one without the till's key.
package struct DayTicket: Hashable, Sendable {
    package let kind: TillReport.Kind
    package let head: ChainHead
    package let totals: DayClose
    /// What each tender came to; tenders that came to nothing are left out.
    package let tenders: [TenderKind: Fen]
    /// Empty where nobody signed.
    package private(set) var signature: [UInt8] = []

    /// Why a text is no ticket.
    package enum Failure: Error, Hashable, Sendable {
        case notATicket
        /// The check does not fit: a letter was misread or changed.
        case damaged
        /// A field that cannot be.
        case field(String)
        /// The sums do not agree with each other.
        case inconsistent
    }

    package init(_ report: TillReport) {
        kind = report.kind
        head = report.head
        totals = report.totals
        var sums: [TenderKind: Fen] = [:]
        for tender in report.tenders { sums[tender.kind, default: .zero] += tender.amount }
        tenders = sums.filter { $0.value != .zero }
    }

    private static let title = "MULIN1"
    private static let letters: [(TenderKind, Character)] = [
        (.cash, "C"), (.unionPayCard, "U"), (.unionPayQR, "Q"), (.eCNY, "E"), (.voucher, "V"),
    ]

    /// What the till signs.
    private var body: String {
        let payments = DayTicket.letters.map { kind, letter in
            tenders[kind].map { "\(letter)\($0.fen)" } ?? ""
        }
        let fields: [String] = [
            DayTicket.title, kind.rawValue, "\(head.terminal)", "\(head.epoch)",
            "\(totals.day)".filter { $0 != "-" }, "\(totals.first)-\(totals.last)-\(head.seq)",
            "\(totals.sales)-\(totals.reversals)", "\(totals.gross.fen)",
            "\(totals.discount.fen)", "\(totals.subsidy.fen)", "\(totals.paid.fen)",
            payments.joined(), head.hash.hex.uppercased(),
        ]
        return fields.joined(separator: ".")
    }

    private var signed: String {
        signature.isEmpty ? body : body + "." + signature.hex.uppercased()
    }

    /// The ticket as the QR code has it.
    package var text: String { signed + "." + DayTicket.check(of: signed) }

    private static func check(of text: String) -> String {
        String(Digest(of: Array(text.utf8)).hex.prefix(8)).uppercased()
    }

    /// The ticket with the till's signature.
    package func signed(by key: SigningKey) throws -> DayTicket {
        var copy = self
        copy.signature = try key.sign(Array(body.utf8))
        return copy
    }

    /// True where the till with this key made the ticket as it is.
    package func isSigned(by key: PublicKey) -> Bool {
        key.accepts(signature, over: Array(body.utf8))
    }
}

extension DayTicket {
    /// Reads a ticket back.
    package init(text: String) throws(Failure) {
        let fields = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard fields.first == DayTicket.title, (14...15).contains(fields.count) else {
            throw .notATicket
        }
        let content = fields.dropLast().joined(separator: ".")
        guard DayTicket.check(of: content) == fields[fields.count - 1] else { throw .damaged }
        guard let kind = TillReport.Kind(rawValue: fields[1]) else { throw .field("kind") }
        guard let terminal = TerminalID(checked: fields[2]) else { throw .field("terminal") }
        guard let epoch = Int(decimal: fields[3].utf8) else { throw .field("epoch") }
        let digits = fields[4]
        guard digits.utf8.count == 8,
            let day = Day(
                "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))")
        else { throw .field("day") }
        guard let places = DayTicket.numbers(fields[5], 3) else { throw .field("places") }
        guard let counts = DayTicket.numbers(fields[6], 2) else { throw .field("counts") }
        var amounts: [Fen] = []
        for field in fields[7...10] {
            guard let amount = Int64(field) else { throw .field("amounts") }
            amounts.append(Fen(amount))
        }
        guard let hash = Digest(hex: fields[12]) else { throw .field("hash") }
        self.kind = kind
        head = ChainHead(terminal: terminal, epoch: epoch, seq: places[2], hash: hash)
        totals = DayClose(
            day: day, first: places[0], last: places[1], sales: counts[0], reversals: counts[1],
            gross: amounts[0], discount: amounts[1], subsidy: amounts[2], paid: amounts[3])
        tenders = try DayTicket.payments(fields[11])
        if fields.count == 15 {
            guard let bytes = [UInt8](hex: fields[13]), !bytes.isEmpty else {
                throw .field("signature")
            }
            signature = bytes
        }
        guard isConsistent, self.text == text else { throw .inconsistent }
    }

    /// The records end where the chain does, and what was paid is what is left of the price.
    private var isConsistent: Bool {
        let sums =
            [totals.gross, totals.discount, totals.subsidy, totals.paid]
            + Array(tenders.values)
        guard sums.allSatisfy({ $0.fen.magnitude <= UInt64(Fen.limit.fen) }) else { return false }
        return totals.first >= 1 && totals.last >= totals.first - 1 && head.seq >= totals.last
            && totals.gross - totals.discount - totals.subsidy == totals.paid
            && tenders.values.total { $0 } == totals.paid
    }

    private static func numbers(_ field: String, _ count: Int) -> [Int]? {
        let numbers = field.split(separator: "-", omittingEmptySubsequences: false)
            .compactMap { Int(decimal: $0.utf8) }
        return numbers.count == count ? numbers : nil
    }

    private static func payments(_ field: String) throws(Failure) -> [TenderKind: Fen] {
        var payments: [TenderKind: Fen] = [:]
        var rest = field[...]
        while let letter = rest.popFirst() {
            let digits = rest.prefix { $0 == "-" || $0.isNumber }
            guard let kind = letters.first(where: { $0.1 == letter })?.0,
                let amount = Int64(digits), payments[kind] == nil
            else { throw .field("tenders") }
            payments[kind] = Fen(amount)
            rest = rest.dropFirst(digits.count)
        }
        return payments
    }
}

extension DayTicket.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notATicket: "this is not the code of a day's end; scan the one on the Z slip"
        case .damaged: "the code was misread or changed; scan it again"
        case .field(let name): "the code's \(name) cannot be; scan the slip again"
        case .inconsistent: "the code's figures contradict each other; send the slip to the bureau"
        }
    }
}
