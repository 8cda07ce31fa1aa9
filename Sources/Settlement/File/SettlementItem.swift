package import Meals

/// Something between two sides that does not agree, or did not until now.
package struct SettlementItem: Hashable, Sendable {
    package let ref: String
    /// Nil where money of the bank or of a funder names no merchant.
    package let merId: MerchantID?
    package let leg: Leg
    package let kind: Verdict
    package let state: State
    /// The settlement date on which it was found.
    package let firstSeen: Day
    /// Its number in the register of open items; nil for one that this file is the first to tell.
    package let openItem: Int?
    package let ours: [Side]
    package let theirs: [Side]

    /// Which two sides.
    package enum Leg: String, CaseIterable, Sendable {
        case tillAcquirer = "till-acquirer"
        case acquirerBank = "acquirer-bank"
        case claimPayment = "claim-payment"
    }

    package enum State: String, CaseIterable, Sendable {
        /// Several readings; a person chooses.
        case doubt
        /// Not explained yet.
        case suspense
        /// The other side came.
        case cleared
    }

    /// What one side has: a transaction or movement, or what was due or booked at the bank.
    package struct Side: Hashable, Sendable {
        /// A transaction, a movement of the acquirer, or what the bank's words name.
        package let ref: String
        /// The settlement date to which it belongs; nil for one that is in this file.
        package let settleDate: Day?
        /// Seen from the merchant.
        package let gained: Fen

        package init(ref: String, settleDate: Day? = nil, gained: Fen) {
            self.ref = ref
            self.settleDate = settleDate
            self.gained = gained
        }
    }

    package init(
        ref: String, merId: MerchantID?, leg: Leg = .tillAcquirer, kind: Verdict, state: State,
        firstSeen: Day, openItem: Int? = nil, ours: [Side], theirs: [Side]
    ) {
        self.ref = ref
        self.merId = merId
        self.leg = leg
        self.kind = kind
        self.state = state
        self.firstSeen = firstSeen
        self.openItem = openItem
        self.ours = ours
        self.theirs = theirs
    }

    /// What is still between the two sides: ours less theirs, seen from the merchant.
    package var difference: Fen {
        state == .cleared ? .zero : ours.total(\.gained) - theirs.total(\.gained)
    }

    /// Days since it was found.
    package func age(on settleDate: Day) -> Int { settleDate - firstSeen }

    var place: String { "item \(ref)" }
}

/// The items of a settlement date's file.
struct SettlementItems {
    let list: [SettlementItem]
    /// True where all of the date's tenders and movements were compared.
    let isCompared: Bool
    let settleDate: Day
}

/// Follows the items of a file.
struct ItemRules {
    private let header: SettlementHeader
    private let tells: Bool
    private var lastRef = ""
    /// What the items explain of today's tenders less today's movements.
    private var explained = Fen.zero

    /// - Parameter tells: true where all of the date's tenders and movements were compared.
    init(_ header: SettlementHeader, tells: Bool) {
        self.header = header
        self.tells = tells
    }

    /// What is wrong with the next item; its ref must be above all before it.
    mutating func defects(
        ofNext item: SettlementItem, marks: inout RowMarks, knows: (MerchantID) -> Bool
    ) -> [SettlementDefect] {
        var defects: [SettlementDefect] = []
        if item.ref <= lastRef { defects.append(.order(after: lastRef)) }
        lastRef = item.ref
        if item.firstSeen > header.settleDate { defects.append(.laterThanFile(item.firstSeen)) }
        if let merchant = item.merId {
            if item.firstSeen == header.settleDate, !knows(merchant) {
                defects.append(.unknownMerchant(merchant))
            }
        } else if item.leg == .tillAcquirer {
            defects.append(.itemWithoutMerchant)
        }
        if item.ours.isEmpty && item.theirs.isEmpty { defects.append(.itemOfNothing) }
        if item.state != .cleared {
            if item.kind == .long, !item.ours.isEmpty { defects.append(.wrongSide("long", "our")) }
            if item.kind == .short, !item.theirs.isEmpty {
                defects.append(.wrongSide("short", "their"))
            }
        }
        defects += SettlementDefect.personal(
            [("ref", item.ref)] + (item.ours + item.theirs).map { ("side ref", $0.ref) })
        for side in item.ours + item.theirs {
            if let day = side.settleDate, day >= header.settleDate {
                defects.append(.laterThanFile(day))
            }
        }
        if item.leg == .tillAcquirer { follow(item, &marks, &defects) }
        return defects
    }

    private mutating func follow(
        _ item: SettlementItem, _ marks: inout RowMarks, _ defects: inout [SettlementDefect]
    ) {
        for side in item.ours where side.settleDate == nil {
            if !marks.hasTender(of: side.ref, gained: side.gained) {
                defects.append(.noSuchTransaction(side.ref))
            }
        }
        for side in item.theirs where side.settleDate == nil {
            if !marks.hasMovement(side.ref, gained: side.gained) {
                defects.append(.noSuchMovement(side.ref))
            }
        }
        // What cleared an item is in this file, whether the item names it or not: it comes to what
        // the earlier files left open.
        let isCleared = item.state == .cleared
        let ours = item.ours.filter { ($0.settleDate == nil) != isCleared }.total(\.gained)
        let theirs = item.theirs.filter { ($0.settleDate == nil) != isCleared }.total(\.gained)
        explained += isCleared ? theirs - ours : ours - theirs
    }

    /// What no item explains between the tills and the acquirer, once all items are there.
    func defects(tendered: Fen, cleared: Fen) -> [SettlementDefect] {
        let rest = tendered - cleared - explained
        return tells && rest != .zero ? [.unexplained(rest)] : []
    }
}
