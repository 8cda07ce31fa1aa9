internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import NIOCore
internal import Till

/// What the till's two pages ask of it.
struct CounterRoutes {
    let door: CounterDoor
    let pages: CounterPages
    let terminal: String

    /// How long a customer display is kept waiting for something new.
    private static let waitMilliseconds = 10_000

    func add(to router: Router<BasicRequestContext>) {
        for path in pages.paths {
            router.get(RouterPath(path)) { _, _ in page(path) }
        }
        router.get("v1/screen", use: screen)
        router.get("v1/menu", use: menu)
        router.get("v1/customer", use: customer)
        router.post("v1/input", use: input)
        router.post("v1/code", use: code)
    }

    private func page(_ path: String) -> Response {
        guard let page = pages.page(path) else { return Response(status: .notFound) }
        return Response(
            status: .ok, headers: [.contentType: page.type],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: page.bytes)))
    }

    /// What is shown before the till is enrolled.
    private func codeScreen(_ problem: String?) -> JSON {
        var fields: [String: JSON] = ["stage": "code", "terminal": .text(terminal)]
        fields["problem"] = problem.map(JSON.text)
        return .object(fields)
    }

    @Sendable private func screen(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        guard let desk = await door.open() else { return .json(codeScreen(nil)) }
        return .json(await desk.screen())
    }

    @Sendable private func menu(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        guard let desk = await door.open() else { return .json([]) }
        return .json(await desk.menu())
    }

    @Sendable private func input(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let message = try await request.json(upTo: 16_384)
        guard let desk = await door.open() else { return .json(codeScreen(nil)) }
        return .json(await desk.act(message))
    }

    @Sendable private func code(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let message = try await request.json(upTo: 4_096)
        let problem = await door.tryCode(message["code"]?.text ?? "")
        guard let desk = await door.open() else { return .json(codeScreen(problem)) }
        return .json(await desk.screen())
    }

    /// Answers when the customer's screen is another one than the page has seen.
    @Sendable private func customer(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let seen = request.uri.queryParameters["seen"].map(String.init)
        var (body, mark) = await customerBody()
        var waited = 0
        while mark == seen, waited < CounterRoutes.waitMilliseconds {
            try await Task.sleep(for: .milliseconds(50))
            waited += 50
            (body, mark) = await customerBody()
        }
        return .json(["mark": .text(mark), "screen": body])
    }

    private func customerBody() async -> (JSON, mark: String) {
        guard let desk = await door.open() else { return (.null, "closed") }
        let body = await desk.customer().json
        return (body, String(Digest(of: body.bytes).hex.prefix(16)))
    }
}
