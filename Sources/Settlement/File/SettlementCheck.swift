internal import Meals

/// Follows a settlement file row by row and notes every difference.
struct SettlementCheck {
    private let file: String
    private let header: SettlementHeader
    private var rules: SettlementRules
    private var tally = SettlementTally()
    private var tendersWithoutReference = 0
    private var differences: [Problem] = []
    private var furtherDifferences = 0

    private static let listLimit = 100

    init(_ header: SettlementHeader, _ merchants: [SettlementMerchant], file: String) {
        self.file = file
        self.header = header
        rules = SettlementRules(header: header, merchants: merchants)
        for defect in SettlementRules.defects(of: header) { note(nil, "hdr", defect) }
        for (last, next) in zip(merchants, merchants.dropFirst()) where last.merId >= next.merId {
            note(nil, "mer \(next.merId)", .order(after: last.merId.text))
        }
    }

    mutating func check(_ entry: SettlementEntry) {
        let transaction = entry.transaction
        var defects = entry.defects + rules.defects(ofNext: transaction)
        if tally.txnCount == SettlementRules.rowLimit {
            defects.append(.tooManyRows(limit: SettlementRules.rowLimit))
        }
        for defect in defects { note(entry.line, "txn \(transaction.ref)", defect) }
        // Rows within the limits keep every sum far inside 64 bits; others are told, not added.
        guard tally.txnCount < SettlementRules.rowLimit,
            transaction.granted <= .limit, transaction.amount <= .limit
        else { return }
        tally.add(transaction)
        for tender in transaction.tenders
        where tender.kind.hasAcquirer && tender.reference == nil {
            tendersWithoutReference += 1
        }
    }

    mutating func verdict(_ closing: SettlementClosing) -> SettlementVerdict {
        for located in closing.defects { note(located.line, located.place, located.defect) }
        checkClaims(closing)
        checkDeliveries(closing)
        let totals = tally.totals(with: closing.deliveries)
        checkTotals(stated: closing.totals, derived: totals, line: closing.trailerLine)
        return SettlementVerdict(
            header: header, totals: totals, claims: tally.claims, deliveries: closing.deliveries,
            tendersWithoutReference: tendersWithoutReference, differences: differences,
            furtherDifferences: furtherDifferences)
    }

    private mutating func checkClaims(_ closing: SettlementClosing) {
        let lines = Dictionary(
            zip(closing.claims.map(\.key), closing.claimLines), uniquingKeysWith: { $1 })
        let found = ClaimComparison.differences(stated: closing.claims, derived: tally.claims)
        for (key, defects) in found {
            for defect in defects {
                note(lines[key] ?? closing.trailerLine, "claim \(key)", defect)
            }
        }
    }

    private mutating func checkDeliveries(_ closing: SettlementClosing) {
        var last: SettlementDelivery?
        for (delivery, line) in zip(closing.deliveries, closing.deliveryLines) {
            if !rules.knows(delivery.merId) {
                note(line, delivery.place, .unknownMerchant(delivery.merId))
            }
            if let last, !SettlementDelivery.inOrder(last, delivery) {
                note(line, delivery.place, .order(after: last.place))
            }
            last = delivery
        }
    }

    private mutating func checkTotals(
        stated: SettlementTotals, derived: SettlementTotals, line: Int
    ) {
        guard stated != derived else { return }
        let stated = stated.figures
        let derived = derived.figures
        let statedByName = Dictionary(stated, uniquingKeysWith: { first, _ in first })
        let derivedByName = Dictionary(derived, uniquingKeysWith: { first, _ in first })
        let before = differences.count + furtherDifferences
        for (name, value) in derived {
            guard let claimed = statedByName[name] else {
                note(line, "trailer", .figureMissing(name: name, derived: value))
                continue
            }
            if claimed != value {
                note(line, "trailer", .figure(name: name, stated: claimed, derived: value))
            }
        }
        for (name, value) in stated where derivedByName[name] == nil {
            note(line, "trailer", .figureUnfounded(name: name, stated: value))
        }
        // The figures are the same, so a row is there twice or the rows are in another order.
        if differences.count + furtherDifferences == before {
            note(line, "trailer", .order(after: "the row that belongs before it"))
        }
    }

    private mutating func note(_ line: Int?, _ place: String, _ defect: SettlementDefect) {
        guard differences.count < SettlementCheck.listLimit else {
            furtherDifferences += 1
            return
        }
        differences.append(
            Problem(file: file, line: line, place: place, reason: defect.description))
    }
}
