#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension Double {
    /// The natural logarithm of this number over another; both are positive.
    func logRatio(to other: Double) -> Double {
        let ratio = self / other
        // The ratio of a very large and a very small number leaves the range, its logarithm not.
        return ratio.isNormal ? log(ratio) : log(self) - log(other)
    }

    var naturalLog: Double { log(self) }

    var exponential: Double { exp(self) }

    /// The mean of a bell of spread 1 around 0 beyond this number.
    var meanBeyond: Double {
        // Far out the tail has no digits left; there the mean lies close to the number.
        guard self < 8 else { return self + 1 / self }
        return exp(-self * self / 2) / (Double.pi / 2).squareRoot() / erfc(self / 2.squareRoot())
    }

    /// The number, or an edge of the range where it lies outside.
    func held(within edge: Double) -> Double { Swift.min(Swift.max(self, -edge), edge) }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle; nil of none.
    var middle: Double? {
        guard !isEmpty else { return nil }
        let sorted = sorted()
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}
