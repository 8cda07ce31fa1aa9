internal import Journal
internal import Meals

/// The manager's PIN of one till, kept in its directory as a salted digest.
struct ManagerPIN {
    private let path: String
    private let disk = LocalDisk()

    init(in directory: String) { path = directory + "/manager-pin" }

    /// Digests of one PIN: slow enough that a found file is not read off at a glance.
    private static let rounds = 20_000

    var isSet: Bool { line != nil }

    func accepts(_ pin: String) -> Bool {
        guard let words = line?.split(separator: " "), words.count == 2,
            let salt = [UInt8](hex: words[0])
        else { return false }
        return ManagerPIN.digest(pin, salt).hex == words[1]
    }

    /// - Parameter salt: 16 random bytes.
    func set(_ pin: String, salt: [UInt8]) throws(DiskFailure) {
        try disk.replace(Array("\(salt.hex) \(ManagerPIN.digest(pin, salt))\n".utf8), at: path)
    }

    private var line: String? {
        disk.contents(path).map { String(decoding: $0, as: UTF8.self).trimmed }
    }

    private static func digest(_ pin: String, _ salt: [UInt8]) -> Digest {
        var digest = Digest(of: Array("mulin manager\n".utf8) + salt + Array(pin.utf8))
        for _ in 1..<rounds { digest = digest.linked(to: salt) }
        return digest
    }
}
