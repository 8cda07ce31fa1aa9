import Foundation
import Synchronization

/// A way to a service on which answers can be held back: a port that passes bytes on.
final class HeldWay: Sendable {
    let port: Int
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var isHeld = false
        var answers = 0
        var isOver = false
    }

    struct NoPort: Error {}

    /// - Parameter port: of the service.
    init(to service: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = HeldWay.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard bound else { throw NoPort() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let server = HeldWay.connection(to: service) else { return }
                Thread.detachNewThread { [self] in pass(client, server, holding: false) }
                Thread.detachNewThread { [self] in pass(server, client, holding: true) }
            }
        }
    }

    /// Keeps answers back from now on.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Lets go what was kept back.
    func letGo() { state.withLock { $0.isHeld = false } }

    /// Parts of answers that were passed on.
    var answers: Int { state.withLock { $0.answers } }

    func end() {
        state.withLock { $0.isOver = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func pass(_ from: Int32, _ to: Int32, holding: Bool) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            while holding, state.withLock({ $0.isHeld && !$0.isOver }) { usleep(1_000) }
            guard count > 0, send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                break
            }
            if holding { state.withLock { $0.answers += 1 } }
        }
        shutdown(from, Int32(SHUT_RDWR))
        shutdown(to, Int32(SHUT_RDWR))
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func connection(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = HeldWay.address(port)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        return connected ? descriptor : nil
    }
}
