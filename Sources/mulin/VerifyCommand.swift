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
            rating, limit and claim in it is computed again. Settlement files are held against \
            their predecessor, too, where it is named or lies beside them. Exit 0: everything \
            holds. Exit 1: differences, one a line. Exit 65: no such kind of file.
            """)

    @Argument(help: "Settlement files (.xml), proof bundles (.tar, .tar.gz) or journals.")
    var files: [String]
    @Option(help: "The key or certificate (PEM) that must have signed each file or bundle.")
    var key: String?
    @Flag(help: "Take a settlement file that holds nothing at all for right.")
    var allowEmpty = false
    @OptionGroup var output: JSONOption

    func run() throws {
        guard !files.isEmpty else { throw ValidationError("name at least one file") }
        let expected = try key.map(SignatureCheck.key)
        let schema = try ProductData().schemaPath
        var chain = try FileChain(schema: schema)
        var reports: [FileReport] = []
        for file in files {
            var report: FileReport
            do {
                let bytes = try [UInt8](file: file, first: 512)
                if bytes.starts(with: Array("mulin-journal ".utf8)) {
                    report = try journal(file)
                } else if bytes.isArchive {
                    report = try bundle(file, expected)
                } else {
                    let verdict = try SettlementVerifier.verify(path: file, schema: schema)
                    let digest = try Digest(ofFile: file)
                    report = self.report(file, verdict)
                    SignatureCheck.check(digest, expected, in: &report)
                    // What was packed without any books stands alone.
                    if !verdict.isArchive {
                        chain.add(
                            .init(
                                report: reports.count, file: file, header: verdict.header,
                                digest: digest))
                    }
                }
            } catch {
                report = try FileReport(file, error)
            }
            reports.append(report)
        }
        chain.check(&reports)
        for report in reports { report.say(inJSON: output.wanted) }
        if let code = reports.map(\.code).max(), code != 0 { throw ExitCode(code) }
    }

    private func report(_ file: String, _ verdict: SettlementVerdict) -> FileReport {
        var report = FileReport(file)
        report.json = verdict.json
        report.complaints = verdict.differences.map(\.description)
        report.further = verdict.furtherDifferences
        report.lines = ["\(file): holds; " + verdict.summary]
        // A check of nothing is no check.
        if verdict.isEmpty, !allowEmpty {
            report.complaints.append(
                "\(file): holds nothing: 0 transactions checked; where nobody sold and nothing was "
                    + "delivered, say so (--allow-empty)")
        }
        report.notes = verdict.unchecked.map { "\(file): \($0)" }
        return report
    }

    private func bundle(_ file: String, _ expected: StatementPublicKey?) throws -> FileReport {
        let verdict = try ProofCheck.verify(
            path: file, schema: (try? ProductData().schemaPath) ?? "", key: expected)
        var report = FileReport(file)
        if case .object(let json) = verdict.json(file: file) { report.json = json }
        report.complaints = verdict.differences.map { "\(file): \($0)" }
        report.further = verdict.furtherDifferences
        let shown = 40
        report.lines = ["\(file): holds; \(verdict.summary)"]
        report.lines += verdict.explanations.prefix(shown).map { "  \($0)" }
        let rest = verdict.explanations.count - shown + verdict.furtherExplanations
        if rest > 0 { report.lines.append("  … and \(rest) more to know (--json has them)") }
        return report
    }

    private func journal(_ file: String) throws -> FileReport {
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
        var report = FileReport(file)
        report.json = [
            "records": .int(Int64(journal.lines.count)),
            "terminal": .text(journal.enrolment.terminal.text),
            "epoch": .int(Int64(journal.enrolment.epoch)), "hash": .text(journal.head.hash.hex),
        ]
        report.complaints = unread.map(\.description)
        report.lines = [
            "\(file): holds; \(journal.lines.count.grouped) records of terminal "
                + "\(journal.enrolment.terminal), epoch \(journal.enrolment.epoch); chain ends "
                + "at \(journal.head.hash)"
        ]
        return report
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

    var json: [String: JSON] {
        [
            "file_id": .text(header.fileId),
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
            "originals_elsewhere": .int(Int64(originalsElsewhere)),
            "originals_unexplained": .int(Int64(originalsUnexplained)),
        ]
    }

    /// What no single file can show.
    var unchecked: [String] {
        var words: [String] = []
        if originalsElsewhere > 0 {
            words.append(
                "\(originalsElsewhere.grouped) voids and refunds of sales in earlier files: those "
                    + "sales were not looked at")
        }
        if originalsUnexplained > 0 {
            words.append(
                "\(originalsUnexplained.grouped) refunds that the books could not explain by a "
                    + "sale: they stand in suspense")
        }
        return words
    }
}
