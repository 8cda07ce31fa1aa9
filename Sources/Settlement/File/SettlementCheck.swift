internal import Meals

/// Follows a settlement file row by row and notes every difference.
struct SettlementCheck {
    private let file: String
    private let header: SettlementHeader
    private var rules: SettlementRules
    private var clearing: ClearingRules
    private var marks = RowMarks()
    private var originals = OriginalRules()
    private var payments = PaymentMarks()
    private var tally = SettlementTally()
    private var clearedFile: SettlementClearingFile?
    private var tendersWithoutReference = 0
    private var differences: [Problem] = []
    private var furtherDifferences = 0

    private static let listLimit = 100

    init(_ header: SettlementHeader, _ merchants: [SettlementMerchant], file: String) {
        self.file = file
        self.header = header
        rules = SettlementRules(header: header, merchants: merchants)
        clearing = ClearingRules(header)
        for defect in SettlementRules.defects(of: header) { note(nil, "hdr", defect) }
        for (last, next) in zip(merchants, merchants.dropFirst()) where last.merId >= next.merId {
            note(nil, "mer \(next.merId)", .order(after: last.merId.text))
        }
        for (merchant, defect) in SettlementRules.defects(of: merchants) {
            note(nil, "mer \(merchant)", defect)
        }
    }

    mutating func check(_ entry: SettlementEntry) {
        let transaction = entry.transaction
        var defects = entry.defects + rules.defects(ofNext: transaction)
        if tally.txnCount == SettlementRules.rowLimit {
            defects.append(.tooManyRows(limit: SettlementRules.rowLimit))
        }
        let (day, time) = (transaction.businessDay, transaction.time.day)
        if transaction.type == .sale, abs(day - time) > 1 {
            defects.append(.businessDay(day, time: time))
        }
        for defect in defects { note(entry.line, "txn \(transaction.ref)", defect) }
        // Rows within the limits keep every sum far inside 64 bits; others are told, not added.
        guard tally.txnCount < SettlementRules.rowLimit,
            transaction.granted <= .limit, transaction.amount <= .limit
        else { return }
        tally.add(transaction)
        marks.add(transaction)
        originals.add(transaction, line: entry.line)
        payments.add(transaction, line: entry.line)
        for tender in transaction.tenders
        where tender.kind.hasAcquirer && tender.reference == nil {
            tendersWithoutReference += 1
        }
    }

    /// Checks a file or record of the acquirer's.
    mutating func check(_ row: SettlementClearingRow) {
        switch row {
        case .file(let file, let line):
            clearedFile = file
            let defects = clearing.defects(ofNext: file, isKnown: rules.knows(file.merId))
            for defect in defects { note(line, file.place, defect) }
        case .record(let movement, let line, let own):
            guard let clearedFile else { return }
            let defects = own + clearing.defects(ofNext: movement, marks: &marks)
            for defect in defects { note(line, "record \(movement.ref)", defect) }
            tally.add(movement, in: clearedFile)
        case .fileEnd(let line):
            for defect in clearing.defectsAtEnd() {
                note(line, clearedFile?.place ?? "file", defect)
            }
            clearedFile = nil
        }
    }

    mutating func verdict(_ closing: SettlementClosing) -> SettlementVerdict {
        for finding in originals.findings { note(finding.line, finding.place, finding.defect) }
        for finding in payments.findings { note(finding.line, "txn", finding.defect) }
        for located in closing.defects { note(located.line, located.place, located.defect) }
        checkSummaries(closing)
        checkClaims(closing)
        checkDeliveries(closing)
        checkItems(closing)
        let totals = tally.totals(with: closing.deliveries, closing.items)
        checkTotals(stated: closing.totals, derived: totals, line: closing.trailerLine)
        return SettlementVerdict(
            header: header, totals: totals, claims: tally.claims, deliveries: closing.deliveries,
            tendersWithoutReference: tendersWithoutReference,
            originalsElsewhere: originals.elsewhere, originalsUnexplained: originals.unexplained,
            differences: differences,
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

    private mutating func checkSummaries(_ closing: SettlementClosing) {
        let derived = tally.summaries
        var stated: [String: (row: SettlementSummary, line: Int)] = [:]
        var last: SettlementSummary?
        for (row, line) in zip(closing.summaries, closing.summaryLines) {
            if let last, row.merId <= last.merId {
                note(line, row.place, .order(after: last.place))
            }
            last = row
            stated[row.merId.text] = (row, line)
        }
        for own in derived {
            let other = stated.removeValue(forKey: own.merId.text)
            if other?.row == own { continue }
            noteFigures(
                stated: other?.row.figures ?? [], derived: own.figures,
                other?.line ?? closing.trailerLine, own.place)
        }
        for (row, line) in stated.values.sorted(by: { $0.line < $1.line }) {
            noteFigures(stated: row.figures, derived: [], line, row.place)
        }
    }

    private mutating func checkItems(_ closing: SettlementClosing) {
        var following = ItemRules(header, tells: closing.isCompared)
        for (item, line) in zip(closing.items, closing.itemLines) {
            let defects = following.defects(
                ofNext: item, marks: &marks, knows: { rules.knows($0) })
            for defect in defects { note(line, item.place, defect) }
        }
        for defect in following.defects(tendered: tally.tendered, cleared: tally.cleared) {
            note(closing.trailerLine, "recon", defect)
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
        noteFigures(stated: stated.figures, derived: derived.figures, line, "trailer")
    }

    /// Notes every figure that is not the same; where none is, the rows are in another order.
    mutating func noteFigures(
        stated: [(name: String, value: Int64)], derived: [(name: String, value: Int64)],
        _ line: Int, _ place: String
    ) {
        let statedByName = Dictionary(stated, uniquingKeysWith: { first, _ in first })
        let derivedByName = Dictionary(derived, uniquingKeysWith: { first, _ in first })
        let before = differences.count + furtherDifferences
        for (name, value) in derived {
            guard let claimed = statedByName[name] else {
                note(line, place, .figureMissing(name: name, derived: value))
                continue
            }
            if claimed != value {
                note(line, place, .figure(name: name, stated: claimed, derived: value))
            }
        }
        for (name, value) in stated where derivedByName[name] == nil {
            note(line, place, .figureUnfounded(name: name, stated: value))
        }
        // The figures are the same, so a row is there twice or the rows are in another order.
        if differences.count + furtherDifferences == before {
            note(line, place, .order(after: "the row that belongs before it"))
        }
    }

    mutating func note(_ line: Int?, _ place: String, _ defect: SettlementDefect) {
        guard differences.count < SettlementCheck.listLimit else {
            furtherDifferences += 1
            return
        }
        differences.append(
            Problem(file: file, line: line, place: place, reason: defect.description))
    }
}
