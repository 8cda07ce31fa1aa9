import Journal
import Meals
import Testing

@Suite("A till's keys")
struct KeysTests {
    @Test("sign as Ed25519 does: the first example of RFC 8032")
    func vector() throws {
        let secret = try #require(
            [UInt8](hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = try #require(SigningKey(secret: secret))
        #expect(
            key.publicKey.bytes.hex
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        let signature = try #require(
            [UInt8](
                hex: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb882159"
                    + "0a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"))
        #expect(key.publicKey.accepts(signature, over: []))
        #expect(!key.publicKey.accepts(signature, over: [0]))
    }

    @Test("vouch for exactly what was signed, with exactly this signature")
    func everyByte() throws {
        let key = try #require(SigningKey(secret: Array(repeating: 7, count: 32)))
        let message = Array("mulin head 1\nYP001A01 1 12 00\n".utf8)
        let signature = try key.sign(message)
        #expect(signature.count == 64 && key.publicKey.accepts(signature, over: message))
        for index in signature.indices {
            var altered = signature
            altered[index] ^= 1
            #expect(!key.publicKey.accepts(altered, over: message))
        }
        for index in message.indices {
            var altered = message
            altered[index] ^= 1
            #expect(!key.publicKey.accepts(signature, over: altered))
        }
        #expect(!key.publicKey.accepts([], over: message))
        #expect(!key.publicKey.accepts(Array(signature.dropLast()), over: message))
        let other = try #require(SigningKey(secret: Array(repeating: 8, count: 32)))
        #expect(!other.publicKey.accepts(signature, over: message))
    }

    @Test("are made of 32 bytes, equal where their bytes are")
    func lengths() throws {
        for count in [0, 31, 33] {
            #expect(SigningKey(secret: Array(repeating: 1, count: count)) == nil)
            #expect(PublicKey(Array(repeating: 1, count: count)) == nil)
        }
        let key = try #require(SigningKey(secret: Array(repeating: 1, count: 32))).publicKey
        let same = try #require(PublicKey(key.bytes))
        let other = try #require(SigningKey(secret: Array(repeating: 2, count: 32))).publicKey
        #expect(Set([key, same, other]).count == 2)
    }

    @Test("turn cards and diners into tokens that need the secret and never meet")
    func tokens() {
        let key = TokenKey(secret: Array(repeating: 1, count: 32))
        let card = key.token(card: "6226 0900 0000 0048")
        #expect(card.text.count == 32 && card == key.token(card: "6226090000000048"))
        #expect(card != key.token(card: "6226090000000049"))
        #expect(
            card != TokenKey(secret: Array(repeating: 2, count: 32)).token(card: "6226090000000048")
        )
        #expect(key.token(diner: "6226090000000048").hex != card.text)
        #expect(
            key.token(diner: "D1").count == 16 && key.token(diner: "D1") != key.token(diner: "D2"))
    }
}
