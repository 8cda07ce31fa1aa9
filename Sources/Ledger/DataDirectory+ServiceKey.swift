internal import Foundation
package import Journal

extension DataDirectory {
    private static let serviceKeyName = "keys/service.key"

    /// The key by which tills know that a snapshot is the service's.
    ///
    /// - Parameter secret: 32 random bytes, kept as the key of a directory that has none yet.
    package func serviceKey(making secret: [UInt8]) throws(Failure) -> SigningKey {
        let name = DataDirectory.serviceKeyName
        if !FileManager.default.fileExists(atPath: path + "/" + name) {
            try makeSecret(secret, named: name)
        }
        guard let key = SigningKey(secret: try read(name)) else {
            throw .unreadable(
                path: path + "/" + name, reason: "it is not 32 bytes long; put back the right one")
        }
        return key
    }
}
