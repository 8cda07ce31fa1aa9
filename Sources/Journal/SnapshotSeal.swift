/// The service's word that a document is a snapshot of its own.
package struct SnapshotSeal: Hashable, Sendable {
    /// The SHA-256 of the whole document, of which its id is only the beginning.
    package let digest: Digest
    package let signature: [UInt8]

    package init(digest: Digest, signature: [UInt8]) {
        self.digest = digest
        self.signature = signature
    }

    /// Vouches for a document.
    package init(of document: [UInt8], by key: SigningKey) throws {
        digest = Digest(of: document)
        signature = try key.sign(SnapshotSeal.message(digest))
    }

    /// The id of the document that is vouched for.
    package var snapshot: String { String(digest.hex.prefix(16)) }

    package func isSigned(by key: PublicKey) -> Bool {
        key.accepts(signature, over: SnapshotSeal.message(digest))
    }

    package func covers(_ document: [UInt8]) -> Bool { Digest(of: document) == digest }

    private static func message(_ digest: Digest) -> [UInt8] {
        Array("mulin snapshot 1\n\(digest)\n".utf8)
    }
}
