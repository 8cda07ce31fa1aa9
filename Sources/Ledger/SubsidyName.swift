package import Meals

/// The funder, policy and rule of a subsidy: what tells one claim of a canteen from another.
package struct SubsidyName: Hashable, Comparable, Sendable {
    package let funder: String
    package let policy: String
    package let rule: String

    package init(funder: String, policy: String, rule: String) {
        self.funder = funder
        self.policy = policy
        self.rule = rule
    }

    /// Reads `funder policy rule`, as accounts have it; none of the three holds a blank.
    package init?(_ party: some StringProtocol) {
        let parts = party.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        self.init(
            funder: String(parts[0]), policy: String(parts[1]), rule: String(parts[2]))
    }

    package var party: String { "\(funder) \(policy) \(rule)" }

    package static func < (a: SubsidyName, b: SubsidyName) -> Bool { a.party < b.party }
}

extension Account {
    /// What a funder owes a canteen under a rule.
    package static func claim(_ canteen: CanteenID, _ name: SubsidyName) -> Account {
        Account(.claim, canteen, name.party)
    }

    /// What the till granted under a rule and the service would not have.
    package static func variance(_ canteen: CanteenID, _ name: SubsidyName) -> Account {
        Account(.variance, canteen, name.party)
    }

    /// What was granted beyond a limit across canteens.
    package static func doubleGrant(_ canteen: CanteenID, _ name: SubsidyName) -> Account {
        Account(.suspense, canteen, name.party)
    }
}
