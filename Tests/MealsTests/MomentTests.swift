import Meals
import Testing

@Suite("A moment")
struct MomentTests {
    @Test("is written in Shanghai time and reads back to the second, before 1970 as well")
    func roundTrip() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<3000 {
            let seconds = Int64.random(in: -4_000_000_000...4_000_000_000, using: &random)
            let moment = Moment(milliseconds: seconds * 1000)
            #expect(Moment(iso8601: moment.description) == moment)
            #expect(Moment(moment.day, secondOfDay: moment.secondOfDay) == moment)
            let millisecond = Int.random(in: 0...999, using: &random)
            let later = Moment(
                moment.day, secondOfDay: moment.secondOfDay, millisecond: millisecond)
            #expect(later.milliseconds == seconds * 1000 + Int64(millisecond))
            // The second a moment lies in began before it.
            #expect(later.description == moment.description)
        }
    }

    @Test("is eight hours ahead of Greenwich, all year and in every year")
    func shanghai() throws {
        #expect(Moment(milliseconds: 0).description == "1970-01-01T08:00:00+08:00")
        #expect(Moment(milliseconds: -1).description == "1970-01-01T07:59:59+08:00")
        #expect(
            Moment(milliseconds: 1_750_000_000_000).description == "2025-06-15T23:06:40+08:00")
        let day = try #require(Day("2026-07-01"))
        #expect(Moment(day, secondOfDay: 0).milliseconds == 1_782_835_200_000)
        #expect(Moment(day, secondOfDay: 0).adding(seconds: -1).day == day + -1)
    }

    @Test(
        "reads ISO 8601 with a zone, Z or none",
        arguments: [
            ("2026-11-23T11:05:09+08:00", "2026-11-23T11:05:09+08:00", 0),
            ("2026-11-23T11:05:09", "2026-11-23T11:05:09+08:00", 0),
            ("2026-11-23 11:05", "2026-11-23T11:05:00+08:00", 0),
            ("2026-11-23T03:05:09Z", "2026-11-23T11:05:09+08:00", 0),
            ("2026-11-22T22:05:09-05:00", "2026-11-23T11:05:09+08:00", 0),
            ("2026-11-23T08:35:09+0530", "2026-11-23T11:05:09+08:00", 0),
            ("2026-12-31T23:59:59Z", "2027-01-01T07:59:59+08:00", 0),
            ("2026-11-23T11:05:09.1", "2026-11-23T11:05:09+08:00", 100),
            ("2026-11-23T11:05:09.120+08:00", "2026-11-23T11:05:09+08:00", 120),
            ("2026-11-23T11:05:09.123456789Z", "2026-11-23T19:05:09+08:00", 123),
        ])
    func reading(_ text: String, _ shown: String, _ millisecond: Int64) throws {
        let moment = try #require(Moment(iso8601: text))
        #expect(moment.description == shown)
        #expect(moment.milliseconds % 1000 == millisecond)
    }

    @Test(
        "refuses anything else",
        arguments: [
            "", "2026-11-23", "2026-11-23T11", "2026-11-23T11:5", "2026-11-23T24:00:00",
            "2026-11-23T11:60:00", "2026-11-23T11:05:60", "2026-11-23T11:05:09.",
            "2026-11-23T11:05:09.1234567890", "2026-11-23T11:05:09+8", "2026-11-23T11:05:09+08:0",
            "2026-11-23T11:05:09+15:00", "2026-11-23T11:05:09+08:00 ", "2026-02-30T11:05:09",
            "2026-11-23t11:05:09", "2026-11-23T11:05.5", "2026-11-23T11:05:09ZZ",
        ])
    func refusing(_ text: String) { #expect(Moment(iso8601: text) == nil) }

    @Test("knows its clock and the month-to-second form of clearing files")
    func forms() throws {
        let moment = try #require(Moment(iso8601: "2026-01-03T04:05:06"))
        #expect(moment.clock == "04:05:06" && moment.monthToSecond == "0103040506")
        #expect(moment.secondOfDay == 4 * 3600 + 5 * 60 + 6)
    }
}
