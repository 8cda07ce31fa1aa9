import Foundation
import Testing

/// A demo small enough for every day.
private func demo(seed: Int = 3) async throws -> SmallDemo {
    try await SmallDemo(meals: 320, canteens: 14, diners: 2000, seed: seed)
}

@Suite("mulin demo")
struct DemoTests {
    @Test("the same seed gives the same bytes, another seed others")
    func sameBytes() async throws {
        let (first, same) = (try await demo(), try await demo())
        let settlement = "demo/settlement/settlement-2026-11-24.xml"
        for file in [
            settlement, "demo/settlement/certificate-2026-11-24.csv",
            "demo/supply/plan-2026-11-25/packing.csv", "demo/supply/plan-2026-11-25/purchase.csv",
            "demo/supply/plan-2026-11-25/labels.html",
        ] {
            #expect(try first.folder.bytes(file) == same.folder.bytes(file))
        }
        let other = try await demo(seed: 4)
        #expect(try first.folder.bytes(settlement) != other.folder.bytes(settlement))
    }

    @Test("xmllint accepts the file by its schema and a stranger's script derives its totals")
    func independentReaders() async throws {
        let demo = try await demo()
        let (program, file) = (demo.program, demo.settlement)
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
        let demo = try await demo()
        let (program, folder) = (demo.program, demo.folder)
        let text = try String(contentsOfFile: demo.settlement, encoding: .utf8)
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
