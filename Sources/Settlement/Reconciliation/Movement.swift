package import Meals

/// A card payment or its taking back, as one side of a reconciliation tells it.
package struct Movement: Hashable, Sendable {
    /// Where it is written: a journal record, or a file and line.
    package let source: String
    package let merchant: String
    package let terminal: String
    package let trace: String
    package let time: Moment
    package let kind: ClearingKind
    package let amount: Fen
    /// What the acquirer took; nil on our side, where nothing is known of it.
    package let fee: Fen?
    /// What it should have taken; nil where no rate is agreed.
    package let feeDue: Fen?
    package let card: String
    package let rrn: String
    /// The sale that is taken back, where it is known.
    package let original: Original?
    /// The number of the open item that it comes from; nil for one of today.
    package let item: Int?

    /// Terminal, trace and time of a sale.
    package struct Original: Hashable, Sendable {
        package let trace: String
        package let time: Moment

        package init(trace: String, time: Moment) {
            self.trace = trace
            self.time = time
        }
    }

    package init(
        source: String, merchant: String, terminal: String, trace: String, time: Moment,
        kind: ClearingKind, amount: Fen, fee: Fen?, feeDue: Fen? = nil, card: String, rrn: String,
        original: Original? = nil, item: Int? = nil
    ) {
        self.source = source
        self.merchant = merchant
        self.terminal = terminal
        self.trace = trace
        self.time = time
        self.kind = kind
        self.amount = amount
        self.fee = fee
        self.feeDue = feeDue
        self.card = card
        self.rrn = rrn
        self.original = original
        self.item = item
    }

    /// Seen from the merchant.
    package var gained: Fen { kind.isCredit ? amount : -amount }
}

extension Movement {
    /// A movement of a clearing file.
    package init(_ entry: ClearingEntry, file: String, fees: FeeSchedule? = nil) {
        let originalTime = entry.original.flatMap {
            ClearingFields.time($0.time, near: entry.settleDate)
        }
        self.init(
            source: "\(file):\(entry.line)", merchant: entry.merchant.text,
            terminal: entry.terminal, trace: entry.trace, time: entry.time, kind: entry.kind,
            amount: entry.amount, fee: entry.fee,
            feeDue: fees?.fee(
                merchant: entry.merchant, card: entry.cardType, kind: entry.kind,
                amount: entry.amount, on: entry.settleDate),
            card: entry.card, rrn: entry.rrn,
            original: entry.original.flatMap { original in
                originalTime.map { Original(trace: original.trace, time: $0) }
            })
    }

    /// One line that an open item keeps: fields parted by `;`, what would part them as `%3B`.
    package var text: String {
        [
            source, merchant, terminal, trace, "\(time.milliseconds)", kind.rawValue,
            "\(amount.fen)", fee.map { "\($0.fen)" } ?? "", card, rrn,
        ].map(Movement.escaped).joined(separator: ";")
    }

    /// Reads ``text``; nil for anything else.
    package init?(text: some StringProtocol, item: Int) {
        let fields = String(text).split(
            separator: ";" as Character, maxSplits: 9, omittingEmptySubsequences: false
        )
        .map { Movement.unescaped(String($0)) }
        guard fields.count == 10, let milliseconds = Int64(fields[4]),
            let kind = ClearingKind(rawValue: fields[5]), let amount = Int64(fields[6])
        else { return nil }
        self.init(
            source: fields[0], merchant: fields[1], terminal: fields[2], trace: fields[3],
            time: Moment(milliseconds: milliseconds), kind: kind, amount: Fen(amount),
            fee: Int64(fields[7]).map(Fen.init), card: fields[8], rrn: fields[9], item: item)
    }

    private static let partings = [("%", "%25"), (";", "%3B"), ("\n", "%0A"), ("\r", "%0D")]

    private static func escaped(_ field: String) -> String {
        partings.reduce(field) { $0.replacing($1.0, with: $1.1) }
    }

    private static func unescaped(_ field: String) -> String {
        partings.reversed().reduce(field) { $0.replacing($1.1, with: $1.0) }
    }

    /// What tells it from every other, whatever file it is in.
    package var identity: String {
        "\(terminal) \(trace) \(time.milliseconds / 1000) \(kind.rawValue) \(merchant) "
            + "\(amount.fen) \(rrn)"
    }

    /// For a clerk: `01000001 000017 2026-11-23T11:05:09+08:00 ¥18.50`.
    package var words: String {
        let sign = kind.isCredit ? "" : "-"
        return "\(terminal) \(trace) \(time) ¥\(sign)\(amount)"
            + (rrn.isEmpty ? "" : " rrn \(rrn)") + feeWords + " (\(source))"
    }
}

extension Movement {
    /// Said only where the acquirer took another fee than was agreed.
    private var feeWords: String {
        guard let fee, let feeDue, fee != feeDue else { return "" }
        return ", fee ¥\(fee), agreed ¥\(feeDue)"
    }
}

extension ReconciliationNames {
    /// The packed row of a movement.
    package mutating func row(_ movement: Movement) -> ReconciliationRow {
        let terminal = terminal(movement.terminal)
        return ReconciliationRow(
            terminal: terminal, merchant: merchant(movement.merchant),
            trace: UInt32(movement.trace) ?? 0,
            second: ReconciliationNames.second(movement.time), reference: reference(movement.rrn),
            card: ReconciliationNames.card(movement.card), amount: movement.amount,
            fee: ReconciliationNames.excess(movement), kind: movement.kind,
            original: movement.original.map {
                ReconciliationRow.key(
                    terminal: terminal, trace: UInt32($0.trace) ?? 0,
                    second: ReconciliationNames.second($0.time))
            } ?? 0,
            isCarried: movement.item != nil)
    }

    /// What was taken above the agreed fee: 0 on our side, nil where nothing is agreed.
    private static func excess(_ movement: Movement) -> Fen? {
        guard let taken = movement.fee else { return .zero }
        return movement.feeDue.map { taken - $0 }
    }

    static func second(_ time: Moment) -> UInt32 {
        UInt32(clamping: time.milliseconds / 1000)
    }
}
