import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies

extension PolicyCommand {
    struct Submit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keeps a policy as a draft, for a second person to approve.",
            discussion: "Works beside a running service.")

        @Argument(help: "The policy document.") var file: String
        @OptionGroup var officer: OfficerOption
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            guard let (text, _) = TextEncoding.decode(try [UInt8](file: file)) else {
                throw Problems(Problem(file: file, reason: "is not UTF-8; save it as UTF-8"))
            }
            let now = Moment.now
            let name = URL(fileURLWithPath: file).lastPathComponent
            // Read under the name that was typed, so that problems can be found again.
            _ = try Policy(yaml: text, file: file)
            let submission = try PolicyRegister(store: try data.store()).submit(
                .init(file: name, text: text), by: try officer.proof(), at: now)
            if output.wanted {
                var json = submission.row.json
                json["new"] = .bool(submission.isNew)
                Console.say(.object(json))
                return
            }
            for line in words(submission) { Console.say(line) }
        }

        private func words(_ submission: PolicyRegister.Submission) -> [String] {
            let (row, policy) = (submission.row, submission.policy)
            let digest = row.digest.short
            if !submission.isNew {
                let approval = row.approved.map { ", approved by \($0.by) \($0.at)" } ?? ""
                return [
                    "\(row.id): these words are there already, as number \(row.number), digest "
                        + "\(digest), submitted by \(row.submitted.by) \(row.submitted.at)"
                        + approval + "; nothing new"
                ]
            }
            var lines = [
                "\(row.id) \(policy.title): draft \(row.number), digest \(digest), effective "
                    + policy.effectiveRange
            ]
            if policy.status == .sample {
                lines.append("it is a sample: it cannot be approved under this status")
            }
            lines += [
                "next: mulin policy certify and mulin policy cost tell what it does; then a second "
                    + "person:",
                "mulin policy approve \(row.id) --digest \(digest) --by NAME --data \(data.path)",
            ]
            return lines
        }
    }

    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Approves the newest draft of a policy; tills get it with the next snapshot.",
            discussion: "Never by who submitted it. It is in force from its effective.from, "
                + "today at the earliest. Works beside a running service.")

        @Argument(help: "The policy's name.") var policy: String
        @Option(help: "The first digits of the digest of the draft that was read.")
        var digest: String?
        @OptionGroup var officer: OfficerOption
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let now = Moment.now
            let approval = try PolicyRegister(store: try data.store()).approve(
                policy, digest: digest, by: try officer.proof(), at: now)
            if output.wanted {
                var json = approval.row.json
                json["from"] = .text(approval.policy.from.description)
                json["snapshot"] = .text(approval.snapshot)
                json["policies"] = .list(approval.published.map { .text($0) })
                Console.say(.object(json))
                return
            }
            Console.say(
                "\(approval.row.id) \(approval.policy.title): approved by \(officer.name), digest "
                    + "\(approval.row.digest.short), in force \(approval.policy.effectiveRange)")
            Console.say(
                "snapshot \(approval.snapshot) carries "
                    + approval.published.joined(separator: ", ")
                    + "; tills get it when they next ask the service")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the words of a policy as they were submitted.")

        @Argument(help: "The policy's name.") var policy: String
        @Option(help: "A version by its number in the list; the newest without it.")
        var number: Int?
        @OptionGroup var data: DataOption

        func run() throws {
            let register = PolicyRegister(store: try data.store())
            try register.adopt(at: .now)
            let versions = try register.versions(on: Moment.now.day).filter { version in
                version.row.id == policy && number ?? version.row.number == version.row.number
            }
            guard let version = versions.last else {
                throw Failure(
                    "policy \(policy)\(number.map { " number \($0)" } ?? ""): is not in the "
                        + "register; mulin policy list shows what is", code: Failure.badInput)
            }
            FileHandle.standardOutput.write(Data(version.row.text.utf8))
        }
    }
}

extension Policy {
    /// `from 2027-01-01` or `from 2027-01-01 to 2027-12-31`, the last day included.
    var effectiveRange: String {
        "from \(from)" + (to.map { " to \($0 + -1)" } ?? "")
    }
}

extension Digest {
    /// Enough digits to tell versions apart by eye.
    var short: String { String(hex.prefix(12)) }
}

extension PolicyRow {
    /// What the register says of a version, without its words.
    var json: [String: JSON] {
        var fields: [String: JSON] = [
            "number": .int(Int64(number)), "policy": .text(id), "file": .text(file),
            "digest": .text(digest.hex), "submitted_by": .text(submitted.by),
            "submitted_at": .text(submitted.at.description),
        ]
        if let approved {
            fields["approved_by"] = .text(approved.by)
            fields["approved_at"] = .text(approved.at.description)
        }
        return fields
    }
}
