import Foundation
import Journal
import Meals
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("a policy's way into force", .serialized)
struct PolicyLifeTests {
    /// Two days from now, so that a midnight during the test changes nothing.
    private static let start =
        Moment(milliseconds: Int64(Date().timeIntervalSince1970) * 1000).day + 2

    private func document(_ id: String = "yangpu-test", from: Day = start) throws -> String {
        let sample = Tree.root + "/Settlements/Policies/putuo-2025.yaml"
        return try String(contentsOfFile: sample, encoding: .utf8)
            .replacing("policy: putuo-2025", with: "policy: \(id)")
            .replacing("status: sample", with: "status: in-force")
            .replacing("{from: 2025-12-22}", with: "{from: \(from)}")
            .replacing("verified_until: 2026-12-31", with: "verified_until: \(from + 5)")
    }

    private func json(_ outcome: Program.Outcome) throws -> JSON {
        #expect(outcome.code == 0, "\(outcome.errors)")
        return try JSON(Array(outcome.output.trimmingCharacters(in: .newlines).utf8))
    }

    private func expectRefusal(
        _ outcome: Program.Outcome, _ words: String, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.code == 65, "\(outcome.errors)", sourceLocation: location)
        #expect(outcome.errors.split(separator: "\n").count == 1, sourceLocation: location)
        #expect(
            outcome.errors.contains(words), "\(outcome.errors)", sourceLocation: location)
    }

    private func currentSnapshot(_ service: RunningService) async throws -> String? {
        let url = try #require(URL(string: service.address + "/v1/snapshot"))
        let (data, _) = try await URLSession.shared.data(from: url)
        return try JSON(Array(data))["id"]?.text
    }

    @Test("two people bring a table into force at the tills of a running service")
    func intoForce() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        let before = try await currentSnapshot(service)
        let data = ["--data", district.data]
        var phrases: [String: [String: String]] = [:]
        for name in ["陈静", "李伟"] {
            let added = try await program.run(["officer", "add", name] + data)
            #expect(added.code == 0, "\(added.errors)")
            let phrase = added.output.trimmingCharacters(in: .newlines)
            #expect(phrase.wholeMatch(of: #/([2-9A-Z]{5}-){4}[2-9A-Z]{5}/#) != nil)
            phrases[name] = ["MULIN_PASSPHRASE": phrase.lowercased()]
        }
        func act(_ words: [String], by name: String, as other: String? = nil) async throws
            -> Program.Outcome
        {
            try await program.run(
                ["policy"] + words + ["--by", name] + data,
                environment: phrases[other ?? name] ?? [:])
        }
        let file = try district.folder.write("table.yaml", try document())
        expectRefusal(
            try await act(["approve", "yangpu-test"], by: "李伟"), "was never submitted")
        expectRefusal(try await act(["submit", file], by: "陈静", as: "李伟"), "pass phrase")
        let submitted = try json(try await act(["submit", file, "--json"], by: "陈静"))
        #expect(submitted["new"]?.bool == true)
        let digest = try #require(submitted["digest"]?.text)
        #expect(digest == Digest(of: try district.folder.bytes("table.yaml")).hex)
        let again = try await act(["submit", file], by: "李伟")
        #expect(again.code == 0 && again.output.contains("nothing new"))
        expectRefusal(
            try await act(["approve", "yangpu-test"], by: "陈静"), "a second person must approve")
        #expect(try await currentSnapshot(service) == before)

        let approved = try json(
            try await act(
                ["approve", "yangpu-test", "--digest", String(digest.prefix(12)), "--json"],
                by: "李伟"))
        #expect(approved["policies"]?.list == ["putuo-2025", "yangpu-test"])
        let after = try await currentSnapshot(service)
        #expect(after == approved["snapshot"]?.text && after != before)

        try Data(try document().replacing("5.00", with: "9.00").utf8)
            .write(to: URL(fileURLWithPath: file))
        expectRefusal(try await act(["submit", file], by: "陈静"), "its words never change")
        let shown = try await program.run(["policy", "show", "yangpu-test"] + data)
        #expect(shown.output == (try document()))
    }

    @Test("the list tells every version's state, people and dates, and what runs out")
    func list() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let data = ["--data", district.data]
        let added = try await program.run(["officer", "add", "陈静", "--json"] + data)
        let phrase = try #require(try json(added)["pass_phrase"]?.text)
        let file = try district.folder.write("table.yaml", try document())
        let submitted = try await program.run(
            ["policy", "submit", file, "--by", "陈静"] + data,
            environment: ["MULIN_PASSPHRASE": phrase])
        #expect(submitted.code == 0, "\(submitted.errors)")
        #expect(submitted.output.contains("mulin policy approve yangpu-test --digest"))
        let list = try json(try await program.run(["policy", "list", "--json"] + data))
        let rows = try #require(list["policies"]?.list)
        #expect(rows.map { $0["policy"]?.text } == ["putuo-2025", "yangpu-test"])
        #expect(rows[0]["approved_by"]?.text == "founding")
        #expect(rows[1]["state"]?.text == "draft" && rows[1]["submitted_by"]?.text == "陈静")
        #expect(rows[1]["verified_until"]?.text == "\(Self.start + 5)")
        let table = try await program.run(["policy", "list"] + data)
        #expect(table.output.contains("draft 草案"))
        let officers = try await program.run(["officer", "list"] + data)
        #expect(officers.output.contains("陈静") && !officers.output.contains(phrase))
        expectRefusal(
            try await program.run(["policy", "submit", file, "--by", "陈静"] + data),
            "MULIN_PASSPHRASE")
        expectRefusal(
            try await program.run(["policy", "show", "nothing"] + data), "not in the register")
    }

    @Test("the service says at its start what has run out, and serves")
    func noticeAtStart() async throws {
        let program = try Program()
        let folder = try Folder()
        let policy = try document(from: Self.start + -30)
        let made = try await program.run([
            "init", "--canteens", try folder.write("canteens.csv", SmallDistrict.canteens),
            "--roster", try folder.write("roster.csv", SmallDistrict.roster), "--policy",
            try folder.write("p.yaml", policy), "--data", folder.path + "/data",
        ])
        #expect(made.code == 0, "\(made.errors)")
        let errors = folder.path + "/errors"
        let service = try RunningService(program, data: folder.path + "/data", errors: errors)
        defer { service.stop() }
        var said = ""
        for _ in 0..<200 where !said.contains("\n") {
            try await Task.sleep(for: .milliseconds(50))
            said = try String(contentsOfFile: errors, encoding: .utf8)
        }
        #expect(said.hasPrefix("mulin: notice: policy yangpu-test: its source is verified until "))
        #expect(try await currentSnapshot(service) != nil)
    }

    @Test("two founding policies of one name are refused by file and key")
    func twins() async throws {
        let program = try Program()
        let folder = try Folder()
        let (a, b) = (
            try folder.write("a.yaml", try document()), try folder.write("b.yaml", try document())
        )
        let outcome = try await program.run([
            "init", "--canteens", try folder.write("canteens.csv", SmallDistrict.canteens),
            "--roster", try folder.write("roster.csv", SmallDistrict.roster), "--policy", a,
            "--policy", b, "--data", folder.path + "/data",
        ])
        expectRefusal(outcome, "b.yaml: policy: 'yangpu-test' is in \(a) already")
    }
}
