import Foundation

/// Many connections in one thread, each sending its next upload when the last one is confirmed.
struct LoadGenerator {
    private let connections: [LoadConnection]

    /// Connects once for each queue of uploads.
    init(port: Int, _ queues: [[PreparedUpload]]) throws {
        connections = try queues.map { try LoadConnection(port: port, uploads: $0) }
    }

    /// Sends everything and waits for every answer.
    ///
    /// - Returns: the seconds from the first byte sent to the last answer.
    /// - Throws: ``BenchFailure`` where an answer is not the one expected.
    func run() throws -> Double {
        let clock = ContinuousClock()
        let begin = clock.now
        for connection in connections { try connection.send() }
        while connections.contains(where: \.isBusy) {
            var polled = connections.map { connection in
                pollfd(
                    fd: connection.isBusy ? connection.descriptor : -1,
                    events: connection.isSending ? Int16(POLLIN | POLLOUT) : Int16(POLLIN),
                    revents: 0)
            }
            guard poll(&polled, nfds_t(polled.count), 10_000) > 0 else {
                throw BenchFailure("no answer for ten seconds")
            }
            for (place, state) in polled.enumerated() where state.revents != 0 {
                try connections[place].advance()
            }
        }
        let time = clock.now - begin
        return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }
}

/// One connection of a till: the uploads still to send and the answer that is awaited.
final class LoadConnection {
    let descriptor: Int32
    private let uploads: [PreparedUpload]
    private var current = 0
    private var sent = 0
    private var received: [UInt8] = []

    init(port: Int, uploads: [PreparedUpload]) throws {
        self.uploads = uploads
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard connected == 0,
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size) == 0,
            fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0
        else { throw BenchFailure("cannot connect to port \(port)") }
    }

    deinit { close(descriptor) }

    var isBusy: Bool { current < uploads.count }
    var isSending: Bool { isBusy && sent < uploads[current].request.count }

    /// Does what the socket is ready for.
    func advance() throws {
        if isSending { try send() }
        try receive()
    }

    /// Sends as much of the current upload as the socket takes.
    func send() throws {
        while isSending {
            let count = uploads[current].request.withUnsafeBytes { bytes in
                write(descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent)
            }
            if count < 0, errno == EAGAIN || errno == EINTR { return }
            guard count > 0 else { throw BenchFailure("the service hung up") }
            sent += count
        }
    }

    private func receive() throws {
        let count = withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 1) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 { received += buffer.prefix(count) }
            return count
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { throw BenchFailure("the service hung up") }
        guard let answer = try HTTPAnswer.read(received[...]) else { return }
        guard isBusy, !isSending, uploads[current].isConfirmed(by: answer) else {
            let body = String(decoding: answer.body.prefix(400), as: UTF8.self)
            throw BenchFailure("an upload was answered with \(answer.status) \(body)")
        }
        received = []
        current += 1
        sent = 0
        try send()
    }
}
