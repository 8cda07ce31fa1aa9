internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Ledger
internal import Meals

/// What the bureau asks of a running service; each request shows the admin token.
struct BureauRoutes {
    let intake: Intake
    let policies: PolicyRegister
    let token: String
    let clock: @Sendable () -> Moment

    /// How long a code for a new till may be typed.
    private static let codeSeconds = 24 * 3600

    func add(to router: Router<BasicRequestContext>) {
        router.post("v1/enrolment-codes", use: allowEnrolment)
        router.post("v1/revocations", use: revoke)
        router.post("v1/windows/:date/close", use: close)
        router.get("v1/notices", use: notices)
    }

    @Sendable private func allowEnrolment(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        try check(request)
        let message = try await request.json(upTo: 4_096)
        guard let terminal = message["terminal"]?.text.flatMap({ TerminalID(checked: $0) }),
            let code = message["code"]?.text, code.utf8.count >= 8
        else { throw HTTPError(.badRequest, message: "terminal and a code of 8 are needed") }
        try await intake.perform { ledger, now in
            try ledger.allowEnrolment(
                of: terminal, code: code, until: now.adding(seconds: BureauRoutes.codeSeconds))
        }
        return .json(["terminal": .text(terminal.text)])
    }

    @Sendable private func revoke(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        try check(request)
        let message = try await request.json(upTo: 4_096)
        guard let terminal = message["terminal"]?.text.flatMap({ TerminalID(checked: $0) }),
            let reason = message["reason"]?.text
        else { throw HTTPError(.badRequest, message: "terminal and reason are needed") }
        let ended = try await intake.perform { ledger, now in
            try ledger.revoke(terminal, reason: reason, at: now)
        }
        intake.learn(revoked: ended.map(\.epoch), of: terminal)
        return .json([
            "terminal": .text(terminal.text),
            "epochs": .list(
                ended.map { ["epoch": .int(Int64($0.epoch)), "seq": .int(Int64($0.seq))] }),
        ])
    }

    @Sendable private func close(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        try check(request)
        guard let date = Day(try context.parameters.require("date")) else {
            throw HTTPError(.badRequest, message: "a date is needed, such as 2026-11-23")
        }
        let force = request.uri.queryParameters["force"] == "true"
        // A window is closed once; asked again, its certificate is given again.
        let certificate = try await intake.perform { ledger, now in
            ledger.isClosed(date)
                ? try ledger.certificate(of: date)
                : try ledger.close(date, force: force, today: now.day)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/csv; charset=utf-8"],
            body: ResponseBody(byteBuffer: .init(string: certificate.table)))
    }

    @Sendable private func notices(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        try check(request)
        let today = clock().day
        let notices = try policies.notices(on: today)
        return .json([
            "day": .text(today.description), "notices": .list(notices.map(\.json)),
        ])
    }

    private func check(_ request: Request) throws {
        let shown = Array((request.headers[.authorization] ?? "").utf8)
        let wanted = Array("Bearer \(token)".utf8)
        // Every byte is looked at, so that the time taken tells nothing.
        var difference = shown.count == wanted.count ? 0 : 1
        for (a, b) in zip(shown, wanted) { difference |= Int(a ^ b) }
        guard difference == 0 else {
            throw HTTPError(.unauthorized, message: "the admin token is missing or wrong")
        }
    }
}
