import Archive
import ArgumentParser
import Foundation
import Journal
import Meals
import Settlement

struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Packs claims with their receipts, policies and snapshots into one proof.",
        discussion: """
            Everything a claim follows from lies in one tar file with the SHA-256 of each member: the \
            tills' sealed lines byte for byte, the policies and roster rows they were decided from, \
            the certificates of the windows, earlier meals that count towards a limit. Anybody may \
            open it (tar, sha256sum -c SHA256SUMS); mulin verify FILE computes every fen again on \
            any machine, without the service and without this directory. The same books give the \
            same bytes. A roster is cut down to the diners whose meals are claimed; diners have \
            opaque ids.
            """)

    @Argument(help: "A settlement date such as 2026-11-23, or a month such as 2026-11.")
    var date: String
    @Option(
        parsing: .upToNextOption,
        help: "Only these claims: canteen=ID, funder=NAME, rule=POLICY/RULE; may be several.")
    var claim: [String] = []
    @Option(help: "The file to write: .tar, or .tar.gz to have it packed.") var out: String
    @Flag(help: "Pack rosters whole, so that each snapshot's id can be computed again.")
    var wholeSnapshots = false
    @Flag(help: "Pack the settlement files of the windows, too; their claims are compared.")
    var withStatements = false
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        let (from, to) = try range()
        let selection = try selection()
        let (ledger, directory, lock) = try data.openOffice()
        defer { withExtendedLifetime(lock) {} }
        let packed = try ProofBundle(
            directory: directory, ledger: ledger, from: from, to: to, selection: selection,
            wholeSnapshots: wholeSnapshots, withStatements: withStatements
        ).write(to: out)
        if output.wanted {
            Console.say([
                "file": .text(out), "from": .text("\(from)"), "to": .text("\(to)"),
                "windows": .list(packed.windows.map { .text("\($0)") }),
                "not_closed": .list(packed.open.map { .text("\($0)") }),
                "records": .int(Int64(packed.records)),
                "subsidised": .int(Int64(packed.subsidised)),
                "carried": .int(Int64(packed.carried)), "claims": .int(Int64(packed.claims)),
                "payable": packed.payable.json, "members": .int(Int64(packed.members)),
                "signed": .bool(packed.isSigned),
            ])
            return
        }
        Console.say(out)
        Console.say(
            "\(packed.claims.grouped) claims of ¥\(packed.payable.grouped) from "
                + "\(packed.subsidised.grouped) subsidised meals among \(packed.records.grouped) "
                + "records of \(packed.windows.count) windows; \(packed.carried.grouped) more "
                + "carried along for limits and reversals; \(packed.members) members, "
                + (packed.isSigned ? "signed" : "not signed: the directory has no key"))
        if let first = packed.open.first {
            Console.say("not closed and left out: \(packed.open.count) dates from \(first)")
        }
        Console.say("check it anywhere: mulin verify \(out)")
    }

    /// A day, or the days of a month.
    private func range() throws -> (Day, Day) {
        if let day = Day(date) { return (day, day) }
        guard date.utf8.count == 7, let first = Day(date + "-01") else {
            throw ValidationError("\(date): write a date (2026-11-23) or a month (2026-11)")
        }
        return (first, (first + 31).firstOfMonth + -1)
    }

    private func selection() throws -> ProofSelection {
        var selection = ProofSelection()
        for text in claim {
            let pair = text.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else {
                throw ValidationError("--claim \(text): write canteen=, funder= or rule= before it")
            }
            switch pair[0] {
            case "canteen": selection.canteens.insert(CanteenID(String(pair[1])))
            case "funder": selection.funders.insert(String(pair[1]))
            case "rule": selection.rules.insert(String(pair[1]))
            default:
                throw ValidationError(
                    "--claim \(text): is none of canteen=ID, funder=NAME, rule=POLICY/RULE")
            }
        }
        return selection
    }
}

extension ProofVerdict {
    var summary: String {
        "\(claims.grouped) claims of ¥\(payable.grouped) follow from \(rated.grouped) subsidised "
            + "meals, each rated again, among \(records.grouped) sealed records of "
            + "\(windows) windows (\(carried.grouped) more carried along); "
            + "\(certified) of \(journals) journals reach their certificate; "
            + signatureWords
            + (statements > 0
                ? "; \(statements) settlement files have the same claims, \(signedStatements) of "
                    + "them a signature that holds" : "")
            + (open.isEmpty ? "" : "; \(open.count) dates were not closed and claim nothing")
            + trusts.map { "\n  on trust: \($0)" }.joined()
    }

    private var signatureWords: String {
        switch signature {
        case .none: "not signed"
        case .unexpectedKey:
            "sealed with a key that was not expected, so anybody may have made it: name the bureau's "
                + "key with --key"
        case .expectedKey: "signed by the key that was expected"
        }
    }

    func json(file: String) -> JSON {
        [
            "file": .text(file), "holds": .bool(holds), "from": .text("\(from)"),
            "to": .text("\(to)"), "windows": .int(Int64(windows)),
            "not_closed": .list(open.map { .text("\($0)") }),
            "records": .int(Int64(records)), "rated": .int(Int64(rated)),
            "carried": .int(Int64(carried)), "claims": .int(Int64(claims)),
            "payable": payable.json, "variance": variance.json, "signed": .bool(isSigned),
            "signature": .text(signature.rawValue),
            "signed_statements": .int(Int64(signedStatements)),
            "rests_on_trust": .list(trusts.map { .text($0) }),
            "certified_journals": .int(Int64(certified)), "journals": .int(Int64(journals)),
            "statements": .int(Int64(statements)),
            "explanations": .list(explanations.map { .text($0) }),
            "further_explanations": .int(Int64(furtherExplanations)),
            "differences": .list(differences.map { .text($0.description) }),
            "further_differences": .int(Int64(furtherDifferences)),
        ]
    }
}
