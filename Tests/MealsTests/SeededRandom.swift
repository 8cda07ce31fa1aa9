/// A repeatable source of random numbers (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in bounds, small ones and round ones more often than others.
    mutating func amount(_ bounds: ClosedRange<Int64>) -> Int64 {
        let number = Int64.random(in: bounds, using: &self)
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return max(bounds.lowerBound, min(bounds.upperBound, number % 200))
        case 1: return max(bounds.lowerBound, number / 100 * 100)
        default: return number
        }
    }
}
