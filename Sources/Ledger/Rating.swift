package import Journal
package import Meals
internal import Subsidies

/// A sale rated again from the snapshot that its receipt names.
///
/// The till's decision is a fact and stays; what the service would have decided from the same
/// knowledge says which part of it may be claimed and which is variance.
package struct Rating: Hashable, Sendable {
    /// One funder's part of one granted rule.
    package struct Share: Hashable, Sendable {
        package let name: SubsidyName
        package let claimed: Fen
        package let variance: Fen

        package var amount: Fen { claimed + variance }
    }

    /// The part of the discount that the policy gives.
    package let discount: Fen
    /// The part of the discount that the policy does not give.
    package let discountVariance: Fen
    package let shares: [Share]
    /// What a person should know; nil where both decisions are the same.
    package let finding: String?
    /// What to say of a named diner's meal on a day that none of the snapshot's policies covers;
    /// nil where one does, or where there is none at all.
    package let uncovered: String?

    /// Rates a sale.
    ///
    /// - Parameters:
    ///   - time: when it was sold, by the service's clock.
    ///   - snapshot: the one that the sale names; nil where it is not known here.
    package init(_ sale: Sale, at time: Moment, snapshot: Snapshot?) {
        guard let snapshot, let canteen = snapshot.canteen(sale.canteen) else {
            self.init(
                sale, expected: nil,
                finding: "cannot be rated: snapshot \(sale.snapshot) or canteen \(sale.canteen) "
                    + "is not known here")
            return
        }
        let policy = snapshot.policy(on: sale.day)
        let meal = Meal(
            day: sale.day, secondOfDay: time.secondOfDay, channel: sale.channel,
            gross: sale.gross, venue: canteen.kind, street: canteen.street)
        let diner = sale.diner.flatMap { snapshot.roster.diner($0, on: sale.day) }
        let expected = policy?.decide(
            meal, for: diner, uses: sale.uses, calendar: snapshot.calendar)
        // Limits count by policy, day and period: under another name a grant would escape them.
        let hasSameFrame =
            sale.policy == policy?.id && sale.day == time.day
            && sale.period == policy?.period(atSecondOfDay: time.secondOfDay) ?? .other
        self.init(
            sale, expected: hasSameFrame ? expected : nil,
            finding: Rating.difference(sale, expected, policy: policy, time: time),
            uncovered: policy == nil ? Rating.gap(sale, snapshot) : nil)
    }

    private init(
        _ sale: Sale, expected: Decision?, finding: String?, uncovered: String? = nil
    ) {
        discount = min(sale.discount, expected?.discount ?? .zero)
        discountVariance = sale.discount - discount
        shares = sale.grants.flatMap { grant in
            let due = expected?.grants.first { $0.rule == grant.rule }
            return grant.shares.map { share in
                let owed = due?.shares.first { $0.funder == share.funder }?.amount ?? .zero
                let claimed = min(share.amount, owed)
                let name = SubsidyName(
                    funder: share.funder, policy: sale.policy ?? "none", rule: grant.rule)
                return Share(name: name, claimed: claimed, variance: share.amount - claimed)
            }
        }
        self.finding = finding
        self.uncovered = uncovered
    }

    /// The same with no subsidy claimed: all of it is variance.
    package func withholdingClaims() -> Rating {
        Rating(
            self,
            shares: shares.map { Share(name: $0.name, claimed: .zero, variance: $0.amount) })
    }

    private init(_ rating: Rating, shares: [Share]) {
        discount = rating.discount
        discountVariance = rating.discountVariance
        self.shares = shares
        finding = rating.finding
        uncovered = rating.uncovered
    }

    /// The public pays the same under every policy: only a named diner may have lost something.
    private static func gap(_ sale: Sale, _ snapshot: Snapshot) -> String? {
        guard sale.diner != nil, !snapshot.policies.isEmpty else { return nil }
        let spans = snapshot.policies.map { policy in
            "\(policy.id) from \(policy.from)" + (policy.to.map { " to before \($0)" } ?? "")
        }
        return "no policy of snapshot \(snapshot.id) is in force on \(sale.day), so the public "
            + "price is due: \(spans.joined(separator: ", "))"
    }

    private static func difference(
        _ sale: Sale, _ expected: Decision?, policy: Policy?, time: Moment
    ) -> String? {
        var findings: [String] = []
        let discount = expected?.discount ?? .zero
        if sale.discount != discount {
            findings.append("discount \(sale.discount), rated \(discount)")
        }
        let grants = expected?.grants ?? []
        if sale.grants != grants {
            findings.append("subsidies \(words(sale.grants)), rated \(words(grants))")
        }
        if sale.policy != policy?.id {
            findings.append("policy \(sale.policy ?? "none"), rated by \(policy?.id ?? "none")")
        }
        if policy?.period(atSecondOfDay: time.secondOfDay) ?? .other != sale.period {
            findings.append("meal period \(sale.period.rawValue) at \(time.clock)")
        }
        if sale.day != time.day { findings.append("business day \(sale.day) on \(time.day)") }
        return findings.isEmpty ? nil : findings.joined(separator: "; ")
    }

    private static func words(_ grants: [Grant]) -> String {
        grants.isEmpty ? "none" : grants.map { "\($0.rule)=\($0.amount)" }.joined(separator: " ")
    }
}
