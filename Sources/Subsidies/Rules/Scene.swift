internal import Meals

/// Everything but limits that the subsidies of one meal look at, worked out once for a decision.
struct Scene: ~Copyable {
    let facts: Facts
    /// The amount after discount.
    let price: Fen
    /// The amount that a threshold is compared with.
    let spend: Fen
    let rounding: Rounding
}
