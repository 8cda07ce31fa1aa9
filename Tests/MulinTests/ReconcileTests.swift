import Foundation
import Testing

extension SmallDemo {
    fileprivate func reconcile(_ more: [String] = []) async throws -> Program.Outcome {
        try await run(
            [
                "reconcile", "2026-11-24", "--fees", Tree.root + "/Settlements/Fees/sample.yaml",
                "--bank", clearing + "/camt.053.xml", "--clearing", clearing,
            ] + more)
    }

    fileprivate func json(_ text: String) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}

@Suite("mulin reconcile")
struct ReconcileTests {
    private func morning(faults: String) async throws -> SmallDemo {
        try await SmallDemo(meals: 160, canteens: 4, diners: 800, faults: faults)
    }

    @Test("agrees with a morning without faults, and with a reader that shares no code")
    func clean() async throws {
        let morning = try await morning(faults: "none")
        let outcome = try await morning.reconcile(["--json"])
        #expect(outcome.code == 0, "\(outcome.output)")
        let answer = try morning.json(outcome.output)
        #expect((answer["matched"] as? Int ?? 0) > 50)
        #expect((answer["differences"] as? [Any])?.isEmpty == true)
        try await compare(morning, answer, differences: 0)
    }

    private func compare(
        _ morning: SmallDemo, _ answer: [String: Any], differences: Int
    ) async throws {
        let script = Tree.root + "/Tests/MulinTests/Python/reconcile_files.py"
        let other = try await Program.run(
            "/usr/bin/env",
            [
                "python3", script, morning.settlement, morning.clearing,
            ])
        try #require(other.code == 0, "\(other.errors)")
        let found = try morning.json(other.output)
        #expect(found["matched"] as? Int == answer["matched"] as? Int)
        let merchants = try #require(answer["merchants"] as? [[String: Any]])
        func sum(_ key: String) -> Int {
            merchants.reduce(0) { $0 + (($1[key] as? Int) ?? -1_000_000_000) }
        }
        #expect(found["our_sum"] as? Int == sum("our_sum"))
        #expect(found["their_sum"] as? Int == sum("their_sum"))
        #expect(sum("unexplained") == 0)
        let counts = ["amount", "wrong_merchant", "only_ours", "only_theirs"]
            .compactMap { found[$0] as? Int }
        #expect(counts.reduce(0, +) == differences)
    }

    @Test("tells each fault, keeps it open, and lets two people close it")
    func faults() async throws {
        let morning = try await morning(
            faults: "missing=1,extra=1,amount=1,wrong-merchant=1,split-credit=1")
        let csv = morning.folder.path + "/differences.csv"
        let outcome = try await morning.reconcile(["--json", "--csv", csv])
        #expect(outcome.code == 1)
        let answer = try morning.json(outcome.output)
        let verdicts = (answer["differences"] as? [[String: Any]] ?? [])
            .compactMap { $0["verdict"] as? String }
        #expect(verdicts.sorted() == ["amount", "long", "short", "wrong-merchant"])
        #expect((answer["bank_differences"] as? [Any])?.isEmpty == true)
        // The demo kept them: the same differences are the same items.
        #expect((answer["new_items"] as? [Any])?.isEmpty == true)
        try await compare(morning, answer, differences: 4)
        let rows = try String(contentsOfFile: csv, encoding: .utf8)
        #expect(rows.split(separator: "\n").count == 5)
        try await close(morning)
    }

    private func close(_ morning: SmallDemo) async throws {
        let phrases = try await morning.officers()
        func act(_ verb: String, _ item: Int, _ name: String) async throws -> Program.Outcome {
            try await morning.run(
                ["reconcile", verb, "\(item)", "--note", "收单行已更正", "--by", name],
                environment: ["MULIN_PASSPHRASE": phrases[name] ?? ""])
        }
        let proposed = try await act("clear", 1, "王会计")
        #expect(proposed.code == 0 && proposed.output.contains("proposed"))
        let alone = try await act("clear", 1, "王会计")
        #expect(alone.code == 65 && alone.errors.contains("second person"))
        let other = try await act("write-off", 1, "李主任")
        #expect(other.code == 0 && other.output.contains("proposed"))
        #expect(try await act("write-off", 1, "王会计").output.contains("closed"))
        #expect(try await act("clear", 1, "李主任").code == 65)
        #expect(try await act("clear", 99, "李主任").code == 65)
        let listed = try await morning.run(["reconcile", "items", "--all", "--json"])
        let items = try morning.json(listed.output)["items"] as? [[String: Any]] ?? []
        #expect(items.count == 4 && items.filter { $0["open"] as? Bool == true }.count == 3)
        let history = items.first?["history"] as? [[String: Any]] ?? []
        #expect(
            history.compactMap { $0["act"] as? String } == [
                "found", "propose clear", "propose write-off", "write-off",
            ])
        #expect(items.allSatisfy { ($0["account"] as? String)?.hasPrefix("suspense:") == true })
    }

    @Test("H18: a broken or contradicting file is refused whole, and nothing is kept")
    func refused() async throws {
        let morning = try await morning(faults: "none")
        let names = try FileManager.default.contentsOfDirectory(atPath: morning.clearing)
        let general = try #require(names.first { $0.contains("88ZM_") })
        let path = morning.clearing + "/" + general
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[70] = bytes[70] == 0x39 ? 0x38 : 0x39
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let outcome = try await morning.reconcile()
        #expect(outcome.code == 65)
        #expect(outcome.errors.contains(general) && outcome.errors.contains("offset"))
        let items = try await morning.run(["reconcile", "items", "--json"])
        #expect(items.output.contains("\"items\":[]"))
        let nothing = try await morning.run([
            "reconcile", "2026-11-24", "--clearing", morning.folder.path + "/none",
        ])
        #expect(nothing.code == 65)
    }
}
