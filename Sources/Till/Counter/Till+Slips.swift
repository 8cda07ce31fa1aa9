internal import Journal
internal import Meals

extension Till {
    /// What a printout looks like on paper; nil for a record that nobody gets a slip of.
    func slip(_ printout: Printout, canteen: String) throws -> SlipDocument? {
        switch printout {
        case .slip(let record, let received, let isCopy):
            let slip = SlipDocument.record(
                record, canteen: canteen, received: received,
                sold: { sold($0)?.sale }, name: { engine.snapshot?.item($0)?.name })
            return isCopy ? slip?.reprinted : slip
        case .report(let report): return .report(report, canteen: canteen)
        case .dayClose(let record, let head, let takings):
            guard case .dayClose(let close) = record.body else { return nil }
            let report = TillReport(
                .z, canteen: canteen, head: head, at: record.at, cashier: record.cashier,
                totals: close,
                tenders: TenderKind.allCases.compactMap { kind in
                    takings.payments[kind].map {
                        .init(kind: kind, count: $0, amount: takings.tenders[kind] ?? .zero)
                    }
                }, unsent: unsentCount)
            return .report(report, ticket: try sign(DayTicket(report)))
        }
    }
}

extension SlipDocument {
    /// A list of figures on paper.
    fileprivate static func report(_ report: CounterReport, canteen: String) -> SlipDocument {
        .slip(
            [.centred(canteen), .centred(report.title), .rule]
                + report.rows.map { .row($0.label, $0.figure) })
    }
}

extension Printout {
    /// True where the drawer must open.
    var movesCash: Bool {
        guard case .slip(let record, _, false) = self else { return false }
        switch record.body {
        case .sale(let sale): return sale.tenders.contains { $0.kind == .cash }
        case .void(let reversal), .refund(let reversal):
            return reversal.tenders.contains { $0.kind == .cash }
        case .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: return false
        }
    }
}
