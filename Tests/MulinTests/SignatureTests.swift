import Foundation
import Journal
import Settlement
import Testing

@Suite("A signed settlement file")
struct SignatureTests {
    private static let sale = "s1,2026-11-23T11:05:00,A1,AA000001,,,101,1,18.00,cash\n"
    static let xmlsec = "/usr/bin/xmlsec1"
    static var hasXmlsec: Bool { FileManager.default.isExecutableFile(atPath: xmlsec) }

    private func settled(_ program: Program) async throws -> SmallDistrict {
        let district = try await SmallDistrict(program)
        #expect(try await district.replay(program, Self.sale).code == 0)
        _ = try await program.run(["close", "2026-11-23", "--data", district.data])
        let outcome = try await program.run([
            "settle", "2026-11-23", "--data", district.data, "--out", district.folder.path,
        ])
        #expect(outcome.code == 0, "\(outcome.errors)")
        return district
    }

    @Test("verifies with its key and with no other; one byte changed is told")
    func verify() async throws {
        let program = try Program()
        let district = try await settled(program)
        let file = district.folder.path + "/settlement-2026-11-23.xml"
        let key = district.data + "/keys/settlement-public.pem"
        func verify(_ key: String) async throws -> Program.Outcome {
            try await program.run(["verify", file, "--key", key])
        }
        let good = try await verify(key)
        #expect(good.code == 0 && good.output.contains("signed with the key"))
        let other = try district.folder.write("other.pem", try StatementKey().publicPEM)
        let wrong = try await verify(other)
        #expect(wrong.code == 1 && wrong.errors.contains("not made with the key"))
        var text = try String(contentsOfFile: file, encoding: .utf8)
        text = text.replacingOccurrences(of: "</settlement>\n", with: "</settlement> \n")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let changed = try await verify(key)
        #expect(changed.code == 1 && changed.errors.contains("was signed"))
        try FileManager.default.removeItem(atPath: file + ".sig")
        let missing = try await verify(key)
        #expect(missing.code == 1 && missing.errors.contains("no signature"))
    }

    @Test(
        "is verified by xmlsec1 too, and refused when a byte is changed",
        .enabled(if: SignatureTests.hasXmlsec, "xmlsec1 is not installed"))
    func xmlsec1() async throws {
        let program = try Program()
        let district = try await settled(program)
        let file = district.folder.path + "/settlement-2026-11-23.xml"
        func verify() async throws -> Int32 {
            // xmlsec1 finds the signed file from the folder that it runs in.
            try await Program.run(
                "/bin/sh",
                [
                    "-c",
                    "cd '\(district.folder.path)' && \(Self.xmlsec) --verify --pubkey-pem "
                        + "'\(district.data)/keys/settlement-public.pem' "
                        + "settlement-2026-11-23.xml.sig",
                ]
            ).code
        }
        #expect(try await verify() == 0)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try text.replacingOccurrences(of: "1800", with: "1801")
            .write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await verify() != 0)
    }

    @Test("I12: a correction is issue 2 beside issue 1, with what changed printed")
    func correction() async throws {
        let program = try Program()
        let district = try await settled(program)
        let first = try district.folder.bytes("settlement-2026-11-23.xml")
        try SmallDistrict.canteens.replacing("控江路街道睦邻小厨", with: "另一个名字").write(
            toFile: district.data + "/canteens.csv", atomically: true, encoding: .utf8)
        let arguments = [
            "settle", "2026-11-23", "--data", district.data, "--out", district.folder.path,
        ]
        #expect(try await program.run(arguments).code == 1)
        let corrected = try await program.run(arguments + ["--correct"])
        #expect(corrected.code == 0, "\(corrected.errors)")
        #expect(corrected.output.contains("issue 2 against issue 1"))
        #expect(corrected.output.contains("控江路街道睦邻小厨 → 另一个名字"))
        #expect(corrected.output.contains("1 changes"))
        #expect(try district.folder.bytes("settlement-2026-11-23.xml") == first)
        let second = try district.folder.bytes("settlement-2026-11-23-02.xml")
        #expect(String(decoding: second, as: UTF8.self).contains("MULIN-2026-11-23-01\">"))
        // Asked again, the correction stands as it is.
        #expect(try await program.run(arguments + ["--correct"]).code == 0)
        #expect(try district.folder.bytes("settlement-2026-11-23-02.xml") == second)
        let files = ["settlement-2026-11-23.xml", "settlement-2026-11-23-02.xml"].map {
            district.folder.path + "/" + $0
        }
        let chain = try await program.run(["verify"] + files)
        #expect(chain.code == 0, "\(chain.errors)")
    }

    @Test("a file that does not follow the one it names is told")
    func chain() async throws {
        let program = try Program()
        let district = try await settled(program)
        _ = try await program.run([
            "close", "2026-11-24", "--force", "--data", district.data,
        ])
        let next = try await program.run([
            "settle", "2026-11-24", "--data", district.data, "--out", district.folder.path,
        ])
        #expect(next.code == 0, "\(next.errors)")
        let files = ["settlement-2026-11-23.xml", "settlement-2026-11-24.xml"].map {
            district.folder.path + "/" + $0
        }
        // Nobody sold on the second date: an empty file is right where that is expected.
        let empty = try await program.run(["verify"] + files)
        #expect(empty.code == 1 && empty.errors.contains("holds nothing: 0 transactions checked"))
        #expect(try await program.run(["verify", "--allow-empty"] + files).code == 0)
        let text = try String(contentsOfFile: files[0], encoding: .utf8)
        try (text + "<!-- -->\n").write(toFile: files[0], atomically: true, encoding: .utf8)
        let broken = try await program.run(["verify"] + files)
        #expect(broken.code == 1 && broken.errors.contains("follows MULIN-2026-11-23-01"))
    }

    @Test("a key is read from a certificate as from its own PEM")
    func certificate() async throws {
        let folder = try Folder()
        let key = folder.path + "/key.pem"
        let certificate = folder.path + "/certificate.pem"
        let made = try await Program.run(
            "/usr/bin/env",
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
                certificate, "-days", "1", "-subj", "/CN=mulin",
            ])
        try #require(made.code == 0, "\(made.errors)")
        let own = try #require(
            StatementKey(pem: try String(contentsOfFile: key, encoding: .utf8)))
        let trusted = try #require(
            StatementPublicKey(pem: try String(contentsOfFile: certificate, encoding: .utf8)))
        let message = Array("睦邻".utf8)
        #expect(trusted.accepts(try own.sign(message), over: message))
        #expect(!trusted.accepts(try own.sign(message), over: message + [0]))
        #expect(
            StatementPublicKey(pem: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
                == nil)
    }
}
