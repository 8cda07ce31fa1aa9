import Journal
import Meals
import Subsidies
import Testing

@Suite("The vault of identities")
struct IdentityVaultTests {
    private let identity = Identity(diner: "D1", name: "欧阳明", number: "310110194001011234")

    private func vault(_ byte: UInt8 = 1) throws -> IdentityVault {
        try #require(IdentityVault(key: Array(repeating: byte, count: 32)))
    }

    @Test("opens what it sealed, and another vault does not")
    func roundTrip() throws {
        var random = SeededRandom(seed: 1)
        let sealed = try vault().seal(identity, using: &random)
        #expect(try vault().open(sealed) == identity)
        #expect(throws: IdentityVault.Failure.notOpened("D1")) { try vault(2).open(sealed) }
        #expect(IdentityVault(key: Array(repeating: 1, count: 31)) == nil)
    }

    @Test("a sealed value is nonce, ciphertext and tag, and shows nothing")
    func form() throws {
        var random = SeededRandom(seed: 2)
        let sealed = try vault().seal(identity, using: &random)
        let text = #"{"name":"欧阳明","number":"310110194001011234"}"#
        #expect(sealed.bytes.count == 12 + text.utf8.count + 16)
        let again = try vault().seal(identity, using: &random)
        #expect(again.bytes.prefix(12) != sealed.bytes.prefix(12))
        #expect(again.bytes.dropFirst(12).prefix(8) != sealed.bytes.dropFirst(12).prefix(8))
        let shown = String(decoding: sealed.bytes, as: UTF8.self)
        #expect(!shown.contains("欧") && !shown.contains("3101"))
    }

    @Test("a value in another diner's place, or with any byte altered or missing, does not open")
    func swapped() throws {
        var random = SeededRandom(seed: 3)
        let vault = try vault()
        let sealed = try vault.seal(identity, using: &random)
        #expect(throws: IdentityVault.Failure.notOpened("D2")) {
            try vault.open(SealedIdentity(diner: "D2", bytes: sealed.bytes))
        }
        for index in sealed.bytes.indices {
            var altered = sealed.bytes
            altered[index] ^= 1
            #expect(throws: IdentityVault.Failure.self) {
                try vault.open(SealedIdentity(diner: "D1", bytes: altered))
            }
            #expect(throws: IdentityVault.Failure.self) {
                try vault.open(
                    SealedIdentity(diner: "D1", bytes: Array(sealed.bytes.prefix(index))))
            }
        }
    }
}
