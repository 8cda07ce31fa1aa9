#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import Dispatch
internal import Synchronization

/// An open way to a printer, for one job; every act ends at the deadline it is given.
struct PrinterPort: ~Copyable {
    private let descriptor: Int32
    private let isSocket: Bool

    static func reach(
        _ place: PrinterAddress.Place, until deadline: ContinuousClock.Instant
    ) throws(PrintFailure) -> PrinterPort {
        switch place {
        case .file(let path):
            return try file(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK, S_IFREG)
        case .device(let path):
            return try file(path, O_WRONLY | O_NONBLOCK | O_NOCTTY, S_IFCHR)
        case .tcp(let name, let port):
            return try host(name, port, until: deadline)
        }
    }

    private init(descriptor: Int32, isSocket: Bool) {
        self.descriptor = descriptor
        self.isSocket = isSocket
    }

    deinit { close(descriptor) }

    /// Opens a path that must be of one kind: a pipe or a folder under a printer's name is a slip
    /// of the hand, and a pipe without a reader would end the program.
    private static func file(
        _ path: String, _ flags: Int32, _ kind: mode_t
    ) throws(PrintFailure) -> PrinterPort {
        var about = stat()
        if stat(path, &about) == 0, about.st_mode & S_IFMT != kind {
            let wanted = kind == S_IFCHR ? "不是设备" : "不是文件"
            throw .cannotOpen(path, reason: wanted)
        }
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .cannotOpen(path, reason: reason(errno))
        }
        return PrinterPort(descriptor: descriptor, isSocket: false)
    }

    /// The usual reasons in the cashier's language, the others in the system's.
    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENODEV, ENXIO: "不存在"
        case EACCES, EPERM: "没有权限"
        case EBUSY: "被占用"
        default: String(cString: strerror(code))
        }
    }

    /// Hands all bytes over.
    ///
    /// - Returns: how many were taken before it failed, with the failure, if there was one.
    func hand(
        _ bytes: [UInt8], until deadline: ContinuousClock.Instant
    ) -> (taken: Int, failure: PrintFailure?) {
        var taken = 0
        while taken < bytes.count {
            guard wait(for: POLLOUT, until: deadline) else { return (taken, .noAnswer) }
            let count = bytes.withUnsafeBytes { all in
                let rest = UnsafeRawBufferPointer(rebasing: all[taken...])
                return isSocket
                    ? send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                    : write(descriptor, rest.baseAddress, rest.count)
            }
            if count > 0 {
                taken += count
            } else if errno == ENOSPC {
                // What the system's driver of USB printers says when the roll is at its end.
                return (taken, .outOfPaper)
            } else if errno != EAGAIN, errno != EINTR {
                return (taken, .noAnswer)
            }
        }
        return (taken, nil)
    }

    /// The next byte that the printer says, or nil where it says none in time.
    func readByte(until deadline: ContinuousClock.Instant) -> UInt8? {
        while wait(for: POLLIN, until: deadline) {
            var byte: UInt8 = 0
            let count = read(descriptor, &byte, 1)
            if count == 1 { return byte }
            if count == 0 || errno != EAGAIN && errno != EINTR { return nil }
        }
        return nil
    }

    /// Waits until the printer takes or says something; false where it does not in time.
    private func wait(for event: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        var asked = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        while true {
            let ready = poll(&asked, 1, deadline.millisecondsLeft)
            if ready > 0 { return true }
            if ready == 0 || errno != EINTR { return false }
        }
    }
}

extension PrinterPort {
    private static func host(
        _ host: String, _ port: UInt16, until deadline: ContinuousClock.Instant
    ) throws(PrintFailure) -> PrinterPort {
        guard let addresses = HostName.addresses(of: host, port, until: deadline) else {
            throw .noAnswer
        }
        guard !addresses.isEmpty else { throw .cannotOpen(host, reason: "没有这台主机") }
        for address in addresses {
            let descriptor = socket(
                Int32(address.family), Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { continue }
            let port = PrinterPort(descriptor: descriptor, isSocket: true)
            if port.connects(to: address, until: deadline) { return port }
        }
        throw .noAnswer
    }

    private func connects(to address: HostAddress, until deadline: ContinuousClock.Instant) -> Bool
    {
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { return false }
        let started = address.bytes.withUnsafeBytes { bytes in
            guard let start = bytes.bindMemory(to: sockaddr.self).baseAddress else {
                return Int32(-1)
            }
            return connect(descriptor, start, socklen_t(bytes.count))
        }
        if started == 0 { return true }
        guard errno == EINPROGRESS, wait(for: POLLOUT, until: deadline) else { return false }
        var problem: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0
    }
}

/// An address as the system has it.
private struct HostAddress: Sendable {
    let family: Int32
    let bytes: [UInt8]
}

/// The search for a host's addresses.
private enum HostName {
    /// The addresses of a host, or nil where the search takes too long.
    ///
    /// The system's search knows no deadline and lasts long where the network is away: it goes on
    /// by itself, and nobody waits for it any more.
    static func addresses(
        of host: String, _ port: UInt16, until deadline: ContinuousClock.Instant
    ) -> [HostAddress]? {
        let found = Found()
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let addresses = search(host, port)
            found.addresses.withLock { $0 = addresses }
            done.signal()
        }
        let patience = DispatchTimeInterval.milliseconds(Int(deadline.millisecondsLeft))
        guard done.wait(timeout: .now() + patience) == .success else { return nil }
        return found.addresses.withLock { $0 }
    }

    /// What the search brings, once it is over.
    private final class Found: Sendable {
        let addresses = Mutex<[HostAddress]>([])
    }

    private static func search(_ host: String, _ port: UInt16) -> [HostAddress] {
        var wanted = addrinfo()
        wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &wanted, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [HostAddress] = []
        var next = list
        while let entry = next?.pointee {
            let bytes = UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            addresses.append(HostAddress(family: entry.ai_family, bytes: Array(bytes)))
            next = entry.ai_next
        }
        return addresses
    }
}

extension ContinuousClock.Instant {
    /// Whole milliseconds from now, at least 0 and at most a minute.
    fileprivate var millisecondsLeft: Int32 {
        let left = self - .now
        guard left > .zero else { return 0 }
        guard left < .seconds(60) else { return 60_000 }
        let (seconds, attoseconds) = left.components
        return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
