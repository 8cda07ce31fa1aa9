internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Ledger
internal import Meals
internal import NIOCore
internal import Synchronization

/// What tills ask of the service: enrolment, journals, allowances, snapshots.
struct TerminalRoutes {
    let intake: Intake
    let books: BooksReader
    let snapshots: SnapshotDesk
    let reservations: ReservationDesk
    let tokenKey: [UInt8]
    let clock: @Sendable () -> Moment

    /// The largest upload: some thousand sales.
    private static let largestBody = 8 << 20

    func add(to router: Router<BasicRequestContext>) {
        router.post("v1/enrol", use: enrol)
        let terminal = router.group("v1/terminals/:terminal/:epoch")
        terminal.post("journal", use: upload)
        terminal.post("greeting", use: greet)
        terminal.post("authorisation", use: authorise)
    }

    @Sendable private func enrol(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let message = try await request.json(upTo: 65_536)
        guard let terminal = message["terminal"]?.text.flatMap({ TerminalID(checked: $0) }),
            let code = message["code"]?.text,
            let key = message["key"]?.text.flatMap({ [UInt8](hex: $0) }).flatMap(PublicKey.init)
        else { throw HTTPError(.badRequest, message: "enrolment needs terminal, code and key") }
        let earlier = try TerminalRoutes.earlier(message["earlier"], of: terminal)
        let (enrolment, known) = try await intake.perform { ledger, now in
            let enrolment = try ledger.enrol(
                terminal, code: code, key: key, earlier: earlier, at: now)
            return (
                enrolment,
                earlier.filter { ledger.end(of: terminal, epoch: $0.epoch)?.key == $0.key }
            )
        }
        for life in known + [enrolment] { intake.learn(life) }
        return .json([
            "epoch": .int(Int64(enrolment.epoch)), "time": .int(clock().milliseconds),
            "token_key": .text(tokenKey.hex),
            "service_key": .text(snapshots.publicKey.bytes.hex),
        ])
    }

    /// The lives that a till says it has had.
    private static func earlier(_ json: JSON?, of terminal: TerminalID) throws -> [Enrolment] {
        try (json?.list ?? []).map { life in
            guard let epoch = life["epoch"]?.int, (1..<Int64(JournalName.mostEpochs)) ~= epoch,
                let key = life["key"]?.text.flatMap({ [UInt8](hex: $0) }).flatMap(PublicKey.init)
            else { throw HTTPError(.badRequest, message: "an earlier life is an epoch and a key") }
            return Enrolment(terminal: terminal, epoch: Int(epoch), key: key)
        }
    }

    @Sendable private func upload(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let name = try JournalName(context)
        let key = try known(name)
        guard let from = request.number("mulin-from"), from >= 1,
            let previous = request.header("mulin-previous").flatMap({ Digest(hex: $0) }),
            let signature = request.header("mulin-signature").flatMap({ [UInt8](hex: $0) })
        else {
            throw HTTPError(
                .badRequest, message: "an upload needs mulin-from, mulin-previous, mulin-signature")
        }
        let body = try await request.body.collect(upTo: TerminalRoutes.largestBody)
        let upload = Upload(
            after: ChainHead(
                terminal: name.terminal, epoch: name.epoch, seq: from - 1, hash: previous),
            lines: Upload.lines(of: Array(body.readableBytesView)), signature: signature)
        guard upload.isSigned(by: key) else {
            let verdict: Answer.Verdict = upload.isReordered ? .reorder : .badSignature
            let mark = try await intake.perform { ledger, now in
                try ledger.note(verdict, of: name.terminal, epoch: name.epoch, at: now)
            }
            return .json(Answer(verdict, mark: mark).json, status: .unprocessableContent)
        }
        let submission = Submission(upload) { id in try? snapshots.snapshot(id) }
        let answer = try await intake.submit(submission)
        reservations.release(submission)
        return .json(answer.json, status: answer.verdict.status)
    }

    @Sendable private func greet(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let name = try JournalName(context)
        let key = try known(name)
        guard let seq = request.number("mulin-seq"),
            let hash = request.header("mulin-hash").flatMap({ Digest(hex: $0) }),
            let signature = request.header("mulin-signature").flatMap({ [UInt8](hex: $0) })
        else {
            throw HTTPError(
                .badRequest, message: "a greeting needs mulin-seq, mulin-hash, mulin-signature")
        }
        let claim = ChainHead(terminal: name.terminal, epoch: name.epoch, seq: seq, hash: hash)
        let told = try request.header("mulin-told").map { try name.head($0) }
        guard key.accepts(signature, over: claim.greeting(told: told)) else {
            throw HTTPError(.unprocessableContent, message: "the signature is not the till's")
        }
        let answer = try await intake.perform { ledger, now in
            try ledger.greet(claim, told: told, at: now)
        }
        return .json(answer.json, status: answer.verdict.status)
    }

    @Sendable private func authorise(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let name = try JournalName(context)
        let key = try known(name)
        let body = Array(try await request.body.collect(upTo: 65_536).readableBytesView)
        guard let signature = request.header("mulin-signature").flatMap({ [UInt8](hex: $0) }),
            key.accepts(signature, over: body)
        else { throw HTTPError(.unprocessableContent, message: "the signature is not the till's") }
        guard !intake.isRevoked(name.terminal, epoch: name.epoch) else {
            throw LedgerError.revoked(name.terminal)
        }
        guard let json = try? JSON(body),
            let asked = AuthorisationRequest(json, terminal: name.terminal, epoch: name.epoch)
        else { throw HTTPError(.badRequest, message: "the question is not whole") }
        let snapshot = try snapshots.snapshot(asked.snapshot)
        let answer = try reservations.decide(asked, books: books, snapshot: snapshot, at: clock())
        return .json(answer.json)
    }

    private func known(_ name: JournalName) throws -> PublicKey {
        guard let key = intake.key(of: name.terminal, epoch: name.epoch) else {
            throw LedgerError.unknownEpoch(name.terminal, name.epoch)
        }
        return key
    }

    /// The terminal and epoch in a route.
    private struct JournalName {
        let terminal: TerminalID
        let epoch: Int

        static let mostEpochs = 4_095

        init(_ context: BasicRequestContext) throws {
            guard let terminal = TerminalID(checked: try context.parameters.require("terminal")),
                let epoch = Int(decimal: try context.parameters.require("epoch").utf8),
                (1...JournalName.mostEpochs).contains(epoch)
            else { throw HTTPError(.notFound, message: "there is no such journal") }
            self.terminal = terminal
            self.epoch = epoch
        }

        /// Reads `seq hash`.
        func head(_ text: String) throws -> ChainHead {
            let words = text.split(separator: " ")
            guard words.count == 2, let seq = Int(decimal: words[0].utf8),
                let hash = Digest(hex: words[1])
            else { throw HTTPError(.badRequest, message: "mulin-told is a seq and a hash") }
            return ChainHead(terminal: terminal, epoch: epoch, seq: seq, hash: hash)
        }
    }
}
