internal import Meals
internal import XML

/// Writes a settlement file from front to back in constant memory, and only a right one.
///
/// Everything that a reader would check is checked before it is written. The file appears under
/// its name in ``finish(claims:deliveries:)``; after any failure there is none, and the writer must
/// not be used again.
package final class SettlementWriter {
    private var xml: XMLStreamWriter
    private let header: SettlementHeader
    private var rules: SettlementRules
    private var tally = SettlementTally()
    private var days = DayText()

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
        self.header = header
        rules = SettlementRules(header: header, merchants: merchants)
        xml = try XMLStreamWriter(path: path)
        try xml.begin(header, merchants)
    }

    /// Writes the next transaction; refs ascend in byte order.
    ///
    /// - Throws: ``SettlementRefusal`` or ``XMLError``.
    package func write(_ transaction: SettlementTransaction) throws {
        var shapes = SettlementShapes()
        shapes.check(transaction)
        var defects = shapes.defects
        if defects.isEmpty { defects = rules.defects(ofNext: transaction) }
        if tally.txnCount == SettlementRules.rowLimit {
            defects.append(.tooManyRows(limit: SettlementRules.rowLimit))
        }
        if !defects.isEmpty { try SettlementWriter.refuse("txn \(transaction.ref)", defects) }
        tally.add(transaction)
        try xml.write(transaction, &days)
    }

    /// The claims that the transactions written so far give, ascending.
    package var claims: [SettlementClaim] { tally.claims }

    /// Ends the file; claims and deliveries ascend by their attributes in the file.
    ///
    /// - Returns: what the trailer says.
    /// - Throws: ``SettlementRefusal`` where the claims are not those of the transactions, or
    ///   ``XMLError``.
    @discardableResult
    package func finish(
        claims: [SettlementClaim], deliveries: [SettlementDelivery]
    ) throws -> SettlementTotals {
        for (key, defects) in ClaimComparison.differences(stated: claims, derived: tally.claims) {
            try SettlementWriter.refuse("claim \(key)", defects)
        }
        try check(deliveries)
        let totals = tally.totals(with: deliveries)
        try SettlementWriter.refuse("trailer", SettlementWriter.tooLarge(totals))
        try xml.end(claims, deliveries, totals)
        return totals
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
