import Foundation
import Meals
import Settlement
import Testing
import XML

@Suite("mulin clearing and mulin settle --clearing")
struct ClearingTests {
    @Test("the acquirer's files go into the window's settlement XML and come out as they were")
    func merged() async throws {
        let demo = try await SmallDemo(
            meals: 160, canteens: 4, diners: 800,
            faults: "missing=1,extra=1,amount=1,wrong-merchant=1,fee=1,reversed=1,late=1")
        let (program, folder, data) = (demo.program, demo.folder, demo.data)
        let clearing = demo.clearing
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
        try await nextMorning(program, folder, path)
    }

    /// The first short payment's movement comes in the next date's files.
    private func nextMorning(
        _ program: Program, _ folder: Folder, _ path: String
    ) async throws {
        let schema = try XMLSchema(path: Tree.schema)
        let reader = try SettlementReader(path: path, schema: schema)
        var transactions: [String: SettlementTransaction] = [:]
        while let entry = try reader.next() {
            transactions[entry.transaction.ref] = entry.transaction
        }
        let short = try #require(
            try reader.closing().items.first { $0.kind == .short }?.ours.first)
        let sale = try #require(transactions[short.ref])
        let tender = try #require(sale.tenders.first { $0.amount == short.gained })
        let reference = try #require(tender.reference)
        let day = reader.header.settleDate + 1
        let movement = ClearingEntry(
            merchant: sale.merId, terminal: sale.termId.text, trace: reference.trace,
            time: sale.time, kind: .sale, amount: tender.amount, fee: .zero,
            settled: tender.amount, cardType: .debit, card: reference.maskedCard,
            rrn: reference.rrn, queryId: "", original: nil, settleDate: day, line: 1)
        let name = ClearingName(kind: .general, settleDate: day, merchant: sale.merId)
        let file = "\(folder.path)/\(name)"
        try Data(
            ClearingWriter.write(
                [ClearingWriter.general(movement, acquirer: "99932900")], layout: .general)
        ).write(to: URL(fileURLWithPath: file))
        let data = folder.path + "/demo"
        let closed = try await program.run(["close", "\(day)", "--force", "--data", data])
        #expect(closed.code == 0, "\(closed.errors)")
        let settled = try await program.run([
            "settle", "\(day)", "--data", data, "--clearing", file,
        ])
        #expect(settled.code == 0, "\(settled.errors)")
        let next = data + "/settlement/settlement-\(day).xml"
        let after = try SettlementReader(path: next, schema: schema)
        let closing = try after.closing()
        let met = try #require(closing.items.first { $0.state == .cleared })
        #expect(closing.isCompared && met.difference == .zero)
        #expect(met.ours.map(\.ref) == [short.ref])
        #expect(met.ours.map(\.settleDate) == [day + -1] && met.theirs.map(\.settleDate) == [nil])
        #expect(closing.items.contains { $0.state == .suspense && $0.age(on: day) == 1 })
        #expect(try await program.run(["verify", path, next]).code == 0)
        let python = try await Program.run("/usr/bin/env", ["python3", Tree.rederive, next])
        #expect(python.code == 0, "\(python.output)")
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
