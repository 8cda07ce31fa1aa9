import Foundation
import Synchronization
import Testing

/// A printer on 127.0.0.1 that keeps the bytes of every connection.
final class FakePrinter: Sendable {
    enum Habit: Sendable {
        /// Says these bytes to the question for paper and to the one for the end of the job.
        case answers(paper: UInt8, done: UInt8)
        /// Takes everything and says nothing.
        case silent
        /// Answers the first question and is switched off when the job comes.
        case stopsInTheMiddle
        /// Takes the connection and reads nothing.
        case hangs
        case hangsUp
    }

    let port: UInt16
    private let listener: Int32
    private let state = Mutex<[[UInt8]]>([])

    init(_ habit: Habit) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, length) = (listener, size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, length) == 0 }
        }
        let isKnown = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(listener, $0, &size) == 0
            }
        }
        try #require(isBound && isKnown && listen(listener, 8) == 0)
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in serve(habit) }
    }

    /// Ends the listening; the port is free then.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// What came over each finished connection, once there are so many of them.
    func jobs(_ count: Int) async throws -> [[UInt8]] {
        while true {
            let jobs = state.withLock { $0 }
            if jobs.count >= count { return jobs }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func serve(_ habit: Habit) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            switch habit {
            case .hangs: continue
            case .hangsUp: break
            case .answers, .silent, .stopsInTheMiddle:
                let job = talk(connection, habit)
                state.withLock { $0.append(job) }
            }
            close(connection)
        }
    }

    private func talk(_ connection: Int32, _ habit: Habit) -> [UInt8] {
        var job: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { return job }
            job += buffer.prefix(count)
            let asksForPaper = job == [0x10, 0x04, 0x04]
            let asksForEnd = job.suffix(3) == [0x1D, 0x72, 0x01]
            switch habit {
            case .answers(let paper, let done):
                if asksForPaper { say(paper, connection) }
                if asksForEnd { say(done, connection) }
            case .stopsInTheMiddle:
                guard asksForPaper else { return job }
                say(0x12, connection)
            case .silent, .hangs, .hangsUp: break
            }
        }
    }

    private func say(_ byte: UInt8, _ connection: Int32) {
        var byte = byte
        _ = write(connection, &byte, 1)
    }
}
