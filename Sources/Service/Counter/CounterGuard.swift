internal import HTTPTypes
internal import Hummingbird

/// Lets only this machine's own pages speak to the till.
///
/// Any page in a browser can send requests to a loopback port. A foreign name that resolves to
/// this machine is told by its Host, a foreign page's input by its Origin.
struct CounterGuard: RouterMiddleware {
    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let host = request.head.authority, CounterGuard.isLocal(host) else {
            throw HTTPError(.misdirectedRequest, message: "the till answers on 127.0.0.1 only")
        }
        if request.method != .get {
            guard request.headers[.origin] == "http://" + host else {
                throw HTTPError(.forbidden, message: "only the till's own page may do this")
            }
            guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
                throw HTTPError(.unsupportedMediaType, message: "an input is JSON")
            }
        }
        var response = try await next(request, context)
        response.headers[.cacheControl] = "no-store"
        response.headers[.contentSecurityPolicy] = "default-src 'self'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    /// True for `127.0.0.1` and `localhost`, with or without a port.
    static func isLocal(_ host: String) -> Bool {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts[0] == "127.0.0.1" || parts[0] == "localhost"
        else { return false }
        return parts.count == 1 || parts[1].allSatisfy(\.isNumber)
    }
}
