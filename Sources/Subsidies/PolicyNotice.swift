package import Meals

/// What the bureau should know of its policies before a day comes, or after it went by.
///
/// A notice is for people: no till is ever stopped by what it says.
package struct PolicyNotice: Hashable, Sendable {
    package let kind: Kind
    package let stage: Stage
    /// The policy that is meant, by its id.
    package let policy: String
    /// The last day that is verified, or the first day without a policy.
    package let day: Day
    /// How many days there are until ``day``; negative where it went by.
    package let daysLeft: Int

    package enum Kind: String, CaseIterable, Sendable {
        /// The policy is used beyond the day until which its source is known to hold.
        case verification
        /// The policy ends, and no other follows.
        case ending
        /// No policy is in force, although one was.
        case noneInForce = "none-in-force"
    }

    /// How near the day is; each stage is more pressing than the one before.
    package enum Stage: String, CaseIterable, Sendable {
        case thirtyDays = "30-days"
        case sevenDays = "7-days"
        case oneDay = "1-day"
        case passed

        /// The stage with some days left; nil while it is far off.
        init?(daysLeft: Int) {
            switch daysLeft {
            case ..<0: self = .passed
            case 0...1: self = .oneDay
            case 2...7: self = .sevenDays
            case 8...30: self = .thirtyDays
            default: return nil
            }
        }
    }

    private init?(_ kind: Kind, _ policy: Policy, _ day: Day, today: Day) {
        // A day without a policy has come when it begins, a verified day when it is over.
        let hasCome = kind != .verification && day <= today
        guard let stage = hasCome ? .passed : Stage(daysLeft: day - today) else { return nil }
        self.kind = kind
        self.stage = stage
        self.policy = policy.id
        self.day = day
        daysLeft = day - today
    }

    /// What is to be said on a day, the most pressing first.
    ///
    /// - Parameter policies: every one that was approved.
    package static func all(on today: Day, approved policies: [Policy]) -> [PolicyNotice] {
        let notices =
            verifications(policies, today) + endings(policies, today)
            + lapses(policies, today)
        return notices.sorted { ($0.day, $0.policy) < ($1.day, $1.policy) }
    }

    private static func verifications(_ policies: [Policy], _ today: Day) -> [PolicyNotice] {
        policies.compactMap { policy in
            guard let last = policy.verifiedUntil,
                // One that another follows in time needs no new source.
                policies.needed(from: max(today, last + 1)).contains(where: { $0.id == policy.id })
            else { return nil }
            return PolicyNotice(.verification, policy, last, today: today)
        }
    }

    private static func endings(_ policies: [Policy], _ today: Day) -> [PolicyNotice] {
        policies.compactMap { policy in
            guard let end = policy.to, end > today, policies.inForce(on: end) == nil,
                policies.inForce(on: end + -1)?.id == policy.id
            else { return nil }
            return PolicyNotice(.ending, policy, end, today: today)
        }
    }

    private static func lapses(_ policies: [Policy], _ today: Day) -> [PolicyNotice] {
        guard policies.inForce(on: today) == nil else { return [] }
        let ended = policies.compactMap { policy in policy.to.map { (policy, end: $0) } }
        guard let (policy, end) = ended.filter({ $0.end <= today }).max(by: { $0.end < $1.end })
        else { return [] }
        return PolicyNotice(.noneInForce, policy, end, today: today).map { [$0] } ?? []
    }
}

extension PolicyNotice: CustomStringConvertible {
    /// One line: what, when, and what to do about it.
    package var description: String {
        switch kind {
        case .verification:
            "policy \(policy): its source is verified until \(day) (\(distance)); the tills go on "
                + "with it: submit a version that is verified for longer"
        case .ending:
            "policy \(policy): ends, from \(day) on (\(distance)) none is in force and all pay the "
                + "public price: submit and approve one that follows"
        case .noneInForce:
            "no policy is in force since \(day), when \(policy) ended (\(distance)); all pay the "
                + "public price: submit and approve one that follows"
        }
    }

    private var distance: String {
        switch daysLeft {
        case 0: "today"
        case 1: "tomorrow"
        case -1: "yesterday"
        case ..<0: "\(-daysLeft) days ago"
        default: "in \(daysLeft) days"
        }
    }
}

extension [Policy] {
    /// The policy in force on a day: of those that are effective, the one that began last.
    package func inForce(on day: Day) -> Policy? {
        filter { $0.isEffective(on: day) }.max { $0.from < $1.from }
    }

    /// Those that are in force on some day from this one on, in the order of their beginning.
    package func needed(from day: Day) -> [Policy] {
        // Which one is in force changes only where one begins or ends.
        let changes = flatMap { [$0.from, $0.to].compactMap(\.self) }.filter { $0 > day }
        let ids = Set((changes + [day]).compactMap { inForce(on: $0)?.id })
        return filter { ids.contains($0.id) }.sorted { $0.from < $1.from }
    }
}
