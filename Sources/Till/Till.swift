internal import Foundation
package import Journal
package import Meals
internal import Store
internal import Subsidies

/// One terminal: its engine, its journal on disk, its way to the service.
///
/// A sale is on the till's own disk before anything else happens with it; the service is told
/// when it can be told.
package actor Till {
    package nonisolated let terminal: TerminalID
    private let directory: String
    private var engine: TillEngine
    private var file: JournalFile
    private let key: SigningKey
    private let tokens: TokenKey
    private let lock: DirectoryLock
    private var link: ServiceLink?
    /// Lines that the service has not acknowledged, oldest first.
    private var unsent: [SealedLine] = []
    private var acknowledged: ChainHead
    /// False until the service has said where the journal stands with it.
    private var hasGreeted = false

    /// Why a till does not start.
    package enum Failure: Error, Sendable {
        case notEnrolled(TerminalID, path: String)
        case damagedKey(path: String)
        /// A whole line that names another place: not written by this till.
        case foreignRecord(String, RecordID)
        /// The service knows the journal otherwise: a copied or restored disk.
        case needsEnrolment(TerminalID, reason: String)
    }

    /// Enrols a new till, or begins a new epoch of an old one.
    ///
    /// - Parameter secret: 32 random bytes, the till's key; it stays in this directory.
    package static func enrol(
        _ terminal: TerminalID, in directory: String, code: String, secret: [UInt8],
        link: ServiceLink
    ) async throws {
        guard let key = SigningKey(secret: secret) else {
            throw Failure.damagedKey(path: directory)
        }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        // What an earlier life of the journal has not sent yet goes first: after this it is closed.
        let earlier = try? Till(
            terminal, in: directory, canteen: "none", snapshot: nil, link: link)
        try? await earlier?.sync()
        let answer = try await link.enrol(terminal, code: code, key: key.publicKey)
        let epoch = answer.epoch
        let enrolment = Enrolment(terminal: terminal, epoch: epoch, key: key.publicKey)
        try write(Array((secret.hex + "\n").utf8), to: path(of: epoch, in: directory, "key"))
        try write(
            Array((answer.tokenSecret.hex + "\n").utf8),
            to: path(of: epoch, in: directory, "tokens"))
        _ = try JournalFile.begin(path(of: epoch, in: directory, "journal"), enrolment)
    }

    /// Opens an enrolled till: reads its journal, whatever state the power cut left it in.
    ///
    /// - Parameters:
    ///   - link: nil keeps the till offline until ``connect(_:)``.
    package init(
        _ terminal: TerminalID, in directory: String, canteen: CanteenID, snapshot: Snapshot?,
        link: ServiceLink?
    ) throws {
        guard let epoch = Till.newestEpoch(in: directory) else {
            throw Failure.notEnrolled(terminal, path: directory)
        }
        lock = try DirectoryLock(directory)
        let keyPath = Till.path(of: epoch, in: directory, "key")
        guard let key = Till.secret(keyPath).flatMap(SigningKey.init) else {
            throw Failure.damagedKey(path: keyPath)
        }
        let tokenPath = Till.path(of: epoch, in: directory, "tokens")
        guard let tokens = Till.secret(tokenPath).map(TokenKey.init) else {
            throw Failure.damagedKey(path: tokenPath)
        }
        var opened: TillEngine?
        var lines: [SealedLine] = []
        let file = try JournalFile.reopen(Till.path(of: epoch, in: directory, "journal")) { text in
            var engine = TillEngine(enrolment: text.enrolment, canteen: canteen)
            for line in text.lines {
                let record = try Record(bytes: line.bytes)
                guard record.id == line.id else { throw Failure.foreignRecord(directory, line.id) }
                engine.take(record, hash: line.hash)
            }
            lines = text.lines
            opened = engine
        }
        guard var engine = opened else { throw Failure.notEnrolled(terminal, path: directory) }
        engine.snapshot = snapshot
        self.terminal = terminal
        self.directory = directory
        self.key = key
        self.tokens = tokens
        self.file = file
        self.engine = engine
        self.link = link
        let sent = Till.sentHead(in: directory, epoch: epoch)
        if let sent, sent.seq <= lines.count, lines[sent.seq - 1].hash == sent.hash {
            acknowledged = ChainHead(
                terminal: terminal, epoch: epoch, seq: sent.seq, hash: sent.hash)
        } else {
            acknowledged = ChainHead(engine.enrolment)
        }
        unsent = Array(lines.dropFirst(acknowledged.seq))
        self.engine.acknowledged = acknowledged.seq
    }

    /// What the service had acknowledged when it was last heard; only a hint, it is asked again.
    private static func sentHead(in directory: String, epoch: Int) -> (seq: Int, hash: Digest)? {
        let words =
            (try? String(
                contentsOfFile: path(of: epoch, in: directory, "sent"), encoding: .utf8))?
            .trimmed.split(separator: " ")
        guard let words, words.count == 2, let seq = Int(decimal: words[0].utf8), seq > 0,
            let hash = Digest(hex: words[1])
        else { return nil }
        return (seq, hash)
    }

    private static func path(of epoch: Int, in directory: String, _ ending: String) -> String {
        "\(directory)/epoch-\(epoch.padded(3)).\(ending)"
    }

    private static func newestEpoch(in directory: String) -> Int? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix("epoch-") && $0.hasSuffix(".journal") }
            .compactMap { Int(decimal: $0.dropFirst(6).prefix(3).utf8) }.max()
    }

    private static func secret(_ path: String) -> [UInt8]? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { [UInt8](hex: $0.trimmed) }
    }

    private static func write(_ bytes: [UInt8], to path: String, durable: Bool = true) throws {
        let made = FileManager.default.createFile(
            atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        guard made, let file = FileHandle(forWritingAtPath: path) else {
            throw JournalFile.Failure(path: path, reason: "cannot be written")
        }
        if durable { try file.synchronize() }
        try file.close()
    }
}

extension Till.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notEnrolled(let terminal, let path):
            "\(path): till \(terminal) is not enrolled; ask the bureau for a code"
        case .damagedKey(let path): "\(path): the till's key is damaged; enrol the till anew"
        case .foreignRecord(let path, let place):
            "\(path): the record at \(place) names another place; keep the file and enrol the till "
                + "anew"
        case .needsEnrolment(let terminal, let reason):
            "till \(terminal) must be enrolled anew (\(reason)); what it sold is kept"
        }
    }
}

extension Till {
    package var unsentCount: Int { unsent.count }
    package var head: ChainHead { engine.head }
    package var closedDay: Day? { engine.closedDay }
    package func references(on day: Day) -> Int { engine.references(on: day) }

    /// The diner of a card number; nil where the roster does not know it.
    package func diner(card: String, at: Moment) -> DinerID? {
        engine.diner(card: tokens.token(card: card), at: at)
    }

    package func connect(_ link: ServiceLink?) { self.link = link }

    /// Learns how far the till's clock is from the service's.
    package func hear(serverTime: Moment, at: Moment) {
        engine.drift = at.milliseconds - serverTime.milliseconds
    }

    package func hasSold(order: String) -> Bool { engine.hasSold(order: order) }

    package func sold(order: String) -> TillEngine.Sold? { engine.sold(order: order) }

    /// The price of a basket now; an allowance is reserved at the service where it can be asked.
    package func quote(_ basket: Basket, at: Moment) async throws -> Quote {
        let quote = engine.quote(basket, at: at)
        guard let link, let diner = basket.diner, !quote.decision.grants.isEmpty,
            let policy = quote.policy
        else { return quote }
        return try await authorise(quote, diner: diner, policy: policy, link: link)
    }

    /// Asks for the grants of a quote; where they are used up elsewhere the quote is made anew.
    private func authorise(
        _ first: Quote, diner: DinerID, policy: String, link: ServiceLink
    ) async throws -> Quote {
        var quote = first
        // A second and third question ask for what is left after the one before was refused.
        for _ in 0..<3 where !quote.decision.grants.isEmpty {
            let asked = quote.decision
            let question = JSON.object([
                "diner": .text(diner.text), "day": .text(quote.day.description),
                "period": .text(quote.period.rawValue), "policy": .text(policy),
                "snapshot": .text(engine.snapshot?.id ?? ""),
                "subsidies": .list(asked.grants.map(\.json)),
            ]).bytes
            let signature = try key.sign(question)
            do {
                let answer = try await link.authorise(
                    engine.head, question: question, signature: signature)
                engine.learn(answer.uses, of: diner, mark: answer.mark)
                quote = engine.quote(quote.basket, at: quote.at)
                if answer.granted, quote.decision == asked {
                    quote.authorised = true
                    return quote
                }
            } catch is ServiceLink.Failure {
                // No answer: the till decides from what it knows, and the sale goes on.
                return quote
            }
        }
        return quote
    }

    /// Seals a sale; when this returns it is on the disk.
    package func sell(_ quote: Quote, tenders: [Tender], cashier: String) throws -> Record {
        try seal(.sale(engine.sale(quote, tenders: tenders)), at: quote.at, cashier: cashier)
    }

    package func quoteVoid(of seq: Int) throws(ReturnError) -> ReturnQuote {
        try engine.quoteVoid(of: seq)
    }

    package func quoteRefund(of seq: Int, lines: [Reversal.Line]) throws(ReturnError) -> ReturnQuote
    {
        try engine.quoteRefund(of: seq, lines: lines)
    }

    /// Seals any other record; when this returns it is on the disk.
    @discardableResult
    package func seal(_ body: Record.Body, at: Moment, cashier: String) throws -> Record {
        let (record, line) = engine.draft(body, at: at, cashier: cashier)
        try file.append(line)
        engine.take(record, hash: line.hash)
        unsent.append(line)
        return record
    }

    /// Seals the day's end (Z).
    @discardableResult
    package func closeDay(_ day: Day, at: Moment, cashier: String) throws -> Record {
        try seal(.dayClose(engine.dayClose(day)), at: at, cashier: cashier)
    }
}

extension Till {
    /// Lines in one upload.
    private static let linesInUpload = 500

    /// Sends what the service does not have yet, until nothing is left.
    ///
    /// - Throws: ``ServiceLink/Failure`` where the service cannot be reached; what was not
    ///   acknowledged stays and goes with the next call.
    package func sync() async throws {
        guard let link else { return }
        var refusal: String?
        if !hasGreeted {
            let head = engine.head
            let mark = try await link.greet(head, signature: try key.sign(head.message))
            refusal = try acknowledge(mark)
            hasGreeted = refusal == nil
        }
        while !unsent.isEmpty {
            // Of a forked journal everything goes at once: an upload that began inside the other
            // branch would look like a gap.
            let count = refusal == "fork" ? unsent.count : Till.linesInUpload
            let lines = Array(unsent.prefix(count))
            guard let last = lines.last else { break }
            let head = ChainHead(
                terminal: terminal, epoch: acknowledged.epoch, seq: last.id.seq, hash: last.hash)
            let mark = try await link.upload(
                after: acknowledged, lines, signature: try key.sign(head.message))
            if let verdict = try acknowledge(mark) {
                refusal = verdict
                guard verdict == "fork", lines.count < unsent.count else { break }
            }
        }
        if let refusal { throw Failure.needsEnrolment(terminal, reason: refusal) }
    }

    /// Takes in an answer; gives the verdict where the journal cannot go on.
    private func acknowledge(_ mark: ServiceLink.Mark) throws -> String? {
        engine.quarantined.formUnion(mark.quarantined)
        guard ["accepted", "gap"].contains(mark.verdict) else { return mark.verdict }
        // The service may know another record at a place that this disk has filled too.
        if let own = hash(at: mark.seq), own != mark.hash { return "fork" }
        try move(to: mark)
        return nil
    }

    /// The hash of this disk's own record at a place; nil for one sent long ago.
    private func hash(at seq: Int) -> Digest? {
        seq == acknowledged.seq
            ? acknowledged.hash : unsent.first { $0.id.seq == seq }?.hash
    }

    /// Takes the service's mark as the place to send from.
    private func move(to mark: ServiceLink.Mark) throws {
        guard mark.seq <= engine.head.seq else {
            throw Failure.needsEnrolment(terminal, reason: "the service knows more than this disk")
        }
        if mark.seq >= acknowledged.seq {
            unsent.removeAll { $0.id.seq <= mark.seq }
        } else {
            // The service was restored from a backup: it gets again what it has lost.
            let text = try JournalText(
                Array(
                    try Data(
                        contentsOf: URL(
                            fileURLWithPath: Till.path(
                                of: acknowledged.epoch, in: directory, "journal")))),
                file: directory)
            unsent = text.lines.filter { $0.id.seq > mark.seq }
        }
        acknowledged = ChainHead(
            terminal: terminal, epoch: acknowledged.epoch, seq: mark.seq, hash: mark.hash)
        engine.acknowledged = mark.seq
        try Till.write(
            Array("\(mark.seq) \(mark.hash)\n".utf8),
            to: Till.path(of: acknowledged.epoch, in: directory, "sent"), durable: false)
    }
}
