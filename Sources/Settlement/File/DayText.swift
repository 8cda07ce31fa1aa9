internal import Meals

/// Dates and times as a settlement file spells them, written and read.
///
/// Most rows share their date, so it is kept.
struct DayText {
    private var day = Day(number: 0)
    private var text = "1970-01-01"
    private var monthAndDay = "0101"

    /// An instant in three spellings.
    struct Time {
        /// As `2026-11-23`.
        let date: String
        /// As `T11:05:09+08:00`, or `T11:05:09.250+08:00` where there are milliseconds.
        let clock: String
        /// As `1123110509`, the way the acquirer's files have it.
        let monthToSecond: String
    }

    mutating func text(_ day: Day) -> String {
        if day != self.day {
            self.day = day
            text = day.description
            monthAndDay = String(text.dropFirst(5).filter { $0 != "-" })
        }
        return text
    }

    mutating func time(_ time: Moment) -> Time {
        let date = text(time.day)
        let second = time.secondOfDay
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60)
        let fraction = time.fraction
        // Fifteen bytes: the longest text that Swift keeps without allocating.
        var clock = String(unsafeUninitializedCapacity: 15) { bytes in
            DayText.put("T", hours, in: bytes, at: 0)
            DayText.put(":", minutes, in: bytes, at: 3)
            DayText.put(":", seconds, in: bytes, at: 6)
            DayText.put("+", 8, in: bytes, at: 9)
            DayText.put(":", 0, in: bytes, at: 12)
            return 15
        }
        if let fraction { clock = clock.prefix(9) + fraction + "+08:00" }
        let digits = String(unsafeUninitializedCapacity: 6) { bytes in
            DayText.put(hours, in: bytes, at: 0)
            DayText.put(minutes, in: bytes, at: 2)
            DayText.put(seconds, in: bytes, at: 4)
            return 6
        }
        return Time(date: date, clock: clock, monthToSecond: monthAndDay + digits)
    }

    /// Reads a date.
    mutating func day(_ text: String) -> Day? {
        if text == self.text { return day }
        guard let day = Day(text) else { return nil }
        _ = self.text(day)
        return day
    }

    /// Reads an instant.
    mutating func moment(_ text: String) -> Moment? {
        wholeSecond(text) ?? Moment(iso8601: text)
    }

    /// Reads an instant of the day that is kept, without a fraction: `2026-11-23T11:05:09+08:00`.
    private func wholeSecond(_ text: String) -> Moment? {
        var text = text
        let second: Int? = text.withUTF8 { bytes in
            guard bytes.count == 25, bytes.starts(with: self.text.utf8) else { return nil }
            func digits(_ mark: Unicode.Scalar, at place: Int, below limit: UInt8) -> Int? {
                let (tens, ones) = (bytes[place + 1] &- 48, bytes[place + 2] &- 48)
                guard bytes[place] == UInt8(ascii: mark), tens < 10, ones < 10,
                    tens * 10 + ones < limit
                else { return nil }
                return Int(tens * 10 + ones)
            }
            guard let hours = digits("T", at: 10, below: 24),
                let minutes = digits(":", at: 13, below: 60),
                let seconds = digits(":", at: 16, below: 60),
                digits("+", at: 19, below: 100) == 8, digits(":", at: 22, below: 60) == 0
            else { return nil }
            return hours * 3600 + minutes * 60 + seconds
        }
        return second.map { Moment(day, secondOfDay: $0) }
    }

    private static func put(
        _ mark: Unicode.Scalar, _ number: Int, in bytes: UnsafeMutableBufferPointer<UInt8>,
        at place: Int
    ) {
        bytes[place] = UInt8(ascii: mark)
        put(number, in: bytes, at: place + 1)
    }

    private static func put(
        _ number: Int, in bytes: UnsafeMutableBufferPointer<UInt8>, at place: Int
    ) {
        bytes[place] = UInt8(truncatingIfNeeded: 48 + number / 10)
        bytes[place + 1] = UInt8(truncatingIfNeeded: 48 + number % 10)
    }
}

extension Moment {
    /// `.250`, or nil on a whole second.
    fileprivate var fraction: String? {
        let rest = Int(milliseconds).floorModulo(1000)
        return rest == 0 ? nil : "." + rest.padded(3)
    }

    /// `2026-11-23T11:05:09.250+08:00`, the milliseconds only where there are some.
    var exact: String { "\(day)T\(clock)\(fraction ?? "")+08:00" }
}
