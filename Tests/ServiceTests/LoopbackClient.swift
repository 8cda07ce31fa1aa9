import Foundation

/// One HTTP request over a plain socket, with every header as a test wants it.
struct LoopbackClient: Sendable {
    let port: Int

    struct Failure: Error {}

    struct Reply: Sendable {
        let status: Int
        let headers: String
        let body: [UInt8]
    }

    /// - Parameter headers: beside `host`, which is the server's own where it is not named.
    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Reply {
        let port = port
        let head =
            "\(method) \(path) HTTP/1.1\r\n"
            + headers.merging(
                [
                    "host": headers["host"] ?? "127.0.0.1:\(port)", "connection": "close",
                    "content-length": "\(body.count)",
                ], uniquingKeysWith: { _, last in last }
            ).map { "\($0): \($1)\r\n" }.joined() + "\r\n"
        let bytes = Array(head.utf8) + body
        return try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(with: Result { try LoopbackClient.exchange(bytes, port: port) })
            }
        }
    }

    private static func exchange(_ request: [UInt8], port: Int) throws -> Reply {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let socket = socket(AF_INET, stream, 0)
        guard socket >= 0 else { throw Failure() }
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0, write(socket, request, request.count) == request.count else {
            throw Failure()
        }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(socket, &buffer, buffer.count), count > 0 {
            reply.append(contentsOf: buffer.prefix(count))
        }
        guard let end = reply.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Failure() }
        let head = String(decoding: reply[..<end.lowerBound], as: UTF8.self)
        guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure()
        }
        return Reply(
            status: status, headers: head.lowercased(), body: Array(reply[end.upperBound...]))
    }
}
