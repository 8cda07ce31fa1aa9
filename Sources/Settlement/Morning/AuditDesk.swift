internal import Journal
package import Ledger
package import Meals
package import Store
internal import Subsidies

/// Audits closed or open windows of the books and keeps what people decided on each flag.
package struct AuditDesk {
    let directory: DataDirectory
    let ledger: Ledger

    package init(directory: DataDirectory, ledger: Ledger) {
        self.directory = directory
        self.ledger = ledger
    }

    /// What a person makes of a flag.
    package enum Decision: String, CaseIterable, Sendable { case confirmed, dismissed }

    /// Looks through some settlement dates and keeps new flags.
    ///
    /// Days before them are read as far as the thresholds say; only what touches a record of the
    /// dates is a flag.
    ///
    /// - Parameters:
    ///   - closures: days on which canteens were closed.
    ///   - cooked: the cooked dishes behind an item of a sale, with their portions.
    /// - Returns: the identities of the flags that stand for what was found.
    package func run(
        from: Day, to: Day, thresholds: AuditThresholds, closures: [AuditClosure] = [],
        cooked: (String) -> [(dish: String, portions: Int)] = { [($0, 1)] }
    ) throws -> Set<String> {
        let start = min(from + -thresholds.lookbackDays, from.firstOfMonth, from.monday)
        let read = try AuditReading(ledger, from: start, asked: from...max(from, to))
        var registers = try registers(from: start, to: to, read)
        registers.closures = Set(closures)
        let flags =
            Audit.flags(
                read.meals, asked: read.asked, registers: registers, thresholds: thresholds)
            + read.sales.beyondDelivered(cooked).filter { flag in
                flag.evidence.contains(where: read.asked.contains)
            }
        return try keep(flags)
    }

    package func kept() throws -> [AuditFlagRow] { try ledger.store.read { try $0.auditFlags() } }

    /// - Throws: ``OfficerError`` or ``AuditError``; nothing has changed then.
    package func decide(
        _ number: Int, _ decision: Decision, note: String, by officer: OfficerProof, at now: Moment
    ) throws {
        let note = note.trimmed
        if note.isEmpty { throw AuditError.noReason(number) }
        try ledger.store.write { store in
            try officer.check(in: store.reading)
            guard try store.reading.auditFlags().contains(where: { $0.number == number }) else {
                throw AuditError.unknown(number)
            }
            try store.decide(
                decision.rawValue, ofAuditFlag: number, by: officer.name, at: now, note: note)
        }
    }

    private func registers(
        from: Day, to: Day, _ read: AuditReading
    ) throws -> AuditRegisters {
        var registers = AuditRegisters()
        registers.policies = read.policies
        for canteen in try directory.canteens() { registers.canteens[canteen.id] = canteen }
        try ledger.store.read { store in
            for offset in 0...max(0, to - from) {
                for delivery in try store.deliveries(on: from + offset) {
                    registers.portions[delivery.canteen, default: [:]][delivery.day, default: 0] +=
                        delivery.portions - delivery.returned
                }
                for row in try store.dishDeliveries(on: from + offset) {
                    registers.recordedByDish[row.canteen, default: []].insert(row.day)
                }
            }
            registers.lastSeen = try store.lastGrantDays(before: from)
            registers.booksFrom = try store.firstWindow()
            guard let id = try store.currentSnapshot(),
                let document = try store.snapshotDocument(id)
            else { return }
            let contents = try SnapshotContents(document: document)
            registers.note(contents.diners)
            registers.enrolment = EnrolledDiners(contents.diners)
            registers.calendar = try WorkCalendar(
                yaml: contents.calendar.map { ($0.text, $0.file) })
        }
        return registers
    }
}

/// Why a flag is not decided.
package enum AuditError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(Int)
    case noReason(Int)

    package var description: String {
        switch self {
        case .unknown(let number): "flag \(number): there is none of this number (mulin audit list)"
        case .noReason(let number):
            "flag \(number): the reason is blank; write what was found out (--note \"…\")"
        }
    }
}
