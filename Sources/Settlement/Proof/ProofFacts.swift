internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// A sale with grants, rated again.
struct ProofSale {
    let id: RecordID
    let window: Day
    /// True where the bundle is about its claim, false where only limits hang on it.
    let isCounted: Bool
    let time: Moment
    let canteen: CanteenID
    let diner: DinerID?
    let day: Day
    let period: MealPeriod
    let snapshot: String
    let policy: String?
    let grants: [(rule: String, parts: [ProofPart])]
    let gross: Fen
}

/// A void or refund with grants that it takes back.
struct ProofReversal {
    let id: RecordID
    let key: RecordKey
    let window: Day
    let isCounted: Bool
    let canteen: CanteenID
    let sale: RecordKey
    let grants: [Grant]
    let gross: Fen
}

/// Everything that was read from the journals and receipts of a bundle.
struct ProofFacts {
    var sales: [RecordKey: ProofSale] = [:]
    var reversals: [ProofReversal] = []
    /// Those that the books could not explain: they are said to take nothing from a claim.
    var unexplained: [ProofReversal] = []
    /// What the books say of each record.
    var stated: [RecordKey: [ProofPart]] = [:]

    private var numbers: [TerminalID: Int] = [:]
    private var names: [SubsidyName: SubsidyName] = [:]

    /// A name for a record that is good within this bundle.
    mutating func key(_ id: RecordID) -> RecordKey? {
        guard (1...4_095).contains(id.epoch), (1..<(1 << 32)).contains(id.seq) else { return nil }
        let number = numbers[id.terminal] ?? numbers.count + 1
        guard number < 1 << 18 else { return nil }
        numbers[id.terminal] = number
        return RecordKey(terminal: number, epoch: id.epoch, seq: id.seq)
    }

    /// The same name sharing its texts: there are a few names and many records.
    mutating func shared(_ part: ProofPart) -> ProofPart {
        let name = names[part.name] ?? part.name
        names[name] = name
        return ProofPart(
            name: name, claimed: part.claimed, variance: part.variance, suspended: part.suspended)
    }

    /// The record of a key, for a person.
    func id(of key: RecordKey) -> String {
        let terminal = numbers.first { $0.value == key.terminal }?.key
        return terminal.map { "\(RecordID(terminal: $0, epoch: key.epoch, seq: key.seq))" } ?? "?"
    }
}
