package import Journal
package import Meals
internal import Subsidies

/// A till without its clock and its network: the engine, the journal on a disk, what is unsent.
///
/// All of it is synchronous and decides from what it is given, so that the same code sells at a
/// counter and in a simulation. A record counts only once the disk has it.
package struct TillMachine: ~Copyable, Sendable {
    package let terminal: TerminalID
    package let directory: String
    package internal(set) var engine: TillEngine
    package internal(set) var uplink: Uplink
    /// Earlier lives of the journal that the service may not have whole, oldest first.
    var earlier: [EarlierJournal]
    /// Records of those that the service does not book as what they say, with its reasons.
    var refusedEarlier: [RecordID: String] = [:]
    var file: JournalFile
    let key: SigningKey
    private let tokens: TokenKey
    /// By which snapshots are known to be the service's; nil where the till was never told it.
    package let serviceKey: PublicKey?
    let disk: any Disk
    private let lock: any DiskLock

    /// Begins an epoch on a disk, once the service has given its number.
    ///
    /// - Parameters:
    ///   - secret: 32 random bytes, the till's key; it never leaves this directory.
    ///   - tokenSecret: the district's secret behind card tokens.
    ///   - serviceKey: by which snapshots are known to be the service's.
    package static func begin(
        _ terminal: TerminalID, epoch: Int, in directory: String, secret: [UInt8],
        tokenSecret: [UInt8], serviceKey: PublicKey? = nil, on disk: any Disk = LocalDisk()
    ) throws {
        guard let key = SigningKey(secret: secret) else {
            throw Till.Failure.damagedKey(path: directory)
        }
        // The key of a life that is there already signs what it has not sent.
        guard epoch > epochs(in: directory, on: disk).last ?? 0 else {
            throw Till.Failure.forgottenByService(terminal, epoch: epoch)
        }
        try disk.makeFolder(directory)
        try disk.replace(
            Array((secret.hex + "\n").utf8), at: path(of: epoch, in: directory, "key"))
        try disk.replace(
            Array((tokenSecret.hex + "\n").utf8), at: path(of: epoch, in: directory, "tokens"))
        if let serviceKey {
            try disk.replace(
                Array((serviceKey.bytes.hex + "\n").utf8),
                at: path(of: epoch, in: directory, "service"))
        }
        let enrolment = Enrolment(terminal: terminal, epoch: epoch, key: key.publicKey)
        _ = try JournalFile.begin(path(of: epoch, in: directory, "journal"), enrolment, on: disk)
    }

    /// Opens an enrolled till: reads its journal, whatever state the power cut left it in.
    package init(
        _ terminal: TerminalID, in directory: String, canteen: CanteenID, snapshot: Snapshot?,
        on disk: any Disk = LocalDisk()
    ) throws {
        let epochs = TillMachine.epochs(in: directory, on: disk)
        guard let epoch = epochs.last else {
            throw Till.Failure.notEnrolled(terminal, path: directory)
        }
        let lock = try disk.lock(directory)
        let keyPath = TillMachine.path(of: epoch, in: directory, "key")
        guard let key = TillMachine.secret(keyPath, disk).flatMap(SigningKey.init) else {
            throw Till.Failure.damagedKey(path: keyPath)
        }
        let tokenPath = TillMachine.path(of: epoch, in: directory, "tokens")
        guard let tokens = TillMachine.secret(tokenPath, disk).map(TokenKey.init) else {
            throw Till.Failure.damagedKey(path: tokenPath)
        }
        var opened: TillEngine?
        var lines: [SealedLine] = []
        let journal = try JournalFile.reopen(
            TillMachine.path(of: epoch, in: directory, "journal"), on: disk
        ) { text in
            var engine = TillEngine(enrolment: text.enrolment, canteen: canteen)
            for line in text.lines {
                let record = try Record(bytes: line.bytes)
                guard record.id == line.id else {
                    throw Till.Failure.foreignRecord(directory, line.id)
                }
                engine.take(record, hash: line.hash)
            }
            lines = text.lines
            opened = engine
        }
        guard var engine = opened else {
            throw Till.Failure.notEnrolled(terminal, path: directory)
        }
        engine.snapshot = snapshot
        let acknowledged = TillMachine.sentHead(in: directory, of: engine.enrolment, lines, disk)
        engine.acknowledged = acknowledged.seq
        uplink = Uplink(
            acknowledged: acknowledged, unsent: Array(lines.dropFirst(acknowledged.seq)))
        self.terminal = terminal
        self.directory = directory
        self.key = key
        self.tokens = tokens
        serviceKey = TillMachine.secret(TillMachine.path(of: epoch, in: directory, "service"), disk)
            .flatMap { PublicKey($0) }
        self.disk = disk
        self.engine = engine
        self.lock = lock
        file = journal
        earlier = epochs.dropLast().compactMap {
            EarlierJournal(epoch: $0, in: directory, on: disk)
        }
    }

    /// The epochs that have a journal in a directory, ascending.
    package static func epochs(in directory: String, on disk: any Disk = LocalDisk()) -> [Int] {
        disk.names(in: directory)
            .filter { $0.hasPrefix("epoch-") && $0.hasSuffix(".journal") }
            .compactMap { Int(decimal: $0.dropFirst(6).prefix(3).utf8) }.sorted()
    }

    /// The lives that a till has had, ascending.
    ///
    /// - Throws: where one cannot be read: left out, the service might give its number again.
    package static func lives(
        in directory: String, on disk: any Disk = LocalDisk()
    ) throws -> [Enrolment] {
        try epochs(in: directory, on: disk).map { epoch in
            let path = path(of: epoch, in: directory, "journal")
            guard let life = JournalText.enrolment(titling: try disk.open(path).read()) else {
                throw Till.Failure.damagedTitle(path: path)
            }
            return life
        }
    }

    /// What the service had acknowledged when it was last heard; only a hint, it is asked again.
    static func sentHead(
        in directory: String, of enrolment: Enrolment, _ lines: [SealedLine], _ disk: any Disk
    ) -> ChainHead {
        let words = disk.contents(path(of: enrolment.epoch, in: directory, "sent"))
            .map { String(decoding: $0, as: UTF8.self).trimmed.split(separator: " ") }
        guard let words, words.count == 2, let seq = Int(decimal: words[0].utf8),
            lines.indices.contains(seq - 1), let hash = Digest(hex: words[1]),
            lines[seq - 1].hash == hash
        else { return ChainHead(enrolment) }
        return ChainHead(
            terminal: enrolment.terminal, epoch: enrolment.epoch, seq: seq, hash: hash)
    }

    static func path(of epoch: Int, in directory: String, _ ending: String) -> String {
        "\(directory)/epoch-\(epoch.padded(3)).\(ending)"
    }

    static func secret(_ path: String, _ disk: any Disk) -> [UInt8]? {
        disk.contents(path).flatMap { [UInt8](hex: String(decoding: $0, as: UTF8.self).trimmed) }
    }
}

extension TillMachine {
    /// The diner of a card number; nil where the roster does not know it.
    package func diner(card: String, at: Moment) -> DinerID? {
        engine.diner(card: tokens.token(card: card), at: at)
    }

    /// Reads a card by its number.
    package func read(card: String, at: Moment) -> ReadCard {
        let token = tokens.token(card: card)
        return ReadCard(token: token, meaning: engine.meaning(of: token, at: at))
    }

    /// A sale of this till, also in an earlier life of its journal, with what was given back of it.
    package func sold(_ id: RecordID) -> TillEngine.Sold? {
        guard id.terminal == terminal else { return nil }
        guard id.epoch != engine.head.epoch else { return engine.sold(seq: id.seq) }
        let lives = earlier.filter { $0.head.epoch >= id.epoch }
        guard let first = lives.first, first.head.epoch == id.epoch,
            let (at, sale) = first.sale(id.seq)
        else { return nil }
        let reversals =
            lives.flatMap { $0.reversals(of: id) } + (engine.returnsOfEarlier[id] ?? [])
        return TillEngine.Sold(id: id, at: at, sale: sale, returned: Returned(reversals))
    }

    /// What goes back of a sale, also of an earlier life; all that is left where no lines are named.
    package func quoteReturn(
        of sale: RecordID, lines: [Reversal.Line]?
    ) throws(ReturnError) -> ReturnQuote {
        guard let sold = sold(sale) else { throw .saleNotFound }
        return try sold.quoteReturn(of: lines)
    }

    package mutating func use(_ snapshot: Snapshot) { engine.snapshot = snapshot }

    /// Learns how far the till's clock is from the service's.
    package mutating func hear(serverTime: Moment, at: Moment) {
        engine.drift = at.milliseconds - serverTime.milliseconds
    }

    /// Seals a sale; when this returns it is on the disk.
    package mutating func sell(_ quote: Quote, tenders: [Tender], cashier: String) throws -> Record
    {
        try seal(.sale(engine.sale(quote, tenders: tenders)), at: quote.at, cashier: cashier)
    }

    /// Seals any record; when this returns it is on the disk.
    package mutating func seal(
        _ body: Record.Body, at: Moment, cashier: String
    ) throws(DiskFailure) -> Record {
        let (record, line) = engine.draft(body, at: at, cashier: cashier)
        try file.append(line)
        engine.take(record, hash: line.hash)
        uplink.append(line)
        return record
    }

    /// Compares the clock with the last record before something is sold.
    ///
    /// A clock that went back, or ahead by more than the longest closing of a canteen, was set or
    /// has lost its battery: time goes on from the last record, and the jump is sealed.
    package mutating func mind(clock at: Moment) throws(DiskFailure) {
        guard let last = engine.lastRecordAt else { return }
        let step = at.milliseconds - last.milliseconds
        guard !TillMachine.plausibleSteps.contains(step) else { return }
        engine.drift += step
        _ = try seal(.clock(ClockJump(from: last, to: at)), at: at, cashier: "")
    }

    /// From ten minutes back, which a correction over the network may take, to forty days ahead.
    private static let plausibleSteps: ClosedRange<Int64> = -600_000...3_456_000_000

    package func sign(_ message: [UInt8]) throws -> [UInt8] { try key.sign(message) }

    package func sign(_ ticket: DayTicket) throws -> DayTicket { try ticket.signed(by: key) }
}

extension TillMachine {
    /// What to ask the service for before a sale; nil where nothing is granted.
    package func question(_ quote: Quote) -> [UInt8]? {
        quote.decision.grants.isEmpty ? nil : question(quote, for: quote.decision.grants)
    }

    /// What to tell the service so that nothing stays reserved for a quote.
    package func release(_ quote: Quote) -> [UInt8]? {
        quote.authorised ? question(quote, for: []) : nil
    }

    private func question(_ quote: Quote, for grants: [Grant]) -> [UInt8]? {
        guard let diner = quote.basket.diner, let policy = quote.policy else { return nil }
        return JSON.object([
            "diner": .text(diner.text), "day": .text(quote.day.description),
            "period": .text(quote.period.rawValue), "policy": .text(policy),
            "snapshot": .text(quote.snapshot), "subsidies": .list(grants.map(\.json)),
        ]).bytes
    }

    /// The quote after the service's answer; authorised where it grants what was asked.
    package mutating func hear(
        granted: Bool, uses: [RuleUse], mark: Int, of quote: Quote
    ) -> Quote {
        guard let diner = quote.basket.diner else { return quote }
        engine.learn(uses, of: diner, mark: mark)
        var next = engine.quote(quote.basket, at: quote.at)
        next.authorised = granted && next.decision == quote.decision
        return next
    }
}
