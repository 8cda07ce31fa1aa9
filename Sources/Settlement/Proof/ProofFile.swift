internal import Archive
internal import Journal
internal import Meals

/// A bundle on its way to the disk: notes the digest of each member as it goes by.
final class ProofFile {
    private let archive: ArchiveWriter
    private var sums: [(name: String, digest: Digest)] = []

    init(path: String) throws { archive = try ArchiveWriter(path: path) }

    var count: Int { sums.count }

    func add(_ name: String, _ bytes: [UInt8]) throws {
        sums.append((name, Digest(of: bytes)))
        try archive.add(name, bytes)
    }

    /// Writes the list of digests, its signature where there is a key, and closes the file.
    func finish(key: StatementKey?) throws {
        let text = ProofSums.text(sums)
        try archive.add(ProofNames.sums, text)
        if let key {
            let signature = try DetachedSignature(
                file: ProofNames.sums, digest: Digest(of: text), key: key)
            try archive.add(ProofNames.signature, Array(signature.xml.utf8))
        }
        try archive.finish()
    }
}

/// The list of members with their digests, as `sha256sum -c` reads it.
enum ProofSums {
    static func text(_ sums: [(name: String, digest: Digest)]) -> [UInt8] {
        Array(sums.map { "\($0.digest)  \($0.name)\n" }.joined().utf8)
    }

    /// Nil where a line is none, or a name is there twice.
    static func read(_ bytes: [UInt8]) -> [String: Digest]? {
        guard bytes.last == UInt8(ascii: "\n") else { return nil }
        var sums: [String: Digest] = [:]
        for line in Upload.lines(of: bytes) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.utf8.count > 66, let digest = Digest(hex: text.prefix(64)),
                text.dropFirst(64).hasPrefix("  "),
                sums.updateValue(digest, forKey: String(text.dropFirst(66))) == nil
            else { return nil }
        }
        // Written in one way only: a changed case or blank is a changed byte.
        let isPlain = Upload.lines(of: bytes).allSatisfy {
            $0.prefix(64).allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        }
        return isPlain ? sums : nil
    }
}

/// How a stranger reads a bundle.
enum ProofReadme {
    static let text = """
        Proof of subsidy claims 补贴申请证据包

        Check without any special program:   sha256sum -c SHA256SUMS
        Check everything:                    mulin verify THIS-FILE [--key settlement-public.pem]

        claims.csv            what each funder owes each canteen, by window, policy and rule, in yuan
        journals/             the tills' sealed lines, byte for byte; after "after SEQ HASH" each line
                              is HASH RECORD with HASH = SHA-256(previous HASH as 32 bytes, RECORD)
        receipts/             by record: claimed, variance (granted by the till, not due) and suspense
                              (beyond a limit, not claimed); negative where it was taken back
        snapshots/            what the tills decided from: policies, calendar, canteens, and the rows
                              of the roster that the claims need; diners have opaque ids, no names
        policies/             the same policies as files to read
        certificates/         how far each till's journal was known when its window closed
        registers/tills.csv   the tills' public keys; a journal begins with the SHA-256 of
                              "mulin enrolment 1\\nTERMINAL EPOCH KEY\\n"
        registers/places.csv  which stretch of which journal lies in which window; late_from is the
                              date that a late record would have had
        registers/notes.csv   what a person should know of a record, such as a double grant
        registers/stopped-cards.csv  cards (tokens) that were stopped, and when
        SHA256SUMS.sig        the bureau's signature (XML-DSig, RSA-SHA256) over SHA256SUMS

        """
}
