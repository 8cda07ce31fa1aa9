import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Testing

/// Bundles whose digests were made anew after something in them was changed.
@Suite("A forged proof bundle")
struct ForgedProofTests {
    private let sample: SampleProof
    private let whole: OpenedBundle

    init() throws {
        sample = try SampleProof(seed: 210)
        whole = try OpenedBundle(try sample.pack().path)
    }

    private func differences(
        _ forge: (inout OpenedBundle) throws -> Void
    ) throws -> [String] {
        var bundle = whole
        try forge(&bundle)
        bundle.sealAgain()
        let path = sample.folder.path + "/forged.tar"
        try bundle.write(path)
        let verdict = try SampleProof.verify(path)
        #expect(!verdict.holds)
        return verdict.differences.map(\.description)
    }

    /// A row of receipts that claims something, with the member that it stands in.
    private func receipt() throws -> (name: String, row: Int, fields: [String]) {
        for member in whole.members where member.name.hasPrefix("receipts/") {
            for (row, line) in whole.lines(member.name).enumerated().dropFirst() {
                let fields = line.split(separator: ",").map(String.init)
                if fields[4] != "0.00", !fields[4].hasPrefix("-"), fields[6] == "0.00" {
                    return (member.name, row, fields)
                }
            }
        }
        throw CancellationError()
    }

    @Test("a claim of a fen more is told, with the fen that follows from nothing")
    func claim() throws {
        let found = try differences { bundle in
            var lines = bundle.lines("claims.csv")
            var fields = lines[1].split(separator: ",").map(String.init)
            let amount = try #require(Fen(yuan: fields[9]))
            fields[9] = (amount + Fen(1)).yuan
            lines[1] = fields.joined(separator: ",")
            bundle.set("claims.csv", lines)
        }
        #expect(found.count == 1 && found[0].contains("¥0.01 follow from nothing"), "\(found)")
        let gone = try differences { bundle in
            bundle.set("claims.csv", Array(bundle.lines("claims.csv").dropLast()))
        }
        #expect(gone.count == 1 && gone[0].contains("claims.csv has no such claim"))
    }

    @Test("a receipt that was taken out is named by terminal, epoch and seq")
    func takenOut() throws {
        let (name, row, fields) = try receipt()
        let found = try differences { bundle in
            var lines = bundle.lines(name)
            lines.remove(at: row)
            bundle.set(name, lines)
        }
        let till = name.dropFirst("receipts/".count).prefix(12)
        let seq = try #require(Int(fields[0]))
        #expect(
            found.contains { $0.hasPrefix("\(till)-\(seq.padded(7)): ") }, "\(found)")
        #expect(found.contains { $0.hasPrefix("claim ") && $0.contains("follow from nothing") })
    }

    @Test("a sealed line that was taken out, altered or added breaks the chain there")
    func sealedLine() throws {
        let name = try #require(whole.members.first { $0.name.hasPrefix("journals/") }?.name)
        let place = 12
        let out = try differences { bundle in
            var lines = bundle.lines(name)
            lines.remove(at: place)
            bundle.set(name, lines)
        }
        #expect(out.contains { $0.contains("does not follow from the record before") }, "\(out)")
        let altered = try differences { bundle in
            var lines = bundle.lines(name)
            lines[place] = lines[place].replacing("\"v\":1", with: "\"v\":2")
            bundle.set(name, lines)
        }
        let seq = (place - 1).padded(7)
        #expect(altered.contains { $0.hasPrefix(name.dropFirst(9).prefix(12) + "-" + seq) })
        // A forger who seals well has no place for the line.
        let till = sample.week.tills[0]
        let added = try differences { bundle in
            let journal = "journals/\(till.terminal)-001.txt"
            let bytes = try #require(till.lines.last { $0.bytes.count > 400 }).bytes
            let next = till.head.appending(bytes)
            bundle.set(
                journal,
                bundle.lines(journal) + ["\(next.hash) \(String(decoding: bytes, as: UTF8.self))"])
        }
        #expect(
            added.contains { $0.contains("is in no stretch of registers/places.csv: it was added") }
        )
        let stretched = try differences { bundle in
            let journal = "journals/\(till.terminal)-001.txt"
            bundle.set(journal, Array(bundle.lines(journal).dropLast()))
            // The list of places is made to fit.
            bundle.set(
                "registers/places.csv",
                bundle.lines("registers/places.csv").map { line in
                    var fields = line.split(separator: ",", omittingEmptySubsequences: false)
                        .map(String.init)
                    guard fields[0] == till.terminal.text, fields[3] == "\(till.head.seq)" else {
                        return line
                    }
                    fields[3] = "\(till.head.seq - 1)"
                    return fields.joined(separator: ",")
                }.filter { !$0.contains(",\(till.head.seq),\(till.head.seq - 1),") })
        }
        #expect(stretched.contains { $0.contains("the certificate counts") }, "\(stretched)")
    }

    @Test(
        "a policy whose rate was changed rates every sale otherwise than its till",
        arguments: [
            "benefit: {amount: \\\"5.00\\\"}", "at_most: \\\"3.00\\\"",
        ])
    func policy(_ text: String) throws {
        for other in ["2.50", "9.00"] {
            let found = try differences { bundle in
                for member in bundle.members.map(\.name)
                where member.hasPrefix("snapshots/") || member.hasPrefix("policies/") {
                    let isSnapshot = member.hasPrefix("snapshots/")
                    let own = isSnapshot ? text : text.replacing("\\\"", with: "\"")
                    let old = String(decoding: bundle[member], as: UTF8.self)
                    let amount = own.contains("5.00") ? "5.00" : "3.00"
                    #expect(old.contains(own))
                    bundle[member] = Array(
                        old.replacing(own, with: own.replacing(amount, with: other)).utf8)
                }
                // The policy's name is its digest: a forger renames it, too.
                for place in bundle.members.indices
                where bundle.members[place].name.hasPrefix("policies/") {
                    let digest = Digest(of: bundle.members[place].bytes).hex.prefix(16)
                    bundle.members[place].name = "policies/\(digest).yaml"
                }
            }
            #expect(found.contains { $0.contains("rated again by the packed policy") }, "\(found)")
        }
    }

    @Test("a receipt that was added claims what no sealed meal granted")
    func added() throws {
        let (name, _, fields) = try receipt()
        let found = try differences { bundle in
            var more = fields
            more[0] = "1"
            let used = Set(bundle.lines(name).map { $0.prefix { $0 != "," } })
            let free = try #require((1...40).first { !used.contains("\($0)") })
            more[0] = "\(free)"
            bundle.set(name, bundle.lines(name) + [more.joined(separator: ",")])
        }
        #expect(found.contains { $0.contains("the row was added") }, "\(found)")
        let bigger = try differences { bundle in
            var lines = bundle.lines(name)
            let place = try #require(lines.firstIndex(of: fields.joined(separator: ",")))
            var more = fields
            more[4] = "99.00"
            lines[place] = more.joined(separator: ",")
            bundle.set(name, lines)
        }
        #expect(bigger.contains { $0.contains("¥99.00 claimed") && $0.contains("follows from") })
    }

    @Test("what was suspended cannot be claimed after all, nor moved to an earlier meal")
    func suspended() throws {
        for name in whole.members.map(\.name) where name.hasPrefix("receipts/") {
            let lines = whole.lines(name)
            guard
                let place = lines.indices.dropFirst().first(where: {
                    !lines[$0].hasSuffix(",0.00") && !lines[$0].contains(",-")
                })
            else { continue }
            let found = try differences { bundle in
                var changed = lines
                var fields = lines[place].split(separator: ",").map(String.init)
                let sum = try #require(Fen(yuan: fields[4])) + #require(Fen(yuan: fields[6]))
                (fields[4], fields[6]) = (sum.yuan, "0.00")
                changed[place] = fields.joined(separator: ",")
                bundle.set(name, changed)
            }
            #expect(found.contains { $0.contains("suspense follows from the sealed line") })
            return
        }
        Issue.record("no receipt with something in suspense")
    }

    @Test("a note that keeps a refund out of the claim is told where the refund fits its sale")
    func refundNote() throws {
        let name = try #require(
            whole.members.map(\.name).first { name in
                name.hasPrefix("receipts/")
                    && whole.lines(name).contains { $0.split(separator: ",")[4].hasPrefix("-") }
            })
        let row = try #require(
            whole.lines(name).first { $0.split(separator: ",")[4].hasPrefix("-") })
        let seq = try #require(Int(row.prefix { $0 != "," }))
        let record = "\(name.dropFirst("receipts/".count).prefix(12))-\(seq.padded(7))"
        let found = try differences { bundle in
            bundle.set(
                "registers/notes.csv",
                bundle.lines("registers/notes.csv") + [
                    "\(record),refund-unexplained,not known here"
                ])
        }
        #expect(
            found.contains {
                $0.hasPrefix("\(record): is said to take nothing from the claim")
            }, "\(found)")
    }

    @Test("a sale that is put into quarantine, and a clock that was right, are told")
    func roles() throws {
        let (name, row, fields) = try receipt()
        _ = row
        let seq = try #require(Int(fields[0]))
        let till = String(name.dropFirst("receipts/".count).prefix(12))
        let record = "\(till)-\(seq.padded(7))"
        let found = try differences { bundle in
            try bundle.take(record: seq, of: till, as: "quarantine")
            bundle.set(
                "registers/notes.csv",
                bundle.lines("registers/notes.csv") + ["\(record),quarantine,cannot be read"])
        }
        #expect(
            found.contains { $0.hasPrefix("\(record): stands in quarantine, but it can be read") },
            "\(found)")
        let moved = try differences { bundle in
            let other = "\(SampleProof.first + 400)"
            try bundle.take(record: seq, of: till, as: "claim", in: other)
            bundle.set(
                "registers/notes.csv",
                bundle.lines("registers/notes.csv") + ["\(record),clock,the till's clock was wrong"]
            )
        }
        #expect(
            moved.contains { $0.hasPrefix("\(record): is placed in window") }, "\(moved)")
    }

    @Test("what rests on trust is said: cut rosters, and where journals end")
    func trusts() throws {
        let path = sample.folder.path + "/plain.tar"
        try whole.write(path)
        let cut = try SampleProof.verify(path)
        #expect(cut.trusts.contains { $0.contains("--whole-snapshots") })
        #expect(cut.trusts.contains { $0.contains("--with-statements") })
        let full = try SampleProof.verify(try sample.pack(name: "whole.tar", whole: true).path)
        #expect(!full.trusts.contains { $0.contains("--whole-snapshots") })
    }
}

extension OpenedBundle {
    /// Gives one record of a journal another role or window in the list of places.
    fileprivate mutating func take(
        record seq: Int, of till: String, as role: String, in window: String? = nil
    ) throws {
        let parts = till.split(separator: "-")
        set(
            "registers/places.csv",
            lines("registers/places.csv").flatMap { line -> [String] in
                var fields = line.split(separator: ",", omittingEmptySubsequences: false)
                    .map(String.init)
                guard fields[0] == parts[0], Int(fields[1]) == Int(parts[1]),
                    let from = Int(fields[2]), let to = Int(fields[3]), (from...to).contains(seq)
                else { return [line] }
                func row(_ from: Int, _ to: Int) -> [String] {
                    if from > to { return [] }
                    (fields[2], fields[3]) = ("\(from)", "\(to)")
                    return [fields.joined(separator: ",")]
                }
                let (before, after) = (row(from, seq - 1), row(seq + 1, to))
                fields[6] = role
                if let window { fields[4] = window }
                return before + row(seq, seq) + after
            })
    }
}
