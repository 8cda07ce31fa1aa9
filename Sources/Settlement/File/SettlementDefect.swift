package import Meals

/// One way in which a settlement file, or what is to become one, is wrong.
package enum SettlementDefect: Hashable, Sendable {
    /// A value that the schema does not admit.
    case shape(field: String, value: String)
    /// `meal = discount + Σ subsidies + Σ tenders` does not hold.
    case equation(meal: Fen, parts: Fen)
    /// The stated txnAmt is not the sum of the tenders.
    case paid(stated: Fen, tenders: Fen)
    /// `dc` does not go the way of the transaction's type, or of the claim's sign.
    case direction(field: String, stated: String)
    /// A row does not come after the row before it.
    case order(after: String)
    case tooManyRows(limit: Int)
    case unknownMerchant(MerchantID)
    case unknownTerminal(TerminalID, merchant: MerchantID)
    /// The time lies outside the window and the record is not marked as late, or lies behind it.
    case outsideWindow(Moment)
    case windowOfNoLength
    /// A late record names a settlement date that is not before the file's own.
    case lateFrom(Day)
    case originalMissing
    case originalOfSale
    case originalIsItself
    /// The original's file is said to be this one or to come after it.
    case originalLater(Day)
    /// No sale of the file has the original's ref, and no earlier file is named.
    case originalNotHere(String)
    /// The original is another merchant's sale.
    case originalElsewhere(String)
    /// The same terminal sold the original later.
    case originalBehind(String)
    /// More of a figure is taken back than the sale has.
    case takesBackMore(String, String, by: Fen)
    /// A void gives back less of a figure than is left.
    case voidLeaves(String, String, Fen)
    /// The acquirer's references are those of an earlier sale's payment.
    case paymentTwice(String, line: Int)
    /// A sale's business day is not the day of its time, nor one beside it.
    case businessDay(Day, time: Day)
    case terminalTwice(TerminalID)
    /// A free text holds a number that names a person; the number is not repeated.
    case personalNumber(field: String, String)
    /// The file names itself as the one before it.
    case followsItself
    /// The window and the settlement date have no moment in common, or it is longer than two days.
    case windowOfOtherDate
    /// The same policy, rule, fund and state twice in one transaction.
    case repeatedSubsidy(rule: String, fund: String)
    /// A tender of a kind without an acquirer has references.
    case needlessReference(TenderKind)
    /// Some of the acquirer's references are there and some are missing.
    case incompleteReference
    /// The acquirer's time is not the transaction's.
    case traceTime(stated: String)
    case claimMissing
    /// No transaction supports the claim.
    case claimUnfounded
    case figure(name: String, stated: Int64, derived: Int64)
    case figureMissing(name: String, derived: Int64)
    case figureUnfounded(name: String, stated: Int64)
    /// A sum has more digits than the file can state.
    case sumTooLarge(name: String, value: Int64)
    /// A field of an acquirer's record that its layout has no room for.
    case field(name: String)
    /// A record whose ref is not that of its file and line.
    case lineRef(expected: String)
    /// The records do not give the bytes that the acquirer sent.
    case otherBytes
    /// A payment that the file's transactions do not have.
    case noSuchTransaction(String)
    /// A movement that the acquirer's files here do not have.
    case noSuchMovement(String)
    /// A date after the file's own, or not before it where it must be.
    case laterThanFile(Day)
    case itemOfNothing
    case itemWithoutMerchant
    /// An item has a side that its kind says is missing.
    case wrongSide(String, String)
    /// What lies between the tills and the acquirer and no item tells.
    case unexplained(Fen)
}

extension SettlementDefect: CustomStringConvertible {
    /// One line that says what is wrong; a value from the file is quoted only where it is harmless.
    package var description: String {
        switch self {
        case .shape(let field, _): "\(field) has a value that the schema does not admit"
        case .equation(let meal, let parts):
            "mealAmt is \(meal), but discount, subsidies and tenders add up to \(parts)"
        case .paid(let stated, let tenders):
            "txnAmt is \(stated), but the tenders add up to \(tenders)"
        case .direction(let field, let stated): "\(field) has the wrong direction \(stated)"
        case .order(let row): "does not come after \(row)"
        case .tooManyRows(let limit): "is one row too many; a file holds \(limit)"
        case .unknownMerchant(let merchant): "the merchant \(merchant) is not in the list"
        case .unknownTerminal(let terminal, let merchant):
            "the terminal \(terminal) is not among those of \(merchant)"
        case .outsideWindow(let time): "\(time) lies outside the window"
        case .windowOfNoLength: "the window ends before it begins"
        case .lateFrom(let day): "late from \(day), which is not an earlier settlement date"
        case .originalMissing: "a void or refund must name its original"
        case .originalOfSale: "a sale has no original"
        case .originalIsItself: "names itself as its original"
        case .originalLater(let day):
            "its original is said to be of \(day), which is this or a later file"
        case .originalNotHere(let ref):
            "its original \(ref) is no sale of this file, and no earlier file is named"
        case .originalElsewhere(let ref): "its original \(ref) is a sale of another merchant"
        case .originalBehind(let ref): "its original \(ref) was sold later at the same terminal"
        case .takesBackMore(let ref, let name, let amount):
            "\(amount) more of the \(name) is taken back than the sale \(ref) has"
        case .voidLeaves(let ref, let name, let amount):
            "is a void and leaves \(amount) of the \(name) of \(ref)"
        case .paymentTwice(let what, let line):
            "its payment has the \(what) of the one at line \(line)"
        case .businessDay(let day, let time): "its business day is \(day), its time of \(time)"
        case .terminalTwice(let terminal):
            "the terminal \(terminal) is another merchant's already"
        case .personalNumber(let field, let what):
            "\(field) holds what reads as \(what): mask it or leave it out, and destroy the file"
        case .followsItself: "names itself as the file before it"
        case .windowOfOtherDate: "the window is not one of its settlement date"
        case .repeatedSubsidy(let rule, let fund):
            "the subsidy of rule \(rule) and fund \(fund) is there twice"
        case .needlessReference(let kind): "a \(kind.rawValue) tender has no acquirer's references"
        case .incompleteReference: "traceNo, traceTime, batchNo and rrn belong together"
        case .traceTime(let stated): "traceTime \(stated) is not the time of the transaction"
        case .claimMissing: "there is no claim for subsidies that are claimed"
        case .claimUnfounded: "no transaction supports this claim"
        case .figure(let name, let stated, let derived):
            "\(name) is \(stated), but the file's rows give \(derived)"
        case .figureMissing(let name, let derived): "\(name) is missing; the rows give \(derived)"
        case .figureUnfounded(let name, let stated): "\(name) is \(stated), but no row supports it"
        case .sumTooLarge(let name, let value): "\(name) is \(value), more than a file can state"
        case .field(let name): "\(name) does not fit its place in the acquirer's layout"
        case .lineRef(let expected): "its line has the reference \(expected)"
        case .otherBytes: "its records do not give the bytes of the acquirer's file (digest)"
        case .noSuchTransaction(let ref): "no transaction \(ref) here has this payment"
        case .noSuchMovement(let ref): "no movement \(ref) of this amount is here"
        case .laterThanFile(let day): "\(day) is not before the file's settlement date"
        case .itemOfNothing: "has neither our side nor theirs"
        case .itemWithoutMerchant: "is of the acquirer's leg and names no merchant"
        case .wrongSide(let kind, let side): "is \(kind) and yet has \(side) side"
        case .unexplained(let rest):
            "tills less acquirer leave \(rest) that no item tells"
        }
    }
}

/// Why a settlement file was not written; there is none under its name.
package struct SettlementRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, such as `txn 01000001-1-17`, `claim …` or `trailer`.
    package let place: String
    package let defects: [SettlementDefect]

    package init(place: String, defects: [SettlementDefect]) {
        self.place = place
        self.defects = defects
    }

    package var description: String {
        "\(place): " + defects.map(\.description).joined(separator: "; ")
    }
}
