internal import Journal
package import Ledger
package import Meals
package import Store

/// Audits closed or open windows of the books and keeps what people decided on each flag.
package struct AuditDesk {
    private let directory: DataDirectory
    let ledger: Ledger

    package init(directory: DataDirectory, ledger: Ledger) {
        self.directory = directory
        self.ledger = ledger
    }

    /// What a person makes of a flag.
    package enum Decision: String, CaseIterable, Sendable { case confirmed, dismissed }

    /// Looks through some settlement dates and keeps new flags.
    ///
    /// - Parameter cooked: the cooked dishes behind an item of a sale, with their portions.
    package func run(
        from: Day, to: Day, thresholds: AuditThresholds,
        cooked: (String) -> [(dish: String, portions: Int)] = { [($0, 1)] }
    ) throws -> [AuditFlag] {
        let (meals, sales) = try read(from: from, to: to)
        let flags =
            Audit.flags(
                meals, registers: try registers(from: from, to: to), thresholds: thresholds)
            + sales.beyondDelivered(cooked)
        try ledger.store.write { store in
            for flag in flags {
                try store.insertIfNew(
                    AuditFlagRow(
                        identity: flag.identity, rule: flag.rule.rawValue,
                        severity: flag.rule.severity.rawValue, canteen: flag.canteen.text,
                        day: flag.day, words: flag.words,
                        evidence: flag.evidence.joined(separator: " ")))
            }
        }
        return flags
    }

    package func kept() throws -> [AuditFlagRow] { try ledger.store.read { try $0.auditFlags() } }

    /// - Throws: ``OfficerError`` or ``AuditError``; nothing has changed then.
    package func decide(
        _ number: Int, _ decision: Decision, note: String, by officer: OfficerProof, at now: Moment
    ) throws {
        try ledger.store.write { store in
            try officer.check(in: store.reading)
            guard try store.reading.auditFlags().contains(where: { $0.number == number }) else {
                throw AuditError.unknown(number)
            }
            try store.decide(
                decision.rawValue, ofAuditFlag: number, by: officer.name, at: now, note: note)
        }
    }

    /// What the records of some settlement dates say of meals and of cooked dishes.
    private func read(
        from: Day, to: Day
    ) throws -> (meals: [AuditMeal], sales: DeliveredSales) {
        try ledger.store.read { store in
            var sales = DeliveredSales(try AuditDesk.delivered(from: from, to: to, in: store))
            var meals: [String: AuditMeal] = [:]
            for terminal in try store.terminals() {
                for offset in 0...max(0, to - from) {
                    try store.eachRecord(inWindow: from + offset, terminal: terminal.number) {
                        row in
                        // A quarantined record counts too, where it can be read.
                        guard let record = try? Record(bytes: row.bytes) else { return }
                        sales.take(record, at: terminal.canteen)
                        switch record.body {
                        case .sale(let sale):
                            meals["\(record.id)"] = AuditDesk.meal(record, sale, terminal)
                        case .void(let reversal): meals["\(reversal.sale)"] = nil
                        case .refund, .shiftOpen, .shiftClose, .cashMove, .training, .clock,
                            .dayClose:
                            break
                        }
                    }
                }
            }
            return (Array(meals.values), sales)
        }
    }

    private static func meal(
        _ record: Record, _ sale: Sale, _ terminal: TerminalRow
    ) -> AuditMeal {
        AuditMeal(
            ref: "\(record.id)", canteen: terminal.canteen, terminal: terminal.id,
            cashier: record.cashier, diner: sale.diner, time: record.trueTime, day: sale.day,
            period: sale.period, gross: sale.gross, subsidy: sale.grants.total(\.amount),
            basket: sale.lines.map { "\($0.quantity) \($0.item)" }.sorted()
                .joined(separator: " "),
            portions: sale.lines.reduce(0) { $0 + $1.quantity })
    }

    private func registers(from: Day, to: Day) throws -> AuditRegisters {
        var registers = AuditRegisters()
        for canteen in try directory.canteens() { registers.seats[canteen.id] = canteen.seats }
        try ledger.store.read { store in
            for offset in 0...max(0, to - from) {
                for delivery in try store.deliveries(on: from + offset) {
                    registers.portions[delivery.canteen, default: [:]][delivery.day, default: 0] +=
                        delivery.portions - delivery.returned
                }
            }
            guard let id = try store.currentSnapshot(),
                let document = try store.snapshotDocument(id)
            else { return }
            for diner in try SnapshotContents(document: document).diners {
                if diner.statuses.contains(.deceased) {
                    registers.deaths[diner.id] = min(
                        registers.deaths[diner.id] ?? diner.validFrom, diner.validFrom)
                }
                if diner.statuses.contains(.institution) {
                    registers.institutions[diner.id] = min(
                        registers.institutions[diner.id] ?? diner.validFrom, diner.validFrom)
                }
            }
        }
        return registers
    }
}

/// Why a flag is not decided.
package enum AuditError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(Int)

    package var description: String {
        switch self {
        case .unknown(let number): "flag \(number): there is none of this number (mulin audit list)"
        }
    }
}
