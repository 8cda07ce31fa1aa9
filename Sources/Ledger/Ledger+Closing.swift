internal import Journal
package import Meals
internal import Store

extension Ledger {
    /// A record's entry 0 is its own; from here on they correct it when its window closes.
    ///
    /// Those between belong to other records that claimed its place.
    package static let firstCorrection = 1_000

    /// Closes the window of a settlement date on the tills' watermarks, not on any clock.
    ///
    /// Grants beyond a limit that spans canteens go from the claim to suspense now, in the order in
    /// which the meals were eaten: the outcome does not depend on which till was heard first.
    /// - Parameter force: closes although tills are missing; the certificate names them, and what
    ///   they send later goes into the next window.
    /// - Parameter today: where it is named, a date that is still to come is not closed.
    /// - Throws: ``LedgerError/incomplete(_:missing:)`` naming the missing tills, unless forced;
    ///   ``LedgerError/ahead(_:today:)``, forced or not.
    package mutating func close(
        _ date: Day, force: Bool = false, today: Day? = nil
    ) throws -> Certificate {
        if let today, isAhead(date, of: today) { throw LedgerError.ahead(date, today: today) }
        guard !state.closed.contains(date) else { throw LedgerError.alreadyClosed(date) }
        let missing = missing(on: date)
        guard missing.isEmpty || force else {
            throw LedgerError.incomplete(date, missing: missing)
        }
        let snapshots = snapshots
        try commit { state, store in
            var check = LimitCheck(
                books: Books(store: store, state: state), snapshots: snapshots, window: date)
            try check.run()
            state = check.books.state
            let held = try store.reading.lastRecords(inWindow: date)
            try store.closeWindow(
                date, forced: !missing.isEmpty,
                watermarks: Ledger.watermarks(state, date: date, held: held))
            state.closed.insert(date)
        }
        return try certificate(of: date)
    }

    /// True for a date after today that no till has come near to: what tills sealed is believed
    /// before a clock that may be slow.
    private func isAhead(_ date: Day, of today: Day) -> Bool {
        let heard = state.ends.values.compactMap(\.settlementDate).max()
        return date > today && heard.map { date > $0 + 1 } ?? true
    }

    package func isClosed(_ date: Day) -> Bool { state.closed.contains(date) }

    /// Tills whose journals may still hold something of a settlement date.
    package func missing(on date: Day) -> [TerminalID] {
        state.terminals.keys.filter { terminal in
            state.lastHeard(of: terminal).map { !$0.isPast(date) } ?? false
        }.sorted()
    }

    /// The certificate of a closed window.
    package func certificate(of date: Day) throws -> Certificate {
        let terminals = Dictionary(
            uniqueKeysWithValues: state.terminals.values.map { ($0.number, $0) })
        var certificate = try store.read { store in
            guard let window = try store.closedWindows().first(where: { $0.date == date }) else {
                throw LedgerError.notClosed(date)
            }
            let marks = try store.watermarks(of: date).compactMap { row in
                terminals[row.terminal].map { terminal in
                    Certificate.Mark(
                        terminal: terminal.id, canteen: terminal.canteen, epoch: row.epoch,
                        seq: row.seq, hash: row.hash, complete: row.complete,
                        records: row.records)
                }
            }
            var certificate = Certificate(window: date, forced: window.forced, marks: marks)
            let current = Set(marks.map { Journal(terminal: $0.terminal, epoch: $0.epoch) })
            certificate.earlier = try store.lives(inWindow: date).compactMap { life in
                guard let terminal = terminals[life.last.terminal],
                    !current.contains(Journal(terminal: terminal.id, epoch: life.last.epoch)),
                    let record = try store.record(life.last)
                else { return nil }
                return Certificate.Life(
                    terminal: terminal.id, canteen: terminal.canteen, epoch: life.last.epoch,
                    seq: life.last.seq, hash: record.hash, records: life.records)
            }
            return certificate
        }
        let known = Set(certificate.marks.map(\.terminal))
        certificate.neverEnrolled = state.terminals.values.filter { !known.contains($0.id) }
            .sorted { $0.id < $1.id }.map { .init(terminal: $0.id, canteen: $0.canteen) }
        certificate.estimate = Dictionary(
            uniqueKeysWithValues: try missingEstimate(of: certificate).map {
                ($0.terminal, $0.records)
            })
        return certificate
    }

    private typealias Journal = LedgerState.JournalName

    private static func watermarks(
        _ state: LedgerState, date: Day, held: [Int: (records: Int, last: RecordKey)]
    ) -> [WatermarkRow] {
        state.terminals.values.sorted { $0.number < $1.number }.compactMap { terminal in
            guard let end = state.lastHeard(of: terminal.id) else { return nil }
            return WatermarkRow(
                terminal: terminal.number, epoch: end.head.epoch, seq: end.head.seq,
                hash: end.head.hash, complete: end.isPast(date),
                records: held[terminal.number]?.records ?? 0)
        }
    }
}
