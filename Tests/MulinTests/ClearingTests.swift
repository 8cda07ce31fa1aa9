import Foundation
import Testing

@Suite("mulin clearing and mulin settle --clearing")
struct ClearingTests {
    @Test("the acquirer's files go into the window's settlement XML and come out as they were")
    func merged() async throws {
        let program = try Program()
        let folder = try Folder()
        let data = folder.path + "/demo"
        let demo = try await program.run([
            "demo", "--data", data, "--meals", "160", "--canteens", "4", "--diners", "800",
            "--faults", "missing=1,extra=1,amount=1,wrong-merchant=1,fee=1,reversed=1,late=1",
        ])
        try #require(demo.code == 0, "\(demo.errors)")
        let clearing = data + "/clearing/2026-11-24"
        func settle(_ more: [String]) async throws -> Program.Outcome {
            try await program.run(["settle", "2026-11-24", "--data", data, "--json"] + more)
        }
        // The evening's issue stays: what the morning brings is a correction.
        let refused = try await settle(["--clearing", clearing])
        #expect(refused.code == 1 && refused.errors.contains("--correct"), "\(refused.errors)")
        let issued = try await settle(["--clearing", clearing, "--correct"])
        #expect(issued.code == 0, "\(issued.errors)")
        #expect(issued.output.contains("\"issue\":2") && issued.output.contains("clearedCount"))
        #expect(try await settle(["--clearing", clearing]).output.contains("\"issue\":2"))
        let path = data + "/settlement/settlement-2026-11-24-02.xml"
        let verified = try await program.run(["verify", path, "--json"])
        #expect(verified.code == 0, "\(verified.errors)")
        let verdict = try #require(
            try JSONSerialization.jsonObject(with: Data(verified.output.utf8)) as? [String: Any])
        #expect((verdict["cleared"] as? Int ?? 0) > 50 && (verdict["items"] as? Int ?? 0) >= 5)
        for words in [
            ["python3", Tree.rederive, path],
            ["xmllint", "--noout", "--nonet", "--schema", Tree.schema, path],
        ] {
            let other = try await Program.run("/usr/bin/env", words)
            #expect(other.code == 0, "\(other.output) \(other.errors)")
        }
        let out = folder.path + "/back"
        let back = try await program.run(["clearing", path, "--out", out])
        #expect(back.code == 0, "\(back.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: clearing)
            .filter { $0.hasPrefix("INN") }.sorted()
        #expect(try FileManager.default.contentsOfDirectory(atPath: out).sorted() == names)
        for name in names {
            #expect(
                try folder.bytes("demo/clearing/2026-11-24/\(name)")
                    == folder.bytes("back/\(name)"), "\(name)")
        }
        try await pack(program, folder, clearing, names)
    }

    /// The same files, without any books.
    private func pack(
        _ program: Program, _ folder: Folder, _ clearing: String, _ names: [String]
    ) async throws {
        let path = folder.path + "/only.xml"
        let packed = try await program.run(["clearing", clearing, "--out", path])
        #expect(packed.code == 0, "\(packed.errors)")
        let verified = try await program.run(["verify", path])
        #expect(verified.code == 0 && verified.output.contains(" 0 transactions"))
        let out = folder.path + "/again"
        #expect(try await program.run(["clearing", path, "--out", out]).code == 0)
        for name in names {
            #expect(
                try folder.bytes("demo/clearing/2026-11-24/\(name)")
                    == folder.bytes("again/\(name)"), "\(name)")
        }
        let nothing = try await program.run([
            "clearing", folder.path + "/none", "--out", folder.path + "/x.xml",
        ])
        #expect(nothing.code == 65 && nothing.errors.contains("no such file"))
    }
}
