import Foundation
import Settlement
import Testing

/// A program that shares no code with us.
enum OtherProgram {
    /// Runs a program and gives its exit code and what it printed.
    static func run(_ words: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

@Suite("Other programs agree with a settlement file")
struct SettlementOpinionTests {
    @Test(
        "a Python program re-derives the same totals and claims (I9)",
        arguments: 0..<12 as Range<UInt64>)
    func python(seed: UInt64) throws {
        let folder = try SettlementFolder()
        let sample = seed == 0 ? SettlementSample.small : .random(seed: seed)
        try sample.write(to: folder.file("a.xml"))
        let answer = try OtherProgram.run([
            "python3", SettlementPlaces.secondOpinion, folder.file("a.xml"),
        ])
        #expect(answer.code == 0, "\(answer.output)")
        #expect(answer.output.hasPrefix("OK \(sample.transactions.count) transactions"))
    }

    @Test(
        "the Python program and the verifier object to the same changes",
        arguments: [
            ("<mealAmt dc=\"C\">2000<", "<mealAmt dc=\"C\">2001<"),
            ("<discountAmt>200<", "<discountAmt>201<"), ("<count>1</count>", "<count>2</count>"),
            ("<persons>1<", "<persons>3<"), ("fund=\"street\"", "fund=\"city\""),
            ("<txnCount>6<", "<txnCount>7<"), ("<portions>60<", "<portions>61<"),
            ("state=\"suspense\">", "state=\"variance\">"),
            ("<payable dc=\"D\">300<", "<payable dc=\"C\">300<"),
            ("amtCredit=\"1200\"", "amtCredit=\"1300\""),
            ("<orig ref=\"01000001-1-0001\"", "<orig ref=\"01000001-1-0002\""),
            ("<orig ref=\"01000001-1-0001\"", "<orig ref=\"01000001-1-0009\""),
            (
                "traceNo=\"000011\" traceTime=\"1123110600\" batchNo=\"000001\" rrn=\"113005000011\"",
                "traceNo=\"000011\" traceTime=\"1123110600\" batchNo=\"000001\" rrn=\"113005000010\""
            ),
        ])
    func changes(from: String, to: String) throws {
        let folder = try SettlementFolder()
        try SettlementSample.small.write(to: folder.file("a.xml"))
        let text = String(decoding: try folder.bytes(of: "a.xml"), as: UTF8.self)
        let range = try #require(text.range(of: from), "the sample has no \(from)")
        let path = try folder.write(text.replacingCharacters(in: range, with: to).utf8)
        let answer = try OtherProgram.run(["python3", SettlementPlaces.secondOpinion, path])
        #expect(answer.code == 1 && !answer.output.hasPrefix("OK"))
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(!verdict.holds)
    }

    @Test("xmllint validates it against the schema", arguments: 0..<12 as Range<UInt64>)
    func xmllint(seed: UInt64) throws {
        #expect(
            try OtherProgram.run(["xmllint", "--version"]).code == 0,
            "xmllint is missing; install libxml2-utils")
        let folder = try SettlementFolder()
        let sample = seed == 0 ? SettlementSample.small : .random(seed: seed)
        try sample.write(to: folder.file("a.xml"))
        let answer = try OtherProgram.run([
            "xmllint", "--noout", "--nonet", "--schema", SettlementPlaces.schema,
            folder.file("a.xml"),
        ])
        #expect(answer.code == 0, "\(answer.output)")
    }
}
