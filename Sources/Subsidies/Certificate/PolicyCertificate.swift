package import Meals

/// What every boundary cell of a policy gets: who gets nothing, where rules compete, which laws
/// are broken.
package struct PolicyCertificate: Sendable {
    package let policy: Policy
    /// Cells seen: one for each way in which rules can tell meals apart.
    package let cells: Int
    /// Each cell was decided at every fen of this range.
    package let amounts: ClosedRange<Int64>
    /// Different sets of rules that apply to some cell.
    package let combinations: Int
    /// What the axes of the cells hold, in words.
    package let axes: [(name: String, values: String)]
    /// Who gets nothing at any amount, most cells first.
    package let gaps: [Group]
    package let overlaps: [Overlap]
    package let laws: [LawFinding]

    package var breaches: [Breach] { laws.flatMap(\.breaches) }

    /// Some cells, described in words.
    package struct Group: Sendable {
        package let who: String
        package let cells: Int
    }

    /// Rules that apply to the same meals.
    package struct Overlap: Sendable {
        package let kind: Kind
        /// In written order.
        package let rules: [String]
        package let who: [Group]
        package let cells: Int
        /// Who gives at which amounts of the basket, both ends included.
        package let winners: [Winner]

        package enum Kind: String, Sendable {
            case discount, subsidy
        }
    }

    package struct Winner: Hashable, Sendable {
        /// The rules that give, in written order; none where nothing is given.
        package let rules: [String]
        package let from: Fen
        package var to: Fen
    }

    /// What must hold of every policy.
    package enum Law: String, CaseIterable, Sendable {
        /// One fen more spent never lowers what the diner gets.
        case moreSpent = "more-spent-never-less"
        /// The older of two who are alike else never gets less.
        case older = "older-never-less"
        /// Who has one hardship more never gets less.
        case poorer = "poorer-never-less"
        /// What the funders pay is the subsidy, and nothing else.
        case funders = "funders-add-up"
        /// Nobody pays less than nothing, and gross = discount + subsidy + payable.
        case payable = "payable-not-negative"
        /// Meal after meal, no limit is exceeded.
        case limits = "limits-hold"
    }

    package struct LawFinding: Sendable {
        package let law: Law
        /// How many comparisons were made.
        package let checked: Int
        /// At most one for each pair of rule sets, the smallest amount first.
        package let breaches: [Breach]
    }

    /// A counter-example to a law, the smallest there is of its kind.
    package struct Breach: Sendable {
        package let law: Law
        package let gross: Fen
        /// Who, in words; for a comparison the one who should not get less.
        package let who: String
        /// What the comparison is with, in words.
        package let than: String
        package let gets: Fen
        package let thanGets: Fen
        /// The rules that give to each.
        package let rules: [String]
        package let thanRules: [String]
    }
}
