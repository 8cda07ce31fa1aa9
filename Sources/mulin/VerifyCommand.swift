import ArgumentParser
import Foundation
import Journal
import Meals
import Settlement

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks settlement files, proof bundles and journals; derives every total again.",
        discussion: """
            A proof bundle (mulin bundle) needs neither service nor data directory: every hash, chain, \
            rating, limit and claim in it is computed again. Exit 0: everything holds. Exit 1: \
            differences, one a line. Exit 65: no such kind of file.
            """)

    @Argument(help: "Settlement files (.xml), proof bundles (.tar, .tar.gz) or journals.")
    var files: [String]
    @Option(help: "The key or certificate (PEM) that must have signed each file or bundle.")
    var key: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        let expected = try key.map(SignatureCheck.key)
        var chain = FileChain()
        guard !files.isEmpty else { throw ValidationError("name at least one file") }
        var differs = false
        for file in files {
            let bytes = try [UInt8](file: file, first: 512)
            let holds =
                if bytes.starts(with: Array("mulin-journal ".utf8)) {
                    try verifyJournal(file)
                } else if bytes.isArchive {
                    try verifyBundle(file, expected)
                } else {
                    try verifySettlement(file, expected, &chain)
                }
            if !holds { differs = true }
        }
        if differs { throw ExitCode(Failure.differs) }
    }

    private func verifySettlement(
        _ file: String, _ expected: StatementPublicKey?, _ chain: inout FileChain
    ) throws -> Bool {
        let verdict = try SettlementVerifier.verify(
            path: file, schema: try ProductData().schemaPath)
        if output.wanted {
            Console.say(verdict.json(file: file))
        } else if verdict.holds {
            Console.say("\(file): holds; " + verdict.summary)
        } else {
            for difference in verdict.differences { Console.complain(difference.description) }
            if verdict.furtherDifferences > 0 {
                Console.complain("\(file): … and \(verdict.furtherDifferences) more differences")
            }
        }
        var more = SignatureCheck.complaints(file, expected)
        more += try chain.complaints(file, verdict.header)
        for complaint in more { Console.complain(complaint) }
        if more.isEmpty, expected != nil, !output.wanted {
            Console.say("\(file): signed with the key that was expected")
        }
        return verdict.holds && more.isEmpty
    }

    private func verifyBundle(_ file: String, _ expected: StatementPublicKey?) throws -> Bool {
        let verdict = try ProofCheck.verify(
            path: file, schema: (try? ProductData().schemaPath) ?? "", key: expected)
        if output.wanted {
            Console.say(verdict.json(file: file))
            return verdict.holds
        }
        for difference in verdict.differences { Console.complain("\(file): \(difference)") }
        if verdict.furtherDifferences > 0 {
            Console.complain("\(file): … and \(verdict.furtherDifferences) more differences")
        }
        guard verdict.holds else { return false }
        Console.say("\(file): holds; \(verdict.summary)")
        let shown = 40
        for words in verdict.explanations.prefix(shown) { Console.say("  \(words)") }
        let rest = verdict.explanations.count - shown + verdict.furtherExplanations
        if rest > 0 { Console.say("  … and \(rest) more to know (--json has them)") }
        return true
    }

    private func verifyJournal(_ file: String) throws -> Bool {
        let journal = try JournalText(try [UInt8](file: file), file: file)
        var unread: [Problem] = []
        for (index, line) in journal.lines.enumerated() {
            do throws(RecordError) {
                let record = try Record(bytes: line.bytes)
                if record.id != line.id {
                    unread.append(
                        Problem(file: file, line: index + 2, reason: "names itself \(record.id)"))
                }
            } catch {
                unread.append(Problem(file: file, line: index + 2, reason: error.reason))
            }
        }
        // A check of nothing is no check.
        if journal.lines.isEmpty {
            unread.append(Problem(file: file, reason: "holds no records: nothing was checked"))
        }
        if output.wanted {
            Console.say([
                "file": .text(file), "holds": .bool(unread.isEmpty),
                "records": .int(Int64(journal.lines.count)),
                "terminal": .text(journal.enrolment.terminal.text),
                "epoch": .int(Int64(journal.enrolment.epoch)), "hash": .text(journal.head.hash.hex),
            ])
        } else if unread.isEmpty {
            Console.say(
                "\(file): holds; \(journal.lines.count.grouped) records of terminal "
                    + "\(journal.enrolment.terminal), epoch \(journal.enrolment.epoch); chain ends "
                    + "at \(journal.head.hash)")
        } else {
            for problem in unread { Console.complain(problem.description) }
        }
        return unread.isEmpty
    }
}

extension [UInt8] {
    /// True for what begins as gzip or as tar does.
    fileprivate var isArchive: Bool {
        starts(with: [0x1F, 0x8B]) || dropFirst(257).starts(with: "ustar".utf8)
    }

    /// The first bytes of a file that a person named.
    fileprivate init(file path: String, first count: Int) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure("\(path): there is no such file", code: Failure.badInput)
        }
        defer { try? handle.close() }
        self = Array((try? handle.read(upToCount: count)) ?? Data())
    }
}

extension SettlementVerdict {
    var summary: String {
        "\(totals.txnCount.grouped) transactions, meals \(totals.meal.credit.grouped) less "
            + "\(totals.meal.debit.grouped), paid \(totals.amount.credit.grouped) less "
            + "\(totals.amount.debit.grouped), \(totals.claimCount) claims of "
            + totals.payable.grouped + acquirersSummary
    }

    /// Said only where the acquirer's files are in it.
    private var acquirersSummary: String {
        guard totals.clearedCount + totals.disputeCount + totals.itemCount > 0 else { return "" }
        return "; acquirer \(totals.clearedCount.grouped) movements, net "
            + "\(totals.net.grouped), \(totals.disputeCount) disputes, \(totals.itemCount) items"
    }

    func json(file: String) -> JSON {
        [
            "file": .text(file), "holds": .bool(holds), "file_id": .text(header.fileId),
            "settle_date": .text("\(header.settleDate)"),
            "transactions": .int(Int64(totals.txnCount)),
            "meal_credit": totals.meal.credit.json, "meal_debit": totals.meal.debit.json,
            "paid_credit": totals.amount.credit.json, "paid_debit": totals.amount.debit.json,
            "discount_credit": totals.discount.credit.json,
            "discount_debit": totals.discount.debit.json,
            "subsidy_credit": totals.subsidy.credit.json,
            "subsidy_debit": totals.subsidy.debit.json,
            "claims": .int(Int64(totals.claimCount)), "payable": totals.payable.json,
            "cleared": .int(Int64(totals.clearedCount)), "fee": totals.fee.debit.json,
            "net": totals.net.json, "disputes": .int(Int64(totals.disputeCount)),
            "items": .int(Int64(totals.itemCount)), "difference": totals.difference.json,
            "deliveries": .int(Int64(totals.deliveryCount)),
            "differences": .list(differences.map { .text($0.description) }),
            "further_differences": .int(Int64(furtherDifferences)),
        ]
    }
}
