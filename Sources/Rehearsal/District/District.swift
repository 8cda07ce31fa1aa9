package import Meals

/// A made-up district to rehearse with: its canteens, and a roster of diners who do not exist.
package struct District: Sendable {
    package let seed: UInt64
    /// The business day on which the diners' ages were dealt out.
    package let day: Day
    /// The division that its residents live in, six digits.
    package let home: DivisionCode
    package let canteens: [Canteen]
    /// Rows in the order of the file; a diner who moved has two, one after the other.
    package let roster: [RosterEntry]

    /// Makes a district; the same arguments give the same district everywhere.
    ///
    /// - Parameters:
    ///   - canteens: 25 of 115 are community canteens and the rest points, as Yangpu plans for.
    ///   - diners: people in the roster, aged 60 and above on the day.
    ///   - home: prefix of most diners' hukou and residence; with another district's prefix its
    ///     sample policy can be rehearsed at Yangpu's canteens.
    package static func make(
        seed: UInt64, on day: Day, canteens: Int = 115, diners: Int = 60_000,
        home: DivisionCode = "310110"
    ) -> District {
        precondition((1...999).contains(canteens), "a canteen's number has three digits")
        precondition((0...9_999_999).contains(diners), "a diner's number has seven digits")
        return District(
            seed: seed, day: day, home: home, canteens: makeCanteens(seed: seed, count: canteens),
            roster: makeRoster(seed: seed, on: day, diners: diners, home: home))
    }

    /// The name of a street of Yangpu; nil for any other code.
    package static func streetName(_ code: DivisionCode) -> String? {
        Street.yangpu.first { $0.code == code }?.name
    }
}
