package import Journal
package import Meals
internal import Subsidies

/// One terminal at its counter: the machine that sells, and its way to the service.
///
/// A sale is on the till's own disk before anything else happens with it; the service is told
/// when it can be told.
package actor Till {
    package nonisolated let terminal: TerminalID
    /// Where its journal and key lie.
    nonisolated let directory: String
    var machine: TillMachine
    var link: ServiceLink?
    /// True while news are being fetched.
    var isHearing = false

    /// Why a till does not start.
    package enum Failure: Error, Sendable {
        case notEnrolled(TerminalID, path: String)
        case damagedKey(path: String)
        /// The first line of a journal is damaged: it cannot be said whose life it is.
        case damagedTitle(path: String)
        /// A whole line that names another place: not written by this till.
        case foreignRecord(String, RecordID)
        /// The service gives a number that this disk's journal has had: another till's directory, or
        /// a service that was restored and not told of it.
        case forgottenByService(TerminalID, epoch: Int)
        /// The service knows the journal otherwise: a copied or restored disk.
        case needsEnrolment(TerminalID, reason: String)
        /// The bureau has ended the till's key.
        case revoked(TerminalID)
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
        let answer = try await link.enrol(
            terminal, code: code, key: key.publicKey,
            earlier: try TillMachine.lives(in: directory))
        try TillMachine.begin(
            terminal, epoch: answer.epoch, in: directory, secret: secret,
            tokenSecret: answer.tokenSecret, serviceKey: answer.serviceKey)
    }

    /// Opens an enrolled till: reads its journal, whatever state the power cut left it in.
    ///
    /// - Parameters:
    ///   - link: nil keeps the till offline until ``connect(_:)``.
    package init(
        _ terminal: TerminalID, in directory: String, canteen: CanteenID, snapshot: Snapshot?,
        link: ServiceLink?
    ) throws {
        self.terminal = terminal
        self.link = link
        self.directory = directory
        machine = try TillMachine(terminal, in: directory, canteen: canteen, snapshot: snapshot)
    }
}

extension Till.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notEnrolled(let terminal, let path):
            "\(path): till \(terminal) is not enrolled; ask the bureau for a code"
        case .damagedKey(let path): "\(path): the till's key is damaged; enrol the till anew"
        case .damagedTitle(let path):
            "\(path): its first line is damaged; keep the directory and enrol the till in another one"
        case .foreignRecord(let path, let place):
            "\(path): the record at \(place) names another place; keep the file and enrol the till "
                + "anew"
        case .forgottenByService(let terminal, let epoch):
            "till \(terminal) has an epoch \(epoch) already: its directory is kept as it is; ask the "
                + "bureau for another code"
        case .needsEnrolment(let terminal, let reason):
            "till \(terminal) must be enrolled anew (\(reason)); what it sold is kept"
        case .revoked: RevokedTill.line
        }
    }
}

extension Till {
    var engine: TillEngine { machine.engine }
    package var unsentCount: Int { machine.unsentCount }
    package var head: ChainHead { machine.engine.head }
    package var closedDay: Day? { machine.engine.closedDay }
    package func references(on day: Day) -> Int { machine.engine.references(on: day) }

    /// The diner of a card number; nil where the roster does not know it.
    package func diner(card: String, at: Moment) -> DinerID? { machine.diner(card: card, at: at) }

    func sign(_ ticket: DayTicket) throws -> DayTicket { try machine.sign(ticket) }

    package func connect(_ link: ServiceLink?) { self.link = link }

    /// Learns how far the till's clock is from the service's.
    package func hear(serverTime: Moment, at: Moment) {
        machine.hear(serverTime: serverTime, at: at)
    }

    package func hasSold(order: String) -> Bool { machine.engine.hasSold(order: order) }

    package func sold(_ sale: RecordID) -> TillEngine.Sold? { machine.sold(sale) }

    package func sold(order: String) -> TillEngine.Sold? { machine.engine.sold(order: order) }

    /// The price of a basket now; an allowance is reserved at the service where it can be asked.
    package func quote(_ basket: Basket, at: Moment) async throws -> Quote {
        try machine.mind(clock: at)
        guard let link else { return machine.engine.quote(basket, at: at) }
        // What was learnt of the diner before may have been given back since.
        var wanted = machine.engine.quote(basket, at: at, learned: false)
        let end = link.authorisationEnd
        // A second and third question ask for what is left after the one before was refused.
        for _ in 0..<3 {
            guard let question = machine.question(wanted) else { break }
            do {
                let answer = try await link.authorise(
                    machine.engine.head, question: question, signature: machine.sign(question),
                    by: end)
                wanted = machine.hear(
                    granted: answer.granted, uses: answer.uses, mark: answer.mark, of: wanted)
                if wanted.authorised { return wanted }
            } catch is ServiceLink.Failure {
                // No answer: the till decides from what it knows, and the sale goes on.
                break
            }
        }
        return machine.engine.quote(basket, at: at)
    }

    /// Seals a sale; when this returns it is on the disk.
    package func sell(_ quote: Quote, tenders: [Tender], cashier: String) throws -> Record {
        try machine.sell(quote, tenders: tenders, cashier: cashier)
    }

    /// What goes back of a sale; all that is left where no lines are named.
    package func quoteReturn(
        of sale: RecordID, lines: [Reversal.Line]? = nil
    ) throws(ReturnError) -> ReturnQuote {
        try machine.quoteReturn(of: sale, lines: lines)
    }

    /// Seals any other record; when this returns it is on the disk.
    @discardableResult
    package func seal(_ body: Record.Body, at: Moment, cashier: String) throws -> Record {
        try machine.seal(body, at: at, cashier: cashier)
    }

    /// Seals the day's end (Z).
    @discardableResult
    package func closeDay(_ day: Day, at: Moment, cashier: String) throws -> Record {
        try seal(.dayClose(machine.engine.dayClose(day)), at: at, cashier: cashier)
    }
}

extension Till {
    /// Sends what the service does not have yet, until nothing is left.
    ///
    /// - Throws: ``ServiceLink/Failure`` where the service cannot be reached; what was not
    ///   acknowledged stays and goes with the next call.
    package func sync() async throws {
        guard let link else { return }
        machine.beginSync()
        while let (message, signature) = try machine.message() {
            do {
                let answer =
                    switch message {
                    case .greeting(let head, let told):
                        try await link.greet(head, told: told, signature: signature)
                    case .upload(let start, let lines):
                        try await link.upload(after: start, lines, signature: signature)
                    }
                try machine.take(answer, to: message)
                if answer.isDamaged {
                    throw ServiceLink.Failure.unreachable("\(link.address): \(answer.verdict)")
                }
            } catch ServiceLink.Failure.refused(let status, let reason) {
                // An earlier life that the service will not hear holds up nothing that is newer.
                if machine.skip(message) { continue }
                if status == 404 { throw Failure.needsEnrolment(terminal, reason: reason) }
                throw ServiceLink.Failure.refused(status: status, reason: reason)
            }
        }
        if isRevoked { throw Failure.revoked(terminal) }
        if let refusal = machine.uplink.refusal {
            throw Failure.needsEnrolment(terminal, reason: "\(refusal)")
        }
    }
}
