internal import Foundation
internal import Journal

/// The manager's PIN of one till, kept in its directory as a salted digest.
struct ManagerPIN {
    private let path: String

    init(in directory: String) { path = directory + "/manager-pin" }

    /// Digests of one PIN: slow enough that a found file is not read off at a glance.
    private static let rounds = 20_000

    var isSet: Bool { FileManager.default.fileExists(atPath: path) }

    func accepts(_ pin: String) -> Bool {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let salt = [UInt8](hex: words[0]) else { return false }
        return ManagerPIN.digest(pin, salt).hex == words[1]
    }

    /// - Parameter salt: 16 random bytes.
    func set(_ pin: String, salt: [UInt8]) throws {
        let line = "\(salt.hex) \(ManagerPIN.digest(pin, salt))\n"
        let draft = path + ".new"
        let made = FileManager.default.createFile(
            atPath: draft, contents: Data(line.utf8), attributes: [.posixPermissions: 0o600])
        guard made else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        if isSet { try FileManager.default.removeItem(atPath: path) }
        try FileManager.default.moveItem(atPath: draft, toPath: path)
    }

    private static func digest(_ pin: String, _ salt: [UInt8]) -> Digest {
        var digest = Digest(of: Array("mulin manager\n".utf8) + salt + Array(pin.utf8))
        for _ in 1..<rounds { digest = digest.linked(to: salt) }
        return digest
    }
}
