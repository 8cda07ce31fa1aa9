internal import Crypto
internal import CryptoExtras

/// The RSA key with which the bureau signs its settlement files; kept as PEM.
package struct StatementKey: Sendable {
    private let key: _RSA.Signing.PrivateKey

    /// A new key of 2048 bits.
    package init() throws { key = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    /// Reads a private key; nil where the text is none.
    package init?(pem: String) {
        guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
        self.key = key
    }

    package var pem: String { key.pemRepresentation }
    package var publicPEM: String { key.publicKey.pemRepresentation }

    /// RSA with SHA-256 (PKCS #1 v1.5), as XML signatures name it.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(
            try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
                .rawRepresentation)
    }
}

/// The public half of a ``StatementKey``, from its PEM or from a certificate that holds it.
package struct StatementPublicKey: Sendable {
    private let key: _RSA.Signing.PublicKey

    /// Reads `PUBLIC KEY` or `CERTIFICATE`; nil where the text is neither, or not RSA.
    ///
    /// Of a certificate only the key is taken: whom to trust is decided by who names the file.
    package init?(pem: String) {
        if let key = try? _RSA.Signing.PublicKey(pemRepresentation: pem) {
            self.key = key
            return
        }
        guard let certificate = PEMText.bytes(of: "CERTIFICATE", in: pem),
            let info = DERPart.subjectKeyInfo(ofCertificate: certificate),
            let key = try? _RSA.Signing.PublicKey(derRepresentation: info)
        else { return nil }
        self.key = key
    }

    package func accepts(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature),
            for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    }
}

/// The text form of keys.
enum PEMText {
    /// The bytes between the lines of a label; nil where there are none.
    static func bytes(of label: String, in pem: String) -> [UInt8]? {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard let first = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let last = lines[first...].firstIndex(of: "-----END \(label)-----")
        else { return nil }
        return [UInt8](base64: lines[(first + 1)..<last].joined())
    }
}

/// One element of DER: enough to find the key in a certificate.
struct DERPart {
    let tag: UInt8
    let whole: ArraySlice<UInt8>
    let content: ArraySlice<UInt8>

    /// The element at the front of some bytes; nil where they hold no whole one.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count >= 2, let tag = bytes.first else { return nil }
        let start = bytes.startIndex
        let first = Int(bytes[start + 1])
        var (head, length) = (2, first)
        if first >= 0x80 {
            let count = first & 0x7F
            guard (1...4).contains(count), bytes.count >= 2 + count else { return nil }
            length = bytes[(start + 2)..<(start + 2 + count)].reduce(0) { $0 << 8 | Int($1) }
            head = 2 + count
        }
        guard bytes.count >= head + length else { return nil }
        self.tag = tag
        whole = bytes[start..<(start + head + length)]
        content = bytes[(start + head)..<(start + head + length)]
    }

    /// The elements inside; nil where they do not fill it.
    private var parts: [DERPart]? {
        var parts: [DERPart] = []
        var rest = content
        while !rest.isEmpty {
            guard let part = DERPart(rest), parts.count < 64 else { return nil }
            parts.append(part)
            rest = rest[part.whole.endIndex...]
        }
        return parts
    }

    /// SubjectPublicKeyInfo: the seventh part of a certificate's body, or the sixth where the
    /// version is left out.
    static func subjectKeyInfo(ofCertificate bytes: [UInt8]) -> [UInt8]? {
        guard let certificate = DERPart(bytes[...]), let body = certificate.parts?.first,
            let parts = body.parts
        else { return nil }
        let place = parts.first?.tag == 0xA0 ? 6 : 5
        return parts.indices.contains(place) ? Array(parts[place].whole) : nil
    }
}
