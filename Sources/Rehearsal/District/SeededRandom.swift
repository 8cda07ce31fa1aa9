/// Numbers that look random and are the same on every platform for the same seed.
///
/// SplitMix64 (Steele, Lea, Flood 2014): a counter in steps of the golden ratio, mixed. Whole
/// numbers only, so no platform's rounding can reach the files that are made with it.
package struct SeededRandom: Sendable {
    private var state: UInt64

    /// - Parameter purpose: gives each use of one seed its own run of numbers.
    package init(seed: UInt64, _ purpose: String) {
        state = SeededRandom.mixed(seed) ^ SeededRandom.fingerprint(purpose)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SeededRandom.mixed(state)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// FNV-1a over the text's bytes, mixed once more because its low bits are weak.
    static func fingerprint(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mixed(hash)
    }
}

extension SeededRandom {
    /// A whole number from 0 to below the bound, each equally likely.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "a choice needs something to choose from")
        let bound = UInt64(bound)
        // Numbers at the top that would make the low remainders likelier are drawn again.
        let excess = (UInt64.max % bound + 1) % bound
        while true {
            let number = next()
            if number <= UInt64.max - excess { return Int(number % bound) }
        }
    }

    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True in so many of ten thousand cases.
    package mutating func happens(_ tenThousandths: Int) -> Bool { below(10_000) < tenThousandths }

    package mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[below(choices.count)]
    }

    /// An index drawn in proportion to whole weights, which are not all 0.
    package mutating func index(weights: [Int]) -> Int {
        var left = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if left < weight { return index }
            left -= weight
        }
        preconditionFailure("a number below the sum falls on a weight")
    }

    package mutating func pick<Element>(_ choices: [(Element, weight: Int)]) -> Element {
        choices[index(weights: choices.map(\.weight))].0
    }
}
