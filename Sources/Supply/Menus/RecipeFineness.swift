internal import Meals

/// How fine the grams of all recipes are: with as many grams as a district can eat, sums and what
/// they are multiplied with stay exact in 128 bits.
struct RecipeFineness {
    /// By ingredient, the common denominator of its grams in all recipes and of a store's.
    private var denominators: [IngredientID: Int128] = [:]

    private static let largestDenominator: Int128 = 1_000_000_000_000_000

    /// True where the grams still fit with all that were taken before.
    mutating func takes(_ grams: Exact, of id: IngredientID) -> Bool {
        // What stands in store is counted in thousandths.
        let old = denominators[id] ?? 1000
        let shared = Int128(Exact.divisor(old.magnitude, grams.denominator.magnitude))
        let (common, over) = (old / shared).multipliedReportingOverflow(by: grams.denominator)
        guard !over, common <= RecipeFineness.largestDenominator else { return false }
        denominators[id] = common
        return true
    }
}
