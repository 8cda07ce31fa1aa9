internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// Writes the journals of a bundle and gathers on the way what they need to be understood.
struct ProofJournals {
    private let store: StoreReading
    private let plan: ProofPlan
    private let tills: [ProofTill]
    private let numbers: [TerminalID: Int]
    private let rows: ProofRows
    private let stopped: [CardToken: Moment]
    private let cutsRosters: Bool

    private(set) var claims: [ProofClaim.Name: ProofClaim] = [:]
    private(set) var subsidised = 0
    /// Diners whose rows are needed, by snapshot.
    private var diners: [String: Set<DinerID>] = [:]
    private var places: [ProofPlace] = []
    private var notes: [ProofNote] = []
    private var stops: Set<CardToken> = []

    /// - Parameter tokensOnly: cuts rosters down to the diners of the packed meals.
    init(
        store: StoreReading, plan: ProofPlan, terminals: [TerminalRow], tokensOnly: Bool
    ) throws {
        self.store = store
        self.plan = plan
        cutsRosters = tokensOnly
        rows = try ProofRows(store: store)
        numbers = Dictionary(uniqueKeysWithValues: terminals.map { ($0.id, $0.number) })
        let byNumber = Dictionary(uniqueKeysWithValues: terminals.map { ($0.number, $0) })
        tills = try store.epochs().compactMap { number, epoch, key in
            guard let row = byNumber[number],
                plan.runs[.init(terminal: number, epoch: epoch)] != nil
            else { return nil }
            return ProofTill(terminal: row.id, epoch: epoch, canteen: row.canteen, key: key)
        }.sorted { ($0.terminal, $0.epoch) < ($1.terminal, $1.epoch) }
        stopped = Dictionary(
            uniqueKeysWithValues: try store.stoppedCards().map { ($0.card, $0.stoppedAt) })
    }

    mutating func write(into file: ProofFile) throws {
        for till in tills {
            guard let number = numbers[till.terminal],
                let runs = plan.runs[.init(terminal: number, epoch: till.epoch)]
            else { continue }
            var lines = ProofJournal.title(till.enrolment)
            var parts: [[String]] = []
            for run in runs {
                let before = RecordKey(
                    terminal: number, epoch: till.epoch, seq: run.lowerBound - 1)
                let hash =
                    run.lowerBound == 1
                    ? till.enrolment.genesis : try store.hash(of: before) ?? till.enrolment.genesis
                lines += ProofJournal.start(after: run.lowerBound - 1, hash)
                try store.eachRecord(
                    from: RecordKey(terminal: number, epoch: till.epoch, seq: run.lowerBound),
                    to: RecordKey(terminal: number, epoch: till.epoch, seq: run.upperBound)
                ) { row in
                    lines += JournalText.line(
                        SealedLine(
                            id: RecordID(
                                terminal: till.terminal, epoch: till.epoch, seq: row.key.seq),
                            bytes: row.bytes, hash: row.hash))
                    try take(row, till, &parts)
                }
            }
            try file.add(ProofNames.journal(till.terminal, till.epoch), lines)
            try file.add(
                ProofNames.receipts(till.terminal, till.epoch),
                ProofTable.text(ProofPart.columns, parts))
        }
    }

    private mutating func take(
        _ row: RecordRow, _ till: ProofTill, _ parts: inout [[String]]
    ) throws {
        let isCounted = plan.counted.contains(row.key)
        let isUse = plan.uses.contains(row.key)
        let isQuarantined = row.kind == "quarantine"
        place(
            row, till,
            isCounted ? (isQuarantined ? .quarantine : .claim) : isUse ? .use : .link)
        guard isCounted || isUse else { return }
        let id = RecordID(terminal: till.terminal, epoch: till.epoch, seq: row.key.seq)
        let isMeal = ["sale", "void", "refund"].contains(row.kind)
        if isMeal || isQuarantined {
            for flag in try store.flags(of: row.key) {
                notes.append(ProofNote(record: "\(id)", kind: flag.kind, detail: flag.detail))
            }
        }
        guard isMeal else { return }
        let own = try rows.parts(of: row.key)
        guard !own.isEmpty else { return }
        for part in own {
            parts.append(part.row(row.key.seq))
            guard isCounted else { continue }
            let name = ProofClaim.Name(
                window: row.window, canteen: till.canteen, subsidy: part.name)
            claims[name, default: ProofClaim(name: name, merchant: MerchantID(""))]
                .add(part, isSale: row.kind == "sale")
        }
        guard let record = try? Record(bytes: row.bytes), case .sale(let sale) = record.body
        else { return }
        if isCounted { subsidised += 1 }
        if let diner = sale.diner { diners[sale.snapshot, default: []].insert(diner) }
        if let card = sale.card, stopped[card] != nil { stops.insert(card) }
    }

    /// Notes where a record lies; neighbours that lie alike are one stretch.
    private mutating func place(_ row: RecordRow, _ till: ProofTill, _ role: ProofPlace.Role) {
        let seq = row.key.seq
        if let last = places.last, last.terminal == till.terminal, last.epoch == till.epoch,
            last.seqs.upperBound == seq - 1, last.window == row.window,
            last.lateFrom == row.lateFrom, last.role == role
        {
            places[places.count - 1] = ProofPlace(
                terminal: till.terminal, epoch: till.epoch, seqs: last.seqs.lowerBound...seq,
                window: row.window, lateFrom: row.lateFrom, role: role)
        } else {
            places.append(
                ProofPlace(
                    terminal: till.terminal, epoch: till.epoch, seqs: seq...seq,
                    window: row.window, lateFrom: row.lateFrom, role: role))
        }
    }

    /// Writes what was gathered; to be called after ``write(into:)``.
    func writeRegisters(into file: ProofFile) throws {
        try file.add(ProofNames.tills, ProofTable.text(ProofTill.columns, tills.map(\.row)))
        try file.add(ProofNames.places, ProofTable.text(ProofPlace.columns, places.map(\.row)))
        try file.add(ProofNames.notes, ProofTable.text(ProofNote.columns, notes.map(\.row)))
        let cards = stops.sorted().compactMap { card in
            stopped[card].map { ProofStop(card: card, stoppedAt: $0) }
        }
        try file.add(ProofNames.stops, ProofTable.text(ProofStop.columns, cards.map(\.row)))
        var policies: Set<String> = []
        for (id, needed) in diners.sorted(by: { $0.key < $1.key }) {
            // What was never published cannot be packed; the books found that such a sale cannot
            // be rated, and nothing of it is claimed.
            guard let document = try store.snapshotDocument(id) else { continue }
            var contents = try SnapshotContents(document: document)
            for source in contents.policies where policies.insert(source.text).inserted {
                try file.add(ProofNames.policy(source.text), Array(source.text.utf8))
            }
            guard cutsRosters else {
                try file.add(ProofNames.snapshot(id), document)
                continue
            }
            contents.menu = []
            contents.weeks = WeeklyMenus()
            // A stopped card that paid for one of these meals stands in the hot lists, too.
            contents.hot = contents.hot.filter { stops.contains($0.card) }
            contents.diners = contents.diners.filter { needed.contains($0.id) }.map(\.withoutCards)
            try file.add(ProofNames.snapshot(id), contents.document)
        }
    }
}

extension Diner {
    /// What eligibility hangs on, and no more.
    fileprivate var withoutCards: Diner {
        Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: [], validFrom: validFrom, validTo: validTo)
    }
}
