internal import Archive
internal import Journal
internal import Meals

/// The members of a bundle: the digest of each, and the bytes of the small ones.
struct ProofMembers {
    let path: String
    private(set) var digests: [String: Digest] = [:]
    private(set) var small: [String: [UInt8]] = [:]
    private(set) var twice: [String] = []

    /// Reads the whole file once.
    ///
    /// - Throws: `ArchiveError` for what is no archive, ``Problems`` for what is no bundle.
    init(path: String) throws {
        self.path = path
        let reader = try ArchiveReader(path: path)
        while let member = try reader.next() {
            let bytes = member.bytes ?? []
            if digests.updateValue(Digest(of: bytes), forKey: member.name) != nil {
                twice.append(member.name)
            }
            if !ProofNames.isLarge(member.name) { small[member.name] = bytes }
        }
        guard small[ProofNames.head] != nil || small[ProofNames.sums] != nil else {
            throw Problems(
                Problem(
                    file: path,
                    reason:
                        "is an archive, but no proof bundle; name a file that mulin bundle wrote"))
        }
    }

    /// Visits the large members in the order of the file.
    func eachLarge(_ visit: (String, [UInt8]) throws -> Void) throws {
        let reader = try ArchiveReader(path: path)
        while let member = try reader.next(ProofNames.isLarge) {
            if let bytes = member.bytes { try visit(member.name, bytes) }
        }
    }

    /// A table of a small member; empty where the bundle has none of the name.
    func rows(_ name: String, _ columns: [String]) throws(Problems) -> [CSV.Row] {
        guard let bytes = small[name] else { return [] }
        return try CSV(bytes, file: "\(path)/\(name)", required: columns).rows
    }

    /// Holds the bytes against the list of digests, and the list against its signature.
    func checkSeals(_ expected: StatementPublicKey?, _ verdict: inout ProofVerdict) {
        let again = "; fetch the bundle again from where it was made"
        for name in twice { verdict.differ(name, "is in the bundle twice\(again)") }
        guard let text = small[ProofNames.sums], let sums = ProofSums.read(text) else {
            verdict.differ(ProofNames.sums, "is missing or no list of digests\(again)")
            return
        }
        for (name, digest) in sums.sorted(by: { $0.key < $1.key }) {
            guard let own = digests[name] else {
                verdict.differ(name, "is missing, but SHA256SUMS lists it\(again)")
                continue
            }
            if own != digest {
                verdict.differ(
                    name, "was altered: its SHA-256 is \(own), SHA256SUMS says \(digest)\(again)")
            }
        }
        for name in digests.keys.sorted()
        where sums[name] == nil && name != ProofNames.sums && name != ProofNames.signature {
            verdict.differ(name, "is in the bundle, but not in SHA256SUMS: it was added\(again)")
        }
        checkSignature(of: text, expected, &verdict)
    }

    private func checkSignature(
        of text: [UInt8], _ expected: StatementPublicKey?, _ verdict: inout ProofVerdict
    ) {
        guard let bytes = small[ProofNames.signature] else {
            if expected != nil {
                verdict.differ(
                    ProofNames.sums, "is not signed; ask the bureau for a signed bundle")
            }
            return
        }
        let signature = try? DetachedSignature(
            text: String(decoding: bytes, as: UTF8.self), path: ProofNames.signature)
        guard let signature, let key = key(nil) ?? expected, signature.file == ProofNames.sums,
            signature.holds(for: Digest(of: text), key: key)
        else {
            verdict.differ(
                ProofNames.signature,
                "does not sign these SHA256SUMS: they or the signature were altered; fetch the "
                    + "bundle again from where it was made")
            return
        }
        if let expected, !signature.holds(for: Digest(of: text), key: expected) {
            verdict.differ(
                ProofNames.signature,
                "was not made with the key that was expected; ask the bureau for its key")
            return
        }
        verdict.signature = expected == nil ? .unexpectedKey : .expectedKey
    }

    /// The key that signs what is in the bundle: the expected one, else the one that came with it.
    func key(_ expected: StatementPublicKey?) -> StatementPublicKey? {
        expected
            ?? small[ProofNames.key].flatMap {
                StatementPublicKey(pem: String(decoding: $0, as: UTF8.self))
            }
    }
}
