internal import Crypto
package import Meals
package import Subsidies

/// Seals what diners are called: AES-256-GCM under a key that lies outside the database.
///
/// A sealed value is nonce ‖ ciphertext ‖ tag. The diner's id is authenticated with it, so that the
/// value of one diner does not open in the place of another's.
package struct IdentityVault: Sendable {
    private let key: SymmetricKey

    package static let keyLength = 32

    /// Why a sealed value does not open.
    package enum Failure: Error, Hashable, Sendable {
        /// The key is another one, or the value is not this diner's or not whole.
        case notOpened(DinerID)
    }

    /// A vault of a key; nil where it is not 32 bytes long.
    package init?(key: [UInt8]) {
        guard key.count == IdentityVault.keyLength else { return nil }
        self.key = SymmetricKey(data: key)
    }

    /// Seals an identity under 12 bytes of the generator that must never come again for this key.
    package func seal(
        _ identity: Identity, using random: inout some RandomNumberGenerator
    ) throws -> SealedIdentity {
        let nonce: [UInt8] = (0..<3).flatMap { _ in
            withUnsafeBytes(of: random.next() as UInt32) { Array($0) }
        }
        let text: JSON = ["name": .text(identity.name), "number": .text(identity.number)]
        let box = try AES.GCM.seal(
            text.bytes, using: key, nonce: AES.GCM.Nonce(data: nonce),
            authenticating: Array(identity.diner.text.utf8))
        return SealedIdentity(diner: identity.diner, bytes: nonce + box.ciphertext + box.tag)
    }

    /// What was sealed.
    package func open(_ sealed: SealedIdentity) throws(Failure) -> Identity {
        guard let box = try? AES.GCM.SealedBox(combined: sealed.bytes),
            let text = try? AES.GCM.open(
                box, using: key, authenticating: Array(sealed.diner.text.utf8)),
            let json = try? JSON(text, canonical: true), let name = json["name"]?.text,
            let number = json["number"]?.text
        else { throw .notOpened(sealed.diner) }
        return Identity(diner: sealed.diner, name: name, number: number)
    }
}

/// An ``Identity`` as it is kept.
package struct SealedIdentity: Hashable, Sendable {
    package let diner: DinerID
    package let bytes: [UInt8]

    package init(diner: DinerID, bytes: [UInt8]) {
        self.diner = diner
        self.bytes = bytes
    }
}

extension IdentityVault.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notOpened(let diner):
            "keys/identity.key does not open the name of diner \(diner) that is kept here; put "
                + "back the key that was there when it was written"
        }
    }
}
