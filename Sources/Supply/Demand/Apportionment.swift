/// Deals whole portions to dishes in proportion to their weights.
///
/// What rounding kept from a dish at one canteen is owed to it at the next, so each deal adds up
/// to its portions and all deals together stay in proportion. A single deal is the method of
/// largest remainders; of equal claims the earlier dish comes first.
struct Apportionment {
    private let weights: [Int]
    private let whole: Int
    /// By dish, what it is owed so far, in parts of `whole`; they add up to 0.
    private var owed: [Int]

    /// - Parameter weights: none negative and not all 0.
    init(weights: [Int]) {
        precondition(weights.allSatisfy { $0 >= 0 }, "a weight is never negative")
        whole = weights.reduce(0, +)
        precondition(whole > 0, "something must have a weight")
        self.weights = weights
        owed = weights.map { _ in 0 }
    }

    /// Portions for each dish, in the order of the weights.
    mutating func deal(_ portions: Int) -> [Int] {
        for index in weights.indices { owed[index] += portions * weights[index] }
        var dealt = weights.map { _ in 0 }
        for _ in 0..<portions {
            var best = 0
            for index in owed.indices where owed[index] > owed[best] { best = index }
            owed[best] -= whole
            dealt[best] += 1
        }
        return dealt
    }
}
