import Foundation
import Journal
import Meals
import Settlement
import Testing

@Suite("mulin verify of settlement files")
struct VerifyTests {
    private func verify(_ words: [String]) async throws -> Program.Outcome {
        try await Program().run(["verify"] + words)
    }

    private func expectFailure(
        _ words: [String], _ reason: String, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await verify(words)
        #expect(
            outcome.code == 1 && outcome.errors.contains(reason), "\(outcome)",
            sourceLocation: location)
    }

    @Test("files are one chain in whatever order they are named")
    func order() async throws {
        let sample = ChainSample(folder: try Folder())
        let first = try sample.write(0)
        let corrected = try sample.write(0, issue: 2, after: first, sales: 2)
        let second = try sample.write(1, after: corrected)
        let third = try sample.write(2, after: second)
        let paths = [first, corrected, second, third].map(\.path)
        for order in [paths, paths.reversed(), [paths[2], paths[0], paths[3], paths[1]]] {
            let outcome = try await verify(order)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        // A byte more in the first is told wherever it is named.
        try (String(contentsOfFile: first.path, encoding: .utf8) + "<!-- -->\n").write(
            toFile: first.path, atomically: true, encoding: .utf8)
        try await expectFailure(paths.reversed(), "\(corrected.path): follows \(first.id) with")
    }

    @Test("a file that names none before it, though an earlier one is there, is told")
    func withoutPredecessor() async throws {
        let sample = ChainSample(folder: try Folder())
        let (first, second) = (try sample.write(0), try sample.write(1))
        try await expectFailure(
            [second.path, first.path], "\(second.path): names no file before it, though")
        let correction = try sample.write(3, issue: 2)
        try await expectFailure([correction.path], "a correction, and names no file before it")
    }

    @Test("a hole is told: a file that is not there, and a skipped issue")
    func holes() async throws {
        let sample = ChainSample(folder: try Folder())
        let first = try sample.write(0)
        let second = try sample.write(1, after: first)
        let third = try sample.write(2, after: second)
        try FileManager.default.removeItem(atPath: second.path)
        try await expectFailure(
            [first.path, third.path], "follows \(second.id), which is neither among the files")
        let issue3 = try sample.write(0, issue: 3, after: first, sales: 3)
        try await expectFailure(
            [first.path, issue3.path], "issue 2 of 2026-11-23 is missing between them")
        let backwards = try sample.write(4, after: try sample.write(5))
        try await expectFailure([backwards.path], "which is not earlier")
    }

    @Test("two files for one date and issue, or of one id, are told")
    func twins() async throws {
        let sample = ChainSample(folder: try Folder())
        let one = try sample.write(0)
        let other = try sample.write(0, sales: 2, id: "MULIN-2026-11-23-01b", name: "b.xml")
        try await expectFailure([one.path, other.path], "is issue 1 of 2026-11-23, and so is")
        let same = try sample.write(1, sales: 2, id: one.id, name: "c.xml")
        try await expectFailure([one.path, same.path], "is \(one.id) too, with other bytes")
        // The same bytes twice are one file.
        #expect(try await verify([one.path, one.path]).code == 0)
    }

    @Test("a single file is held against its predecessor beside it, or says that it was not there")
    func beside() async throws {
        let sample = ChainSample(folder: try Folder())
        let first = try sample.write(0, name: "any name.xml")
        let second = try sample.write(1, after: first)
        let there = try await verify([second.path])
        #expect(there.code == 0 && !there.output.contains("not at hand"), "\(there)")
        try (String(contentsOfFile: first.path, encoding: .utf8) + "\n").write(
            toFile: first.path, atomically: true, encoding: .utf8)
        try await expectFailure([second.path], "any name.xml) has")
        try FileManager.default.removeItem(atPath: first.path)
        let alone = try await verify([second.path])
        #expect(alone.code == 0 && alone.output.contains("predecessor \(first.id) is not at hand"))
        let json = try #require(try Self.json(try await verify([second.path, "--json"]).output)[0])
        #expect((json["not_checked"] as? [String])?.count == 1)
    }

    @Test("a signature beside a file is held against its bytes even where no key is named")
    func withoutKey() async throws {
        let sample = ChainSample(folder: try Folder())
        let file = try sample.write(0)
        let digest = try Digest(ofFile: file.path)
        let name = try #require(file.path.split(separator: "/").last.map(String.init))
        let signature = try DetachedSignature(file: name, digest: digest, key: try StatementKey())
        try signature.xml.write(
            toFile: file.path + ".sig", atomically: true, encoding: .utf8)
        let said = try await verify([file.path])
        #expect(said.code == 0 && said.output.contains("not checked against an expected key"))
        try sample.write(0, sales: 2)
        try await expectFailure([file.path], "was signed")
        try "<Signature/>".write(toFile: file.path + ".sig", atomically: true, encoding: .utf8)
        try await expectFailure([file.path], "is not a signature in the form")
    }

    @Test("the answer for a machine is written when all is known, one line a file")
    func json() async throws {
        let sample = ChainSample(folder: try Folder())
        let first = try sample.write(0)
        let second = try sample.write(1)
        let broken = try sample.folder.write("broken.xml", "<settlement>\n<hdr>\n")
        let none = sample.folder.path + "/none.xml"
        let outcome = try await verify([
            second.path, broken, none, first.path, "--json",
        ])
        let answers = try Self.json(outcome.output)
        #expect(answers.count == 4, "\(outcome)")
        #expect(answers.map { $0?["holds"] as? Bool } == [false, false, false, true])
        #expect(
            (answers[0]?["differences"] as? [String])?.joined().contains("names no file") == true)
        #expect(
            (answers[1]?["differences"] as? [String])?.joined().contains("broken.xml:") == true)
        #expect(outcome.code == 65 && outcome.errors.contains("broken.xml:"))
        #expect(outcome.errors.contains("none.xml: there is no such file"))
    }

    @Test("H43: a file that holds nothing fails, unless that was expected")
    func nothing() async throws {
        let sample = ChainSample(folder: try Folder())
        let empty = try sample.write(0, sales: 0)
        try await expectFailure([empty.path], "holds nothing: 0 transactions checked")
        let json = try #require(try Self.json(try await verify([empty.path, "--json"]).output)[0])
        #expect(json["holds"] as? Bool == false)
        let expected = try await verify([empty.path, "--allow-empty"])
        #expect(expected.code == 0 && expected.output.contains("holds; 0 transactions"))
    }

    @Test("a broken file is named with its line by mulin clearing, too")
    func clearing() async throws {
        let sample = ChainSample(folder: try Folder())
        let text = try String(contentsOfFile: try sample.write(0).path, encoding: .utf8)
        for (name, content) in [
            ("cut.xml", String(text.prefix(900))),
            ("shape.xml", text.replacing("<txnType>01", with: "<txnType>77")),
        ] {
            let path = try sample.folder.write(name, content)
            let outcome = try await Program().run([
                "clearing", path, "--out", sample.folder.path + "/out",
            ])
            #expect(outcome.code == 65, "\(outcome)")
            #expect(outcome.errors.contains("\(path):"), "\(outcome.errors)")
        }
    }

    @Test("the acquirer's archive beside its files is passed over; named, that is said")
    func archiveBeside() async throws {
        let folder = try Folder()
        let files = folder.path + "/files"
        try FileManager.default.createDirectory(
            atPath: files, withIntermediateDirectories: true)
        let date = ChainSample.date
        let entry = ClearingEntry(
            merchant: "999290058120001", terminal: "AA000001", trace: "000001",
            time: Moment(date, secondOfDay: 40_000), kind: .sale, amount: Fen(1_850), fee: Fen(7),
            settled: Fen(1_843), cardType: .debit, card: "622609******0048", rrn: "900000000001",
            queryId: "", original: nil, settleDate: date, line: 1)
        let bytes = try ClearingWriter.write(
            [ClearingWriter.general(entry, acquirer: "99932900")], layout: .general)
        for (name, content) in [
            ("INN26112388ZM_999290058120001", bytes),
            ("999290058120001_20261123.zip", [0x50, 0x4B, 3, 4]),
        ] {
            try Data(content).write(to: URL(fileURLWithPath: files + "/" + name))
        }
        let whole = try await Program().run(["clearing", files, "--out", folder.path + "/a.xml"])
        #expect(whole.code == 0, "\(whole)")
        let named = try FileManager.default.contentsOfDirectory(atPath: files).map {
            files + "/" + $0
        }
        let outcome = try await Program().run(
            ["clearing"] + named + ["--out", folder.path + "/a.xml"])
        #expect(outcome.code == 0, "\(outcome)")
        #expect(outcome.errors.contains("999290058120001_20261123.zip: passed over"), "\(outcome)")
        #expect(try await verify([folder.path + "/a.xml"]).code == 0)
    }

    private static func json(_ text: String) throws -> [[String: Any]?] {
        try text.split(separator: "\n").map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }
}
