internal import Crypto
package import Meals

/// The Ed25519 key with which a till, or the service, signs; it never leaves its owner.
package struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A key from its 32 secret bytes; nil for any other number of them.
    package init?(secret: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret) else {
            return nil
        }
        self.key = key
    }

    package var publicKey: PublicKey { PublicKey(checked: key.publicKey) }

    /// 64 bytes over the message.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: message))
    }
}

/// The public half of a ``SigningKey``: 32 bytes.
package struct PublicKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    fileprivate init(checked key: Curve25519.Signing.PublicKey) { self.key = key }

    package init?(_ bytes: [UInt8]) {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            return nil
        }
        self.key = key
    }

    package var bytes: [UInt8] { Array(key.rawRepresentation) }

    package func accepts(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        key.isValidSignature(signature, for: message)
    }
}

extension PublicKey: Hashable {
    package static func == (a: PublicKey, b: PublicKey) -> Bool { a.bytes == b.bytes }
    package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// The secret that turns card numbers and diners into tokens which mean nothing outside.
package struct TokenKey: Sendable {
    // With the key taken in already: a roster has half a million cards.
    private let keyed: HMAC<SHA256>

    package init(secret: [UInt8]) { keyed = HMAC<SHA256>(key: SymmetricKey(data: secret)) }

    /// 32 hexadecimal digits that stand for a card; blanks in the number do not count.
    package func token(card number: String) -> CardToken {
        let isPlain = number.utf8.allSatisfy { (0x21..<0x7F).contains($0) }
        return CardToken(
            code("card", isPlain ? number : number.filter { !$0.isWhitespace }).hex)
    }

    /// 16 bytes that stand for a diner in files for others.
    package func token(diner: DinerID) -> [UInt8] { code("diner", diner.text) }

    private func code(_ purpose: String, _ text: String) -> [UInt8] {
        var code = keyed
        code.update(data: Array("\(purpose)\n\(text)".utf8))
        return Array(code.finalize().prefix(16))
    }
}
