internal import Foundation
package import Journal
package import Meals

/// The signature beside a settlement file (`.xml.sig`): XML-DSig, RSA-SHA256, over the digest of
/// the file's bytes, so that signing and verifying need no document tree.
///
/// `SignedInfo` is written in its canonical form: its bytes in the file are those that are signed.
package struct DetachedSignature: Hashable, Sendable {
    /// The name of the signed file, in the same folder.
    package let file: String
    package let digest: Digest
    package let signature: [UInt8]

    /// Signs a file by its digest.
    package init(file: String, digest: Digest, key: StatementKey) throws {
        self.file = file
        self.digest = digest
        signature = try key.sign(DetachedSignature.signedInfo(file: file, digest: digest))
    }

    /// True where the key made the signature and the file has the digest that was signed.
    package func holds(for digest: Digest, key: StatementPublicKey) -> Bool {
        self.digest == digest
            && key.accepts(
                signature, over: DetachedSignature.signedInfo(file: file, digest: self.digest))
    }

    private static let space = "http://www.w3.org/2000/09/xmldsig#"

    /// The canonical bytes of `SignedInfo` (Canonical XML 1.0).
    private static func signedInfo(file: String, digest: Digest) -> [UInt8] {
        let canonical = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        let method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
        let hash = "http://www.w3.org/2001/04/xmlenc#sha256"
        return Array(
            """
            <SignedInfo xmlns="\(space)">
            <CanonicalizationMethod Algorithm="\(canonical)"></CanonicalizationMethod>
            <SignatureMethod Algorithm="\(method)"></SignatureMethod>
            <Reference URI="\(file)">
            <DigestMethod Algorithm="\(hash)"></DigestMethod>
            <DigestValue>\(digest.bytes.base64)</DigestValue>
            </Reference>
            </SignedInfo>
            """.utf8)
    }

    /// The text of the signature file.
    package var xml: String {
        let info = String(
            decoding: DetachedSignature.signedInfo(file: file, digest: digest), as: UTF8.self)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Signature xmlns="\(DetachedSignature.space)">
            \(info)
            <SignatureValue>\(signature.base64)</SignatureValue>
            </Signature>

            """
    }

    /// Reads a signature file as ``xml`` writes it, and nothing looser.
    ///
    /// - Throws: a problem where the text is anything else.
    package init(text: String, path: String) throws(Problems) {
        func between(_ start: String, _ end: String) -> String? {
            guard let from = text.range(of: start)?.upperBound,
                let to = text[from...].range(of: end)?.lowerBound
            else { return nil }
            return String(text[from..<to])
        }
        guard let file = between("<Reference URI=\"", "\">"),
            file.utf8.allSatisfy({ (0x2D...0x7A).contains($0) && $0 != 0x2F && $0 != 0x3C }),
            let digestText = between("<DigestValue>", "</DigestValue>"),
            let digestBytes = [UInt8](base64: digestText), let digest = Digest(digestBytes),
            let signatureText = between("<SignatureValue>", "</SignatureValue>"),
            let signature = [UInt8](base64: signatureText)
        else { throw DetachedSignature.strange(path) }
        self.file = file
        self.digest = digest
        self.signature = signature
        guard xml == text else { throw DetachedSignature.strange(path) }
    }

    private static func strange(_ path: String) -> Problems {
        Problems(
            Problem(
                file: path,
                reason: "is not a signature in the form that mulin settle writes; verify it with "
                    + "xmlsec1"))
    }
}

extension DetachedSignature {
    /// What is known of a file by the signature beside it.
    package enum Standing: String, Sendable {
        /// There is no signature.
        case unsigned
        /// The file is the one that was signed; whose key it was, nobody said.
        case unproven
        /// The file is the one that was signed, with the key that was expected.
        case trusted
    }

    /// Where the signature of a file lies.
    package static func path(of file: String) -> String { file + ".sig" }

    /// Checks the signature beside a file; without a key only that these bytes were signed.
    ///
    /// - Throws: a problem that says what does not hold.
    package static func standing(
        of file: String, digest: Digest, key: StatementPublicKey?
    ) throws(Problems) -> Standing {
        let path = path(of: file)
        guard let text = try text(path) else {
            guard key != nil else { return .unsigned }
            throw Problems(Problem(file: path, reason: "there is no signature"))
        }
        let signature = try DetachedSignature(text: text, path: path)
        let name = URL(fileURLWithPath: file).lastPathComponent
        guard signature.file == name else {
            throw Problems(Problem(file: path, reason: "signs \(signature.file), not \(name)"))
        }
        guard signature.digest == digest else {
            throw Problems(
                Problem(
                    file: file,
                    reason: "has the digest \(digest), but \(signature.digest) was signed"))
        }
        guard let key else { return .unproven }
        guard signature.holds(for: digest, key: key) else {
            throw Problems(
                Problem(file: path, reason: "was not made with the key that was expected"))
        }
        return .trusted
    }

    /// The text of a signature file, nil where there is none; one longer than a key can make is
    /// no signature.
    private static func text(_ path: String) throws(Problems) -> String? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        let limit = 1 << 16
        guard let bytes = try? handle.read(upToCount: limit), bytes.count < limit,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw strange(path) }
        return text
    }
}
