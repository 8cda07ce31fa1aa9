internal import Foundation
package import Journal
package import Subsidies

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension DataDirectory {
    static let identityKeyName = "keys/identity.key"
    package static let areaCodesName = "area-codes.csv"

    private func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// The vault of names and identity numbers; nil in a directory that keeps none yet.
    package func identityVault() throws(Failure) -> IdentityVault? {
        guard has(DataDirectory.identityKeyName) else { return nil }
        guard let vault = IdentityVault(key: try read(DataDirectory.identityKeyName)) else {
            throw .unreadable(
                path: path + "/" + DataDirectory.identityKeyName,
                reason: "it is not \(IdentityVault.keyLength) bytes long; put back the right one")
        }
        return vault
    }

    /// Makes the key of the vault, unless it is there: then that one counts.
    ///
    /// - Parameter secret: 32 random bytes.
    package func makeIdentityVault(_ secret: [UInt8]) throws(Failure) -> IdentityVault {
        try makeSecret(secret, named: DataDirectory.identityKeyName)
        guard let vault = try identityVault() else {
            throw .unreadable(
                path: path + "/" + DataDirectory.identityKeyName, reason: "it cannot be made")
        }
        return vault
    }

    /// Keeps secret bytes under a name in `keys`, unless something is there already.
    func makeSecret(_ secret: [UInt8], named name: String) throws(Failure) {
        let target = path + "/" + name
        let draft = target + ".new-\(ProcessInfo.processInfo.processIdentifier)"
        defer { unlink(draft) }
        // A link is there whole or not at all, and never in the place of another.
        guard DataDirectory.write(secret, to: draft),
            link(draft, target) == 0 || errno == EEXIST, DataDirectory.flush(path + "/keys")
        else {
            throw .unreadable(
                path: target, reason: "it cannot be made: \(String(cString: strerror(errno)))")
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        #if canImport(Glibc)
            let written = Glibc.write(descriptor, bytes, bytes.count)
        #else
            let written = Darwin.write(descriptor, bytes, bytes.count)
        #endif
        return written == bytes.count && fsync(descriptor) == 0
    }

    private static func flush(_ folder: String) -> Bool {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// The divisions that identity numbers may begin with, as far as the directory knows them.
    package func areaCodes() throws -> AreaCodes {
        guard has(DataDirectory.areaCodesName) else { return AreaCodes() }
        return try AreaCodes(
            csv: try read(DataDirectory.areaCodesName),
            file: path + "/" + DataDirectory.areaCodesName)
    }

    /// Keeps a list of divisions for later imports.
    package func keepAreaCodes(_ csv: [UInt8]) throws {
        try Data(csv).write(
            to: URL(fileURLWithPath: path + "/" + DataDirectory.areaCodesName), options: .atomic)
    }
}
