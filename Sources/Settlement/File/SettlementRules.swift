internal import Meals

/// The rules between the rows of a settlement file, which no schema can state.
struct SettlementRules {
    private let header: SettlementHeader
    // By the plain texts: a code's own hash is generic code of another room, and slow.
    private let terminals: [String: Set<String>]
    private var lastRef = ""

    /// More rows of one kind than any city has; it keeps every sum far inside 64 bits.
    static let rowLimit = 1_000_000

    init(header: SettlementHeader, merchants: [SettlementMerchant]) {
        self.header = header
        terminals = Dictionary(
            merchants.map { ($0.merId.text, Set($0.terminals.map(\.text))) },
            uniquingKeysWith: { $0.union($1) })
    }

    func knows(_ merchant: MerchantID) -> Bool { terminals[merchant.text] != nil }

    /// What is wrong with the head of the file, by itself.
    static func defects(of header: SettlementHeader) -> [SettlementDefect] {
        guard header.windowFrom < header.windowTo else { return [.windowOfNoLength] }
        var defects: [SettlementDefect] = []
        let date = header.settleDate
        let length = header.windowTo.milliseconds - header.windowFrom.milliseconds
        if header.windowTo < Moment(date, secondOfDay: 0)
            || header.windowFrom >= Moment(date + 1, secondOfDay: 0) || length > 172_800_000
        {
            defects.append(.windowOfOtherDate)
        }
        if header.previous?.fileId == header.fileId { defects.append(.followsItself) }
        return defects
            + SettlementDefect.personal([
                ("fileId", header.fileId), ("prevFile", header.previous?.fileId ?? ""),
            ])
    }

    /// A till stands at one canteen; acquirers number terminals anew for each merchant.
    static func defects(of merchants: [SettlementMerchant]) -> [(MerchantID, SettlementDefect)] {
        var known: Set<String> = []
        let personal = merchants.flatMap { merchant in
            SettlementDefect.personal([
                ("merName", merchant.name), ("canteenCode", merchant.canteen?.text ?? ""),
            ]).map { (merchant.merId, $0) }
        }
        return personal
            + merchants.filter { $0.canteen != nil }.flatMap { merchant in
                merchant.terminals.filter { !known.insert($0.text).inserted }
                    .map { (merchant.merId, .terminalTwice($0)) }
            }
    }

    /// What is wrong with the next transaction; its ref must be above all before it.
    mutating func defects(ofNext transaction: SettlementTransaction) -> [SettlementDefect] {
        var defects: [SettlementDefect] = []
        if transaction.ref <= lastRef { defects.append(.order(after: lastRef)) }
        lastRef = transaction.ref
        defects += SettlementRules.personal(transaction)
        if let known = terminals[transaction.merId.text] {
            if !known.contains(transaction.termId.text) {
                defects.append(.unknownTerminal(transaction.termId, merchant: transaction.merId))
            }
        } else {
            defects.append(.unknownMerchant(transaction.merId))
        }
        checkTime(transaction, &defects)
        checkOriginal(transaction, &defects)
        checkAmounts(transaction, &defects)
        return defects
    }

    private static func personal(_ transaction: SettlementTransaction) -> [SettlementDefect] {
        // Most texts are short: nothing is gathered for them.
        var defects: [SettlementDefect] = []
        func check(_ name: String, _ text: String) {
            if text.utf8.count >= 16, let what = PersonalNumber.found(in: text) {
                defects.append(.personalNumber(field: name, what.rawValue))
            }
        }
        check("ref", transaction.ref)
        if let original = transaction.original { check("orig", original.ref) }
        for subsidy in transaction.subsidies {
            check("policy", subsidy.policy)
            check("rule", subsidy.rule)
            check("fund", subsidy.fund)
        }
        return defects
    }

    private func checkTime(
        _ transaction: SettlementTransaction, _ defects: inout [SettlementDefect]
    ) {
        let isEarly = transaction.time < header.windowFrom && transaction.lateFrom == nil
        if isEarly || transaction.time >= header.windowTo {
            defects.append(.outsideWindow(transaction.time))
        }
        if let day = transaction.lateFrom, day >= header.settleDate {
            defects.append(.lateFrom(day))
        }
    }

    private func checkOriginal(
        _ transaction: SettlementTransaction, _ defects: inout [SettlementDefect]
    ) {
        guard let original = transaction.original else {
            if transaction.type != .sale { defects.append(.originalMissing) }
            return
        }
        if transaction.type == .sale { defects.append(.originalOfSale) }
        if original.ref == transaction.ref { defects.append(.originalIsItself) }
        if let day = original.settleDate, day >= header.settleDate {
            defects.append(.originalLater(day))
        }
    }

    private func checkAmounts(
        _ transaction: SettlementTransaction, _ defects: inout [SettlementDefect]
    ) {
        let parts = transaction.discount + transaction.granted + transaction.amount
        if parts != transaction.meal {
            defects.append(.equation(meal: transaction.meal, parts: parts))
        }
        for (index, subsidy) in transaction.subsidies.enumerated() where index > 0 {
            let isRepeated = transaction.subsidies[..<index].contains {
                $0.rule == subsidy.rule && $0.fund == subsidy.fund && $0.state == subsidy.state
                    && $0.policy == subsidy.policy
            }
            if isRepeated {
                defects.append(.repeatedSubsidy(rule: subsidy.rule, fund: subsidy.fund))
            }
        }
        for tender in transaction.tenders
        where tender.reference != nil && !tender.kind.hasAcquirer {
            defects.append(.needlessReference(tender.kind))
        }
    }
}
