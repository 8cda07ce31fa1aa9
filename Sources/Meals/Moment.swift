/// An instant in milliseconds since 1970, read and shown as Shanghai time (+08:00, no summer time).
package struct Moment: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A time of day in Shanghai.
    package init(_ day: Day, secondOfDay: Int, millisecond: Int = 0) {
        let seconds = Int64(day.number) * 86_400 + Int64(secondOfDay) - Moment.shanghai
        milliseconds = seconds * 1000 + Int64(millisecond)
    }

    private static let shanghai: Int64 = 8 * 3600

    package static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }

    package func adding(seconds: Int) -> Moment {
        Moment(milliseconds: milliseconds + Int64(seconds) * 1000)
    }

    private var localSeconds: Int {
        Int(milliseconds).floorDivided(by: 1000) + Int(Moment.shanghai)
    }

    /// The date in Shanghai.
    package var day: Day { Day(number: localSeconds.floorDivided(by: 86_400)) }

    /// Seconds since midnight in Shanghai.
    package var secondOfDay: Int { localSeconds.floorModulo(86_400) }
}

extension Moment: CustomStringConvertible {
    /// `2026-11-23T11:05:09+08:00`; milliseconds are left out.
    package var description: String { "\(day)T\(clock)+08:00" }

    /// The time of day in Shanghai, such as `11:05:09`.
    package var clock: String {
        let second = secondOfDay
        return
            "\((second / 3600).padded(2)):\((second / 60 % 60).padded(2)):\((second % 60).padded(2))"
    }

    /// `1123110509`, the month-to-second form of UnionPay's files.
    package var monthToSecond: String {
        let (_, month, day) = day.parts
        return month.padded(2) + day.padded(2) + clock.filter { $0 != ":" }
    }

    /// Reads ISO 8601 to the minute, second or fraction, with a zone, `Z` or none (Shanghai).
    package init?(iso8601 text: some StringProtocol) {
        var bytes = Array(text.utf8)[...]
        guard bytes.count >= 16, let day = Day(String(decoding: bytes.prefix(10), as: UTF8.self)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ")
        else { return nil }
        bytes = bytes.dropFirst(11)
        guard let hour = bytes.takeTwoDigits(below: 24), bytes.take(":"),
            let minute = bytes.takeTwoDigits(below: 60)
        else { return nil }
        var (second, millisecond) = (0, 0)
        if bytes.take(":") {
            guard let read = bytes.takeTwoDigits(below: 60) else { return nil }
            second = read
            if bytes.take(".") {
                let fraction = bytes.prefix { (48...57).contains($0) }
                guard (1...9).contains(fraction.count) else { return nil }
                millisecond = Int(decimal: (fraction + [48, 48, 48]).prefix(3)) ?? 0
                bytes = bytes.dropFirst(fraction.count)
            }
        }
        guard let zone = bytes.takeZone(), bytes.isEmpty else { return nil }
        let local = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        milliseconds = (local - Int64(zone)) * 1000 + Int64(millisecond)
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard first == UInt8(ascii: character) else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeTwoDigits(below limit: Int) -> Int? {
        guard count >= 2, let value = Int(decimal: prefix(2)), value < limit else { return nil }
        removeFirst(2)
        return value
    }

    /// Seconds east of Greenwich; Shanghai's where nothing is written.
    fileprivate mutating func takeZone() -> Int? {
        guard let sign = first else { return 8 * 3600 }
        removeFirst()
        if sign == UInt8(ascii: "Z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hours = takeTwoDigits(below: 15)
        else { return nil }
        _ = take(":")
        guard let minutes = takeTwoDigits(below: 60) else { return nil }
        return (sign == UInt8(ascii: "+") ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
}
