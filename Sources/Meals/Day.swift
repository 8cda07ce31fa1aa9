/// A calendar date of the Gregorian calendar.
package struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    package let number: Int

    package init(number: Int) { self.number = number }

    /// The date with this year, month and day, or nil where the calendar has none.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.length(ofMonth: month, year: year)
        else { return nil }
        number = Day.number(year: year, month: month, day: day)
    }

    package static func < (a: Day, b: Day) -> Bool { a.number < b.number }
    package static func + (day: Day, days: Int) -> Day { Day(number: day.number + days) }
    package static func - (a: Day, b: Day) -> Int { a.number - b.number }

    package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Days are counted in 400-year eras that begin on 1 March, so that a leap day ends its year.
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear.floorDivided(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Year, month and day of the month.
    package var parts: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// 1 for Monday to 7 for Sunday.
    package var weekday: Int { (number + 3).floorModulo(7) + 1 }

    /// The Monday of the natural week (Monday to Sunday) that the day belongs to.
    package var monday: Day { self + (1 - weekday) }

    /// The first day of the month.
    package var firstOfMonth: Day { self + (1 - parts.day) }

    /// Completed years between a birth date and this day.
    ///
    /// Someone born on 29 February completes a year on 1 March of a common year.
    package func completedYears(since birth: Day) -> Int {
        let (now, then) = (parts, birth.parts)
        let before = (now.month, now.day) < (then.month, then.day)
        return now.year - then.year - (before ? 1 : 0)
    }
}

extension Day: CustomStringConvertible {
    /// Reads `2026-11-23`, and nothing looser.
    package init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-"),
            let year = Int(decimal: digits[0..<4]), let month = Int(decimal: digits[5..<7]),
            let day = Int(decimal: digits[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package var description: String {
        let (year, month, day) = parts
        return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    }
}

extension Int {
    package func floorDivided(by divisor: Int) -> Int {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    package func floorModulo(_ divisor: Int) -> Int { self - floorDivided(by: divisor) * divisor }

    /// The number with zeros in front up to a width.
    package func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }

    /// Reads ASCII digits only: no sign, no space.
    @inlinable package init?(decimal digits: some Sequence<UInt8>) {
        var value = 0
        var count = 0
        for digit in digits {
            guard (48...57).contains(digit), count < 18 else { return nil }
            value = value * 10 + Int(digit - 48)
            count += 1
        }
        guard count > 0 else { return nil }
        self = value
    }
}
