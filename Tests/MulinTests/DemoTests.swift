import Foundation
import Testing

/// A demo small enough for every day.
private func demo(_ program: Program, _ data: String, seed: Int = 3) async throws
    -> Program.Outcome
{
    try await program.run([
        "demo", "--data", data, "--seed", "\(seed)", "--canteens", "14", "--diners", "2000",
        "--meals", "320",
    ])
}

private let settlement = "/settlement/settlement-2026-11-24.xml"

@Suite("mulin demo")
struct DemoTests {
    @Test("the same seed gives the same bytes, another seed others")
    func sameBytes() async throws {
        let program = try Program()
        let folder = try Folder()
        for (name, seed) in [("a", 3), ("b", 3), ("c", 4)] {
            let outcome = try await demo(program, folder.path + "/" + name, seed: seed)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        for file in [
            settlement, "/settlement/certificate-2026-11-24.csv",
            "/supply/portions-2026-11-25.csv", "/supply/ingredients-2026-11-25.csv",
        ] {
            #expect(try folder.bytes("a" + file) == folder.bytes("b" + file))
        }
        #expect(try folder.bytes("a" + settlement) != folder.bytes("c" + settlement))
    }

    @Test("xmllint accepts the file by its schema and a stranger's script derives its totals")
    func independentReaders() async throws {
        let program = try Program()
        let folder = try Folder()
        let outcome = try await demo(program, folder.path + "/d")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let file = folder.path + "/d" + settlement
        let lint = try await Program.run(
            "/usr/bin/env", ["xmllint", "--noout", "--schema", Tree.schema, file])
        #expect(lint.code == 0, "xmllint (libxml2-utils): \(lint.errors)")
        let script = try await Program.run("/usr/bin/env", ["python3", Tree.rederive, file])
        #expect(script.code == 0, "\(script.output) \(script.errors)")
        let verified = try await program.run(["verify", file])
        #expect(verified.code == 0)
        #expect(verified.output.contains("holds"))
    }

    @Test("a file with one fen changed is refused by mulin and by the stranger's script")
    func tampered() async throws {
        let program = try Program()
        let folder = try Folder()
        let outcome = try await demo(program, folder.path + "/d")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let text = String(decoding: try folder.bytes("d" + settlement), as: UTF8.self)
        let amount = try #require(text.firstMatch(of: #/<txnAmt dc="C">(\d+)</#))
        let forged = text.replacing(
            amount.0, with: "<txnAmt dc=\"C\">\((Int(amount.1) ?? 0) + 1)<", maxReplacements: 1)
        let file = try folder.write("forged.xml", forged)
        let verified = try await program.run(["verify", file])
        #expect(verified.code == 1)
        #expect(verified.errors.contains("forged.xml"))
        let script = try await Program.run("/usr/bin/env", ["python3", Tree.rederive, file])
        #expect(script.code != 0)
    }
}
