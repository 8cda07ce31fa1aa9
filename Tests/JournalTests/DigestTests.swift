import Foundation
import Journal
import Meals
import Testing

@Suite("A digest")
struct DigestTests {
    @Test("is SHA-256: the standard's own examples")
    func vectors() throws {
        let table = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ]
        for (text, hex) in table {
            #expect(Digest(of: Array(text.utf8)).hex == hex)
            #expect(plainSHA256(Array(text.utf8)).hex == hex)
        }
    }

    @Test("agrees with an independent SHA-256 at every length, also over a sequence in pieces")
    func independent() {
        var random = SeededRandom(seed: 31)
        for count in Array(0...130) + [1000] {
            let bytes = random.bytes(count)
            let expected = plainSHA256(bytes)
            #expect(Digest(of: bytes).bytes == expected)
            #expect(Digest(of: AnySequence(bytes)).bytes == expected)
            let before = Digest(of: [UInt8(count & 0xFF)])
            #expect(before.linked(to: bytes).bytes == plainSHA256(before.bytes + bytes))
            #expect(before.linked(to: AnySequence(bytes)).bytes == before.linked(to: bytes).bytes)
        }
    }

    @Test("agrees with the machine's own sha256sum")
    func command() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let bytes = Array("睦邻小厨".utf8)
        input.fileHandleForWriting.write(Data(bytes))
        try input.fileHandleForWriting.close()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said.hasPrefix(Digest(of: bytes).hex))
    }

    @Test("is read from 32 bytes or 64 hexadecimal digits and from nothing else")
    func reading() {
        var random = SeededRandom(seed: 32)
        for _ in 0..<200 {
            let bytes = random.bytes(32)
            #expect(Digest(bytes)?.bytes == bytes)
            #expect(Digest(hex: bytes.hex)?.bytes == bytes)
            #expect(Digest(hex: bytes.hex.uppercased())?.bytes == bytes)
        }
        for count in [0, 31, 33, 64] { #expect(Digest(random.bytes(count)) == nil) }
        let digits = String(repeating: "a", count: 64)
        for text in [
            "", "0x" + digits.dropLast(2), digits + "a", String(digits.dropLast()),
            String(digits.dropLast()) + "g", String(digits.dropLast()) + "ａ",
            String(repeating: "é", count: 32), String(digits.dropLast()) + " ",
        ] {
            #expect(Digest(hex: text) == nil)
        }
    }

    @Test("bytes are written as two digits each and read back")
    func hex() {
        #expect(([0, 1, 15, 16, 255] as [UInt8]).hex == "00010f10ff")
        #expect([UInt8](hex: "00010f10fF") == [0, 1, 15, 16, 255])
        #expect([UInt8](hex: "") == [] && [UInt8](hex: "0") == nil && [UInt8](hex: "-1") == nil)
    }
}
