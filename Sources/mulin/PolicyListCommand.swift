import ArgumentParser
import Journal
import Ledger
import Meals
import Store
import Subsidies

extension PolicyCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Shows every version of every policy, who put it there, and the notices.")

        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let now = Moment.now
            let register = PolicyRegister(store: try data.store())
            try register.adopt(at: now)
            let versions = try register.versions(on: now.day)
            let notices = try register.notices(on: now.day)
            if output.wanted {
                Console.say([
                    "policies": .list(versions.map(\.json)), "notices": .list(notices.map(\.json)),
                ])
                return
            }
            if versions.isEmpty {
                Console.say("no policies: all pay the public price (mulin policy submit FILE)")
            } else {
                for line in List.table(versions).lines { Console.say(line) }
            }
            for notice in notices { Console.say("notice: \(notice)") }
        }

        private static func table(_ versions: [PolicyVersion]) -> TextTable {
            var table = TextTable(
                [
                    "", "policy", "state", "effective", "digest", "submitted", "approved",
                    "verified until", "title",
                ], texts: [1, 2, 3, 4, 5, 6, 7, 8])
            for version in versions {
                let (row, policy) = (version.row, version.policy)
                table.add([
                    "\(row.number)", row.id, version.words, policy.effectiveRange,
                    row.digest.short, row.submitted.words, row.approved?.words ?? "–",
                    policy.verifiedUntil?.description ?? "–", policy.title,
                ])
            }
            return table
        }
    }
}

extension PolicyRow.Act {
    /// `陈静 2026-11-23 10:05`.
    fileprivate var words: String { "\(by) \(at.day) \(at.clock.prefix(5))" }
}

extension PolicyVersion {
    fileprivate var words: String {
        switch state {
        case .draft: "draft 草案"
        case .approved: "approved, in force from \(policy.from) 待生效"
        case .inForce: "in force 执行中"
        case .superseded: "superseded 已被替代"
        case .ended: "ended 已失效"
        }
    }

    fileprivate var json: JSON {
        var fields = row.json
        fields["title"] = .text(policy.title)
        fields["state"] = .text(state.rawValue)
        fields["from"] = .text(policy.from.description)
        // The first day without it, as in the document.
        fields["to"] = policy.to.map { .text($0.description) }
        fields["verified_until"] = policy.verifiedUntil.map { .text($0.description) }
        return .object(fields)
    }
}
