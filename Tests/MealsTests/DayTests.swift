import Meals
import Testing

@Suite("A calendar day")
struct DayTests {
    /// Every day of 1900 to 2100 by the rules learnt at school, one after the other.
    private static func eachDay(_ visit: (_ year: Int, _ month: Int, _ day: Int) -> Void) {
        for year in 1900...2100 {
            let leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            for (index, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...(index == 1 && leap ? 29 : length) { visit(year, index + 1, day) }
            }
        }
    }

    @Test("is the count of days one by one, from 1900 to 2100, and reads back as it is written")
    func everyDay() throws {
        // 1900-01-01 was a Monday, 25,567 days before 1970-01-01.
        var number = -25_567
        var weekday = 1
        var (monday, first) = (number, number)
        Self.eachDay { year, month, dayOfMonth in
            let day = Day(number: number)
            if weekday == 1 { monday = number }
            if dayOfMonth == 1 { first = number }
            let parts = day.parts
            let text =
                "\(year)-\(month < 10 ? "0" : "")\(month)-"
                + "\(dayOfMonth < 10 ? "0" : "")\(dayOfMonth)"
            let agrees =
                parts.year == year && parts.month == month && parts.day == dayOfMonth
                && Day(year: year, month: month, day: dayOfMonth) == day
                && day.description == text && Day(text) == day && day.weekday == weekday
                && day.monday.number == monday && day.firstOfMonth.number == first
            if !agrees { Issue.record("\(text) is taken for \(day), weekday \(day.weekday)") }
            number += 1
            weekday = weekday % 7 + 1
        }
        #expect(number == -25_567 + 73_414)
    }

    @Test("counts back and forth")
    func arithmetic() throws {
        let day = try #require(Day("2026-11-23"))
        #expect((day + 40).description == "2027-01-02" && (day + -23).description == "2026-10-31")
        #expect((day + 40) - day == 40 && day - (day + 40) == -40 && day < day + 1)
        #expect(Day(number: 0).description == "1970-01-01" && Day(number: 0).weekday == 4)
    }

    @Test(
        "refuses dates that the calendar does not have, and other ways of writing them",
        arguments: [
            "2026-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10",
            "2026-01-00", "2026-01-32", "0000-01-01", "2026-1-1", "26-01-01", "2026/01/01",
            "20260101", "2026-01-01 ", " 2026-01-01", "2026-01-0x", "", "２０２６-01-01", "-026-01-01",
            "2026-01-+1",
        ])
    func refusals(_ text: String) { #expect(Day(text) == nil) }

    @Test(
        "has a 29 February in leap years only",
        arguments: [(1996, true), (2000, true), (2100, false)])
    func leapDays(_ year: Int, _ leap: Bool) {
        #expect((Day(year: year, month: 2, day: 29) != nil) == leap)
        #expect(Day.isLeap(year) == leap)
    }

    @Test(
        "H28: someone born on 29 February completes a year on 1 March, or on 29 February",
        arguments: [
            ("2020-02-28", 59), ("2020-02-29", 60), ("2020-03-01", 60), ("2021-02-28", 60),
            ("2021-03-01", 61), ("2040-02-28", 79), ("2040-02-29", 80),
        ])
    func leapBirthdays(_ on: String, _ years: Int) throws {
        let (birth, day) = (try #require(Day("1960-02-29")), try #require(Day(on)))
        #expect(day.completedYears(since: birth) == years)
    }

    @Test("ages a year on each birthday and on no other day")
    func birthdays() throws {
        var random = SeededRandom(seed: 5)
        for _ in 0..<60 {
            let birth = Day(number: Int.random(in: -14_000 ... -3_000, using: &random))
            var age = 0
            for offset in 1...1500 {
                let day = birth + offset
                let (year, month, dayOfMonth) = day.parts
                let born = birth.parts
                let leapBirth = born.month == 2 && born.day == 29 && !Day.isLeap(year)
                let birthday =
                    leapBirth
                    ? (month, dayOfMonth) == (3, 1)
                    : (month, dayOfMonth) == (born.month, born.day)
                if birthday { age += 1 }
                if day.completedYears(since: birth) != age { Issue.record("\(birth) on \(day)") }
            }
        }
    }

    @Test("digits are read as a number only where all of them are ASCII digits")
    func digits() {
        #expect(Int(decimal: "007".utf8) == 7)
        #expect(Int(decimal: "999999999999999999".utf8) == 999_999_999_999_999_999)
        for text in ["", "-1", "1 ", "1.0", "９", "1000000000000000000"] {
            #expect(Int(decimal: text.utf8) == nil)
        }
        #expect(5.padded(3) == "005" && 12345.padded(3) == "12345" && 0.padded(2) == "00")
    }

    @Test("floors a quotient towards the past")
    func floors() {
        for number in -20...20 {
            let floor = Int((Double(number) / 7).rounded(.down))
            #expect(number.floorDivided(by: 7) == floor)
            #expect(number.floorModulo(7) == number - 7 * floor)
        }
    }
}
