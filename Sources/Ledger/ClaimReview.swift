package import Journal
package import Meals
package import Store
package import Subsidies

/// A past meal with what stands of it in the books.
package struct ReviewedSale: Sendable {
    package let key: RecordKey
    package let id: RecordID
    /// When it was sold, by the service's clock.
    package let time: Moment
    package let sale: Sale
    /// The one that the receipt names, its roster left out; nil where it is not known here.
    package let snapshot: Snapshot?
    package let returned: Returned
    /// What is claimed now, after reversals and corrections.
    package let claimed: [SubsidyName: Fen]
    /// The sums of the differences that were proposed before.
    package let proposed: [SubsidyName: Fen]

    package init(
        key: RecordKey, id: RecordID, time: Moment, sale: Sale, snapshot: Snapshot?,
        returned: Returned = Returned(), claimed: [SubsidyName: Fen],
        proposed: [SubsidyName: Fen] = [:]
    ) {
        self.key = key
        self.id = id
        self.time = time
        self.sale = sale
        self.snapshot = snapshot
        self.returned = returned
        self.claimed = claimed
        self.proposed = proposed
    }

    /// What would be claimed if every earlier proposal were carried out.
    func standing(_ name: SubsidyName) -> Fen {
        (claimed[name] ?? .zero) + (proposed[name] ?? .zero)
    }
}

/// A claim that would be another one, had the new facts been known.
package struct ClaimDifference: Sendable {
    package let sale: ReviewedSale
    package let name: SubsidyName
    /// What stands: the claim, earlier proposals counted as done.
    package let standing: Fen
    package let due: Fen
}

/// Decides a diner's past meals again, as if a change of the roster had been known then.
///
/// Only what the change alters is found: a claim that differs from the policy for another reason
/// stays as it is. A limit may carry a change over to later meals whose own facts are the same, so
/// the sum of what is due never exceeds a limit.
package struct ClaimReview {
    private let change: RosterChange
    /// Meals of this day and later ones are left to the tills.
    private let end: Day

    package init(_ change: RosterChange, before end: Day) {
        self.change = change
        self.end = end
    }

    /// The claims that would be others, meal by meal.
    ///
    /// - Parameter sales: the diner's, from the first day of the limits' windows on, in any order.
    package func differences(_ sales: [ReviewedSale]) -> [ClaimDifference] {
        guard let first = change.stretch?.from else { return [] }
        var found: [ClaimDifference] = []
        var (usesOfOld, usesOfNew): ([RuleUse], [RuleUse]) = ([], [])
        let past = sales.filter { $0.sale.day < end }
        for meal in past.sorted(by: { ($0.time, $0.id) < ($1.time, $1.id) }) {
            var due = meal.standing
            if meal.sale.day >= first {
                let old = meal.shares(change.before, after: usesOfOld)
                let new = meal.shares(change.after, after: usesOfNew)
                for name in Set(old.keys).union(new.keys).sorted() where old[name] != new[name] {
                    due[name] = new[name] ?? .zero
                    let standing = meal.standing(name)
                    if standing != due[name] {
                        found.append(
                            ClaimDifference(
                                sale: meal, name: name, standing: standing,
                                due: due[name] ?? .zero))
                    }
                }
            }
            usesOfOld += meal.uses(meal.standing)
            usesOfNew += meal.uses(due)
        }
        return found
    }
}

extension ReviewedSale {
    fileprivate var standing: [SubsidyName: Fen] {
        Dictionary(
            uniqueKeysWithValues: Set(claimed.keys).union(proposed.keys).map {
                ($0, standing($0))
            })
    }

    /// What each funder owes under each rule, given these facts, after what was taken back.
    ///
    /// As when it was rated first, nothing is owed under another policy, day or period than the
    /// till had: limits would not see it there.
    fileprivate func shares(_ rows: [Diner], after uses: [RuleUse]) -> [SubsidyName: Fen] {
        guard let snapshot, let canteen = snapshot.canteen(sale.canteen),
            let policy = snapshot.policy(on: sale.day), sale.policy == policy.id,
            sale.day == time.day, sale.period == policy.period(atSecondOfDay: time.secondOfDay)
        else { return [:] }
        let meal = Meal(
            day: sale.day, secondOfDay: time.secondOfDay, channel: sale.channel,
            gross: sale.gross, venue: canteen.kind, street: canteen.street)
        let decision = policy.decide(
            meal, for: rows.row(on: sale.day), uses: uses, calendar: snapshot.calendar)
        var shares: [SubsidyName: Fen] = [:]
        for grant in decision.grants {
            for share in grant.shares {
                let left = left(of: share, rule: grant.rule)
                guard left > .zero else { continue }
                shares[SubsidyName(funder: share.funder, policy: policy.id, rule: grant.rule)] =
                    left
            }
        }
        return shares
    }

    /// What the reversals leave of a share: less what was taken back of it where the till granted
    /// the rule, else in proportion to the part of the meal that was kept.
    private func left(of share: FunderShare, rule: String) -> Fen {
        if sale.grants.contains(where: { $0.rule == rule }) {
            return share.amount - returned.amount(rule, share.funder)
        }
        guard returned.gross > .zero, sale.gross > .zero else { return share.amount }
        let kept = max(sale.gross - returned.gross, .zero)
        let (high, low) = share.amount.fen.multipliedFullWidth(by: kept.fen)
        return Fen(sale.gross.fen.dividingFullWidth((high, low)).quotient)
    }

    /// Claims as uses of the rules' allowances.
    fileprivate func uses(_ shares: [SubsidyName: Fen]) -> [RuleUse] {
        Dictionary(grouping: shares, by: \.key.rule).compactMap { rule, shares in
            let amount = shares.total(\.value)
            guard amount > .zero else { return nil }
            return RuleUse(
                rule: rule, day: sale.day, period: sale.period, count: 1, amount: amount)
        }
    }
}
