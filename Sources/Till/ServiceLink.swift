internal import AsyncHTTPClient
package import Journal
package import Meals
internal import NIOCore
internal import NIOHTTP1

/// A till's way to the service, over HTTP.
package struct ServiceLink: Sendable {
    package let address: String
    private let deadline: TimeAmount
    private let patience: Duration

    /// How long an elder and a cashier wait for an allowance to be reserved.
    package static let counterPatience = Duration.milliseconds(300)

    /// Never shut down: it lives as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        // A service that is down is down: the till goes on by itself and asks again later.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Why the service gave no answer that counts.
    package enum Failure: Error, Sendable {
        case unreachable(String)
        case refused(status: Int, reason: String)
    }

    /// What the service says of a journal.
    package struct Mark: Hashable, Sendable {
        /// `accepted`, `gap`, `fork`, `rollback`, `reorder` or `bad-signature`.
        package let verdict: String
        package let seq: Int
        package let hash: Digest
        /// Records that the service keeps and does not book as what they say.
        package let refused: [RecordRefusal]

        package var quarantined: [Int] { refused.map(\.seq) }

        /// True where the message was altered on its way: nothing of it was taken.
        package var isDamaged: Bool { ["reorder", "bad-signature"].contains(verdict) }

        package init(verdict: String, seq: Int, hash: Digest, refused: [RecordRefusal]) {
            self.verdict = verdict
            self.seq = seq
            self.hash = hash
            self.refused = refused
        }
    }

    /// - Parameters:
    ///   - address: such as `http://127.0.0.1:8080`.
    ///   - deadlineSeconds: how long a request may take.
    ///   - patience: how long all questions for one basket's allowances may take together; nil
    ///     where nobody waits, as long as any request.
    package init(_ address: String, deadlineSeconds: Int = 30, patience: Duration? = nil) {
        self.address = address
        deadline = .seconds(Int64(deadlineSeconds))
        self.patience = patience ?? .seconds(deadlineSeconds)
    }

    /// When questions that begin now must have been answered.
    package var authorisationEnd: ContinuousClock.Instant { .now.advanced(by: patience) }

    /// What a till is told when it is enrolled.
    package struct Enrolled: Sendable {
        package let epoch: Int
        package let tokenSecret: [UInt8]
        /// By which it knows the service's snapshots.
        package let serviceKey: PublicKey?
        package let time: Moment
    }

    /// Begins a new life of the till's journal with a code that a person typed.
    ///
    /// - Parameter earlier: the lives it has had; a service that was restored may have forgotten
    ///   some.
    package func enrol(
        _ terminal: TerminalID, code: String, key: PublicKey, earlier: [Enrolment] = []
    ) async throws -> Enrolled {
        let answer = try await post(
            "/v1/enrol",
            body: JSON.object([
                "terminal": .text(terminal.text), "code": .text(code), "key": .text(key.bytes.hex),
                "earlier": .list(
                    earlier.map {
                        ["epoch": .int(Int64($0.epoch)), "key": .text($0.key.bytes.hex)]
                    }),
            ]).bytes)
        guard answer.status == 200, let epoch = answer.json["epoch"]?.int,
            let key = answer.json["token_key"]?.text.flatMap({ [UInt8](hex: $0) }),
            let time = answer.json["time"]?.int
        else { throw answer.refusal }
        return Enrolled(
            epoch: Int(epoch), tokenSecret: key,
            serviceKey: answer.json["service_key"]?.text.flatMap { [UInt8](hex: $0) }
                .flatMap { PublicKey($0) }, time: Moment(milliseconds: time))
    }

    /// Sends lines of the journal; the answer is the service's mark.
    package func upload(
        after start: ChainHead, _ lines: [SealedLine], signature: [UInt8]
    ) async throws -> Mark {
        var body: [UInt8] = []
        for line in lines {
            body.append(contentsOf: line.bytes)
            body.append(UInt8(ascii: "\n"))
        }
        let answer = try await post(
            "/v1/terminals/\(start.terminal)/\(start.epoch)/journal",
            headers: [
                ("mulin-from", "\(start.seq + 1)"), ("mulin-previous", start.hash.hex),
                ("mulin-signature", signature.hex),
            ],
            body: body)
        return try mark(answer)
    }

    /// Tells the service where the till believes its journal to end.
    ///
    /// - Parameter told: the mark that the service has just given, where it lies further.
    package func greet(
        _ head: ChainHead, told: ChainHead?, signature: [UInt8]
    ) async throws -> Mark {
        let answer = try await post(
            "/v1/terminals/\(head.terminal)/\(head.epoch)/greeting",
            headers: [
                ("mulin-seq", "\(head.seq)"), ("mulin-hash", head.hash.hex),
                ("mulin-signature", signature.hex),
            ] + (told.map { [("mulin-told", "\($0.seq) \($0.hash)")] } ?? []),
            body: [])
        return try mark(answer)
    }

    /// Asks for an allowance; the question is signed by the till.
    ///
    /// - Parameter end: an answer after it counts as none, also one whose end comes too late.
    package func authorise(
        _ head: ChainHead, question: [UInt8], signature: [UInt8], by end: ContinuousClock.Instant
    ) async throws -> (granted: Bool, uses: [RuleUse], mark: Int) {
        let answer = try await before(end) {
            try await post(
                "/v1/terminals/\(head.terminal)/\(head.epoch)/authorisation",
                headers: [("mulin-signature", signature.hex)], body: question)
        }
        guard answer.status == 200, let granted = answer.json["granted"]?.bool,
            let uses = try answer.json["uses"]?.uses(), let mark = answer.json["mark"]?.int
        else { throw answer.refusal }
        return (granted, uses, Int(mark))
    }

    /// The id of the snapshot that tills should have now.
    package func currentSnapshot() async throws -> String { try await news().snapshot }

    /// What a till asks after now and then.
    package struct News: Sendable {
        /// The id of the snapshot that tills should have now.
        package let snapshot: String
        /// The service's word for it; nil from a service that has no key yet.
        package let seal: SnapshotSeal?
        /// The service's time.
        package let time: Moment

        package init(snapshot: String, seal: SnapshotSeal?, time: Moment) {
            self.snapshot = snapshot
            self.seal = seal
            self.time = time
        }
    }

    package func news() async throws -> News {
        let answer = try await send(.GET, "/v1/snapshot")
        guard answer.status == 200, let id = answer.json["id"]?.text,
            let time = answer.json["time"]?.int
        else { throw answer.refusal }
        let digest = answer.json["digest"]?.text.flatMap { Digest(hex: $0) }
        let signature = answer.json["signature"]?.text.flatMap { [UInt8](hex: $0) }
        let seal = digest.flatMap { digest in
            signature.map { SnapshotSeal(digest: digest, signature: $0) }
        }
        return News(snapshot: id, seal: seal, time: Moment(milliseconds: time))
    }

    /// What leads from one snapshot to another.
    package func snapshotChange(_ new: String, since old: String) async throws -> [UInt8] {
        let answer = try await send(.GET, "/v1/snapshots/\(new)/since/\(old)")
        guard answer.status == 200 else { throw answer.refusal }
        return answer.body
    }

    /// A snapshot's document.
    package func snapshot(_ id: String) async throws -> [UInt8] {
        let answer = try await send(.GET, "/v1/snapshots/\(id)")
        guard answer.status == 200, Snapshot.id(of: answer.body) == id else {
            throw answer.refusal
        }
        return answer.body
    }

    /// Shows the admin token and asks for an act of the bureau.
    package func administer(
        _ path: String, token: String, body: [UInt8]
    ) async throws -> String {
        let answer = try await post(
            path, headers: [("authorization", "Bearer \(token)")], body: body)
        guard answer.status == 200 else { throw answer.refusal }
        return String(decoding: answer.body, as: UTF8.self)
    }
}

extension ServiceLink {
    private struct Reply {
        let status: Int
        let body: [UInt8]

        var json: JSON { (try? JSON(body)) ?? .null }

        var refusal: Failure {
            let error = json["error"]
            let reason = error?.text ?? error?["message"]?.text ?? "an answer that is not known"
            return .refused(status: status, reason: reason)
        }
    }

    /// Runs a request that is given up at a moment, whatever it is doing then.
    private func before(
        _ end: ContinuousClock.Instant, _ request: @escaping @Sendable () async throws -> Reply
    ) async throws -> Reply {
        try await withThrowingTaskGroup(of: Reply.self) { group in
            group.addTask { try await request() }
            group.addTask {
                try await Task.sleep(until: end, clock: .continuous)
                throw Failure.unreachable("\(address): no answer in time")
            }
            defer { group.cancelAll() }
            guard let reply = try await group.next() else { throw CancellationError() }
            return reply
        }
    }

    private func mark(_ reply: Reply) throws -> Mark {
        guard let verdict = reply.json["verdict"]?.text, let seq = reply.json["seq"]?.int,
            let hash = reply.json["hash"]?.text.flatMap({ Digest(hex: $0) })
        else { throw reply.refusal }
        let places = (reply.json["quarantined"]?.list ?? []).compactMap(\.int)
        let reasons = Dictionary(
            (reply.json["refused"]?.list ?? []).compactMap { refusal in
                refusal["seq"]?.int.map { ($0, refusal["reason"]?.text ?? "") }
            }, uniquingKeysWith: { first, _ in first })
        let refused = places.map { RecordRefusal(seq: Int($0), reason: reasons[$0] ?? "") }
        return Mark(verdict: verdict, seq: Int(seq), hash: hash, refused: refused)
    }

    private func post(
        _ path: String, headers: [(String, String)] = [], body: [UInt8]
    ) async throws -> Reply {
        try await send(.POST, path, headers: headers, body: body)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if method == .POST { request.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await ServiceLink.client.execute(request, timeout: deadline)
            let content = try await response.body.collect(upTo: 256 << 20)
            return Reply(
                status: Int(response.status.code), body: Array(content.readableBytesView))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw Failure.unreachable("\(address): \(error)")
        }
    }
}

extension ServiceLink.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let reason): "the service cannot be reached: \(reason)"
        case .refused(let status, let reason): "the service refused (\(status)): \(reason)"
        }
    }
}
