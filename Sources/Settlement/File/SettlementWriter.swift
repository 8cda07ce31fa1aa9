internal import Meals
internal import XML

/// Writes a settlement file from front to back in constant memory, and only a right one.
///
/// What a reader would check is checked before it is written, but for what is a fact of the tills:
/// a payment told twice, a day that does not fit its time. The file appears under its name in ``finish(claims:deliveries:)``; after any failure there is none, and the writer must
/// not be used again.
package final class SettlementWriter {
    private var xml: XMLStreamWriter
    private let header: SettlementHeader
    private var rules: SettlementRules
    private var clearing: ClearingRules
    private var marks = RowMarks()
    private var tally = SettlementTally()
    private var days = DayText()
    private var section = Section.transactions
    private var file: (head: SettlementClearingFile, blank: FixedRecord)?

    /// What is being written.
    private enum Section: Int { case transactions, clearing, disputes, summaries }

    /// Begins the file; the merchants ascend by merId.
    ///
    /// - Throws: ``SettlementRefusal`` or ``XMLError``.
    package init(path: String, header: SettlementHeader, merchants: [SettlementMerchant]) throws {
        var shapes = SettlementShapes()
        shapes.check(header)
        try SettlementWriter.refuse("hdr", shapes.defects)
        try SettlementWriter.refuse("hdr", SettlementRules.defects(of: header))
        var last: SettlementMerchant?
        for merchant in merchants {
            var shapes = SettlementShapes()
            shapes.check(merchant)
            try SettlementWriter.refuse("mer \(merchant.merId)", shapes.defects)
            if let last, last.merId >= merchant.merId {
                throw SettlementRefusal(
                    place: "mer \(merchant.merId)", defects: [.order(after: last.merId.text)])
            }
            last = merchant
        }
        for (merchant, defect) in SettlementRules.defects(of: merchants) {
            try SettlementWriter.refuse("mer \(merchant)", [defect])
        }
        self.header = header
        rules = SettlementRules(header: header, merchants: merchants)
        clearing = ClearingRules(header)
        xml = try XMLStreamWriter(path: path)
        try xml.begin(header, merchants)
    }

    /// Writes the next transaction; refs ascend in byte order.
    ///
    /// - Throws: ``SettlementRefusal`` or ``XMLError``.
    package func write(_ transaction: SettlementTransaction) throws {
        precondition(section == .transactions, "transactions come first")
        var shapes = SettlementShapes()
        shapes.check(transaction)
        var defects = shapes.defects
        if defects.isEmpty { defects = rules.defects(ofNext: transaction) }
        if tally.txnCount == SettlementRules.rowLimit {
            defects.append(.tooManyRows(limit: SettlementRules.rowLimit))
        }
        if !defects.isEmpty { try SettlementWriter.refuse("txn \(transaction.ref)", defects) }
        tally.add(transaction)
        marks.add(transaction)
        try xml.write(transaction, &days)
    }

    /// Begins a file of the acquirer's, behind all transactions; disputes come last.
    ///
    /// - Throws: ``SettlementRefusal`` or ``XMLError``.
    package func begin(_ file: SettlementClearingFile) throws {
        try endFile()
        let defects = clearing.defects(ofNext: file, isKnown: rules.knows(file.merId))
        try SettlementWriter.refuse(file.place, defects)
        try enter(file.layout == .disputes ? .disputes : .clearing)
        try xml.begin(file)
        self.file = (file, file.fields.blank(file.merId))
    }

    /// Writes the next record of the file that was begun last.
    ///
    /// - Throws: ``SettlementRefusal`` or ``XMLError``.
    package func write(_ movement: SettlementMovement) throws {
        guard let file else { preconditionFailure("no file was begun") }
        try SettlementWriter.refuse(
            "record \(movement.ref)", clearing.defects(ofNext: movement, marks: &marks))
        tally.add(movement, in: file.head)
        try xml.write(movement, in: file.head, blank: file.blank)
    }

    private func endFile() throws {
        guard let file else { return }
        try SettlementWriter.refuse(file.head.place, clearing.defectsAtEnd())
        try xml.end()
        self.file = nil
    }

    /// Closes the sections before one and opens it.
    private func enter(_ next: Section) throws {
        precondition(next.rawValue >= section.rawValue, "the sections have an order")
        while section != next {
            try xml.end()
            switch section {
            case .transactions:
                try xml.start("clearing")
                section = .clearing
            case .clearing:
                try xml.start("disputes")
                section = .disputes
            case .disputes, .summaries: section = .summaries
            }
        }
    }

    /// The claims that the transactions written so far give, ascending.
    package var claims: [SettlementClaim] { tally.claims }

    /// Ends the file; claims and deliveries ascend by their attributes in the file, items by ref.
    ///
    /// - Parameter compared: true where the items tell of all that lies between the window's
    ///   tenders and the acquirer's movements.
    /// - Returns: what the trailer says.
    /// - Throws: ``SettlementRefusal`` where the claims are not those of the transactions, or
    ///   ``XMLError``.
    @discardableResult
    package func finish(
        claims: [SettlementClaim], deliveries: [SettlementDelivery],
        items: [SettlementItem] = [], compared: Bool = false
    ) throws -> SettlementTotals {
        try endFile()
        for (key, defects) in ClaimComparison.differences(stated: claims, derived: tally.claims) {
            try SettlementWriter.refuse("claim \(key)", defects)
        }
        try check(deliveries)
        try check(items, compared: compared)
        let totals = tally.totals(with: deliveries, items)
        try SettlementWriter.refuse("trailer", SettlementWriter.tooLarge(totals))
        try enter(.summaries)
        try xml.end(
            tally.summaries, claims, deliveries,
            SettlementItems(
                list: items, isCompared: compared, settleDate: header.settleDate), totals)
        return totals
    }

    private func check(_ items: [SettlementItem], compared: Bool) throws {
        var following = ItemRules(header, tells: compared)
        for item in items {
            var shapes = SettlementShapes()
            shapes.check(item)
            let defects = following.defects(
                ofNext: item, marks: &marks, knows: { rules.knows($0) })
            try SettlementWriter.refuse(item.place, shapes.defects + defects)
        }
        try SettlementWriter.refuse(
            "recon", following.defects(tendered: tally.tendered, cleared: tally.cleared))
    }

    private func check(_ deliveries: [SettlementDelivery]) throws {
        var last: SettlementDelivery?
        for delivery in deliveries {
            var shapes = SettlementShapes()
            shapes.check(delivery)
            var defects = shapes.defects
            if !rules.knows(delivery.merId) { defects.append(.unknownMerchant(delivery.merId)) }
            if let last, !SettlementDelivery.inOrder(last, delivery) {
                defects.append(.order(after: last.place))
            }
            try SettlementWriter.refuse(delivery.place, defects)
            last = delivery
        }
    }

    private static func refuse(_ place: String, _ defects: [SettlementDefect]) throws {
        if !defects.isEmpty { throw SettlementRefusal(place: place, defects: defects) }
    }

    private static func tooLarge(_ totals: SettlementTotals) -> [SettlementDefect] {
        totals.figures.filter { name, value in
            let isCount = name.hasSuffix("ount") || name == "portions" || name == "returned"
            return value.magnitude > (isCount ? 999_999_999 : SettlementTotals.limit.fen.magnitude)
        }
        .map { .sumTooLarge(name: $0.name, value: $0.value) }
    }
}

extension SettlementDelivery {
    var place: String { "delivery \(merId) \(kitchen) \(serviceDate)" }
}
