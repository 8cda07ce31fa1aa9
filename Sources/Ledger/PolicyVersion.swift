internal import Journal
package import Meals
package import Store
package import Subsidies

/// A version in the register and how far it has come on a day.
package struct PolicyVersion: Sendable {
    package let row: PolicyRow
    package let policy: Policy
    package let state: State

    package enum State: String, CaseIterable, Sendable {
        case draft
        /// Approved; its first day is still to come.
        case approved
        case inForce = "in-force"
        /// A later version is in force instead, or a later draft stands in its place.
        case superseded
        case ended
    }
}

extension PolicyRegister {
    /// Every version of every policy on a day, in the order of submission.
    package func versions(on today: Day) throws -> [PolicyVersion] {
        let read = try store.read { try $0.policies() }.map { row in
            (row: row, policy: try Policy(yaml: row.text, file: row.file))
        }
        let approved = read.filter { $0.row.approved != nil }
        let inForce = approved.map(\.policy).inForce(on: today)?.id
        return read.map { row, policy in
            PolicyVersion(
                row: row, policy: policy,
                state: row.approved == nil
                    ? draftState(row, read.map(\.row)) : state(policy, today, inForce: inForce))
        }
    }

    private func draftState(_ draft: PolicyRow, _ rows: [PolicyRow]) -> PolicyVersion.State {
        let isNewest = !rows.contains {
            $0.id == draft.id && ($0.number > draft.number || $0.approved != nil)
        }
        return isNewest ? .draft : .superseded
    }

    private func state(
        _ policy: Policy, _ today: Day, inForce: String?
    ) -> PolicyVersion.State {
        if policy.from > today { return .approved }
        if let end = policy.to, end <= today { return .ended }
        return policy.id == inForce ? .inForce : .superseded
    }

    /// What the bureau should know of its policies on a day.
    package func notices(on today: Day) throws -> [PolicyNotice] {
        let approved = try store.read { try $0.policies() }.filter { $0.approved != nil }
        return PolicyNotice.all(
            on: today, approved: try approved.map { try Policy(yaml: $0.text, file: $0.file) })
    }
}
