internal import Meals

/// Everything that was known of a series and day at its origin, one row for each forecast.
///
/// A row's target and the columns are logarithms of ratios to the row's base, so that rows of
/// large and small series teach one another.
struct ForecastRows {
    var series: [Int32] = []
    /// Ascending.
    var day: [Int32] = []
    /// The median of the last same-phase values known at the origin, or what stands in for it.
    var base: [Double] = []
    /// How far values strayed from their bases lately, as a logarithm.
    var spread: [Double] = []
    /// What came true; NaN where it is not known.
    var target: [Float] = []
    /// What the same weeks of past years had, as far as they are known; 0 where none is.
    var year: [Double] = []
    /// True on a day of an event, or one that follows a long closure.
    var unusual: [Bool] = []
    /// Column after column.
    var columns: [[Float]]
    let layout: ColumnLayout

    init(layout: ColumnLayout) {
        self.layout = layout
        columns = [[Float]](repeating: [], count: layout.count)
    }

    var count: Int { day.count }

    /// Values of the row's series that were known at its origin, as far as they are counted.
    func experience(_ row: Int) -> Float { columns[layout.experience][row] }

    /// The first row whose day is not before a day.
    func firstRow(from day: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if Int(self.day[middle]) < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Where each column of ``ForecastRows`` stands.
struct ColumnLayout {
    let kinds: Int

    /// Ratios of the members to the base.
    var members: Range<Int> { 0..<LocalLevels.members }
    /// How far all series lay off their bases in the last 7 and 14 days.
    var drift: Range<Int> { members.upperBound..<members.upperBound + 2 }
    /// What the same weeks of past years had: of all series, of this one, of the one day.
    var yearly: Range<Int> { drift.upperBound..<drift.upperBound + 3 }
    /// What past days of the events on this day had, for this series.
    var eventEffect: Int { yearly.upperBound }
    var staleness: Int { eventEffect + 1 }
    var experience: Int { eventEffect + 2 }
    var phase: Int { eventEffect + 3 }
    var weekday: Int { eventEffect + 4 }
    var dayOfYear: Int { eventEffect + 5 }
    var size: Int { eventEffect + 6 }
    var seasonal: Int { eventEffect + 7 }
    /// On, next and last of each kind.
    func event(_ kind: Int) -> Int { eventEffect + 8 + 3 * kind }
    var count: Int { event(kinds) }
}
