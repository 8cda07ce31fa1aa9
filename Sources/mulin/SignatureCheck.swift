import Foundation
import Journal
import Meals
import Settlement

/// Checks the signature beside a settlement file.
enum SignatureCheck {
    /// The key that a person trusts.
    static func key(_ path: String) throws -> StatementPublicKey {
        let text = String(decoding: try [UInt8](file: path), as: UTF8.self)
        guard let key = StatementPublicKey(pem: text) else {
            throw Problems(
                Problem(file: path, reason: "is neither an RSA public key nor a certificate in PEM")
            )
        }
        return key
    }

    /// What does not hold; nothing where no key was named.
    static func complaints(_ file: String, _ key: StatementPublicKey?) -> [String] {
        guard let key else { return [] }
        do {
            try DetachedSignature.verify(file: file, key: key)
            return []
        } catch {
            return ["\(error)"]
        }
    }
}

/// Follows settlement files that are verified together: each names the digest of the one before.
struct FileChain {
    private var digests: [String: String] = [:]

    /// What does not fit the files that came earlier.
    mutating func complaints(_ file: String, _ header: SettlementHeader) throws -> [String] {
        let digest = Digest(of: try [UInt8](file: file)).hex
        defer { digests[header.fileId] = digest }
        if let known = digests[header.fileId], known != digest {
            return ["\(file): is \(header.fileId) too, with other bytes"]
        }
        guard let previous = header.previous, let known = digests[previous.fileId],
            known != previous.digest
        else { return [] }
        return [
            "\(file): follows \(previous.fileId) with the digest \(previous.digest), but that file "
                + "has \(known)"
        ]
    }
}
