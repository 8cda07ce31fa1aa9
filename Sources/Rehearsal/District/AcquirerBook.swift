internal import Meals
internal import Settlement

/// The acquirer's own list of a settlement date, in which things go wrong.
struct AcquirerBook {
    let date: Day
    let fees: FeeSchedule
    /// By the number of the movement; nil where it is missing or late.
    private var entries: [ClearingEntry?]
    private var extras: [ClearingEntry] = []
    private(set) var disputes: [ClearingDispute] = []
    /// What comes in the next date's files.
    private(set) var late: [ClearingEntry] = []
    private var touched: Set<Int> = []

    init(date: Day, fees: FeeSchedule, entries: [ClearingEntry]) {
        self.date = date
        self.fees = fees
        self.entries = entries
    }

    /// How many movements came in beside those of the tills.
    var extraCount: Int { extras.count }

    mutating func add(_ entry: ClearingEntry) { extras.append(entry) }

    mutating func replace(_ index: Int, with entry: ClearingEntry) { entries[index] = entry }

    /// What is settled, in the order of the movements.
    var settled: [ClearingEntry] { entries.compactMap { $0 } + extras }

    static func entry(
        _ movement: Movement, date: Day, fees: FeeSchedule, line: Int
    ) -> ClearingEntry {
        let merchant = MerchantID(movement.merchant)
        // The card's number decides its type, so that the same card has it every day.
        let digit = movement.card.utf8.last.map { Int($0) % 10 } ?? 10
        let card: CardType = movement.card.isEmpty ? .other : digit < 7 ? .debit : .credit
        return make(
            movement.time, movement.kind, movement.amount, merchant: merchant, card: card,
            fees: fees, date: date, line: line, like: movement)
    }

    private static func make(
        _ time: Moment, _ kind: ClearingKind, _ amount: Fen, merchant: MerchantID,
        card: CardType, fees: FeeSchedule, date: Day, line: Int, like movement: Movement,
        feeMore: Fen = .zero
    ) -> ClearingEntry {
        let agreed =
            fees.fee(merchant: merchant, card: card, kind: kind, amount: amount, on: date)
            ?? .zero
        let fee = agreed + feeMore
        return ClearingEntry(
            merchant: merchant, terminal: movement.terminal, trace: movement.trace, time: time,
            kind: kind, amount: amount, fee: fee,
            settled: (kind.isCredit ? amount : -amount) - fee, cardType: card,
            card: movement.card, rrn: movement.rrn, queryId: "",
            original: kind == .sale
                ? nil
                : .init(
                    trace: movement.original?.trace ?? "",
                    time: movement.original?.time.monthToSecond ?? "", queryId: ""),
            settleDate: date, line: line)
    }

    /// A sale that nothing was done to yet, away from the cut-over.
    mutating func victim(_ random: inout SeededRandom) -> Int? {
        let sales = entries.indices.filter { index in
            guard let entry = entries[index], !touched.contains(index) else { return false }
            return entry.kind == .sale && entry.amount > Fen(300)
                && (5 * 3600..<21 * 3600).contains(entry.time.secondOfDay)
                && !entries.contains {
                    $0?.original?.trace == entry.trace && $0?.terminal == entry.terminal
                }
        }
        guard !sales.isEmpty else { return nil }
        let index = sales[random.below(sales.count)]
        touched.insert(index)
        return index
    }

    mutating func apply(_ fault: AcquirerFault, at index: Int, merchants: [MerchantID]) {
        guard let entry = entries[index] else { return }
        switch fault {
        case .missing: entries[index] = nil
        case .late:
            late.append(entry)
            entries[index] = nil
        case .extra: extras.append(stranger(like: entry))
        case .amount: entries[index] = changed(entry, amount: entry.amount + Fen(100))
        case .reversed: extras.append(reversal(of: entry))
        case .chargeback: disputes.append(chargeback(of: entry))
        case .wrongMerchant:
            if let other = merchants.first(where: { $0 != entry.merchant }) {
                entries[index] = changed(entry, merchant: other)
            }
        case .fee: entries[index] = changed(entry, feeMore: Fen(1))
        case .duplicate: extras.append(again(entry))
        case .strayRefund: extras.append(strayRefund(like: entry))
        case .parts: inParts(index, entry)
        case .splitCredit: break
        }
    }

    /// Takes in what came late with an earlier date.
    mutating func add(late: [ClearingEntry]) {
        func name(_ entry: ClearingEntry) -> String {
            "\(entry.terminal) \(entry.trace) \(entry.time) \(entry.kind)"
        }
        let own = Set((settled + self.late).map(name))
        extras += late.filter { entry in
            !own.contains(name(entry)) && entry.time.day < date
        }
    }

    private func changed(
        _ entry: ClearingEntry, amount: Fen? = nil, merchant: MerchantID? = nil,
        feeMore: Fen = .zero
    ) -> ClearingEntry {
        AcquirerBook.make(
            entry.time, entry.kind, amount ?? entry.amount, merchant: merchant ?? entry.merchant,
            card: entry.cardType, fees: fees, date: date, line: entry.line,
            like: movement(entry), feeMore: feeMore)
    }

    /// A payment that no till knows.
    private func stranger(like entry: ClearingEntry) -> ClearingEntry {
        let trace = 900_000 + extras.count
        let movement = Movement(
            source: "", merchant: entry.merchant.text, terminal: entry.terminal,
            trace: trace.padded(6), time: entry.time.adding(seconds: 77), kind: .sale,
            amount: entry.amount + Fen(1), fee: nil, card: "621700******9999",
            rrn: (990_000_000_000 + trace).padded(12))
        return AcquirerBook.entry(movement, date: date, fees: fees, line: 0)
    }

    /// 差错: what was settled is taken back, the fee with it.
    private func chargeback(of entry: ClearingEntry) -> ClearingDispute {
        ClearingDispute(
            code: "E99", merchant: entry.merchant, trace: entry.trace,
            time: entry.time.adding(seconds: 3_600), card: entry.card, amount: entry.amount,
            lastTrace: entry.trace, lastTime: entry.time.monthToSecond,
            lastSettleDate: String(entry.time.monthToSecond.prefix(4)), lastAmount: entry.amount,
            fee: .zero - entry.fee, settled: .zero - entry.settled, line: 0)
    }

    /// 冲正: theirs comes to nothing, ours stands.
    private func reversal(of entry: ClearingEntry) -> ClearingEntry {
        let time = entry.time.adding(seconds: 5)
        let movement = Movement(
            source: "", merchant: entry.merchant.text, terminal: entry.terminal,
            trace: entry.trace, time: time, kind: .reversal, amount: entry.amount, fee: nil,
            card: entry.card, rrn: "",
            original: .init(trace: entry.trace, time: entry.time))
        return AcquirerBook.make(
            time, .reversal, entry.amount, merchant: entry.merchant, card: entry.cardType,
            fees: fees, date: date, line: 0, like: movement)
    }

    private func movement(_ entry: ClearingEntry) -> Movement {
        Movement(
            source: "", merchant: entry.merchant.text, terminal: entry.terminal,
            trace: entry.trace, time: entry.time, kind: entry.kind, amount: entry.amount,
            fee: nil, card: entry.card, rrn: entry.rrn)
    }
}
