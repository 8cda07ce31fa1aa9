internal import Meals

/// A time of day in minutes, written `10:05`.
struct Clock {
    let minutes: Int

    init(_ text: String) {
        let parts = text.split(separator: ":").compactMap { Int(decimal: $0.utf8) }
        minutes = (parts.first ?? 0) * 60 + (parts.count > 1 ? parts[1] : 0)
    }

    static func + (clock: Clock, minutes: Int) -> Clock { Clock(minutes: clock.minutes + minutes) }

    private init(minutes: Int) { self.minutes = minutes }

    /// The time of day, on whichever day it falls.
    var text: String {
        let minute = minutes.floorModulo(1440)
        return "\((minute / 60).padded(2)):\((minute % 60).padded(2))"
    }

    /// Days after the day that it is counted from; -1 for the day before.
    var days: Int { (minutes - minutes.floorModulo(1440)) / 1440 }
}

extension Clock {
    /// Reads a time as people and spreadsheets write it: `10:05`, `9:05` or `09:05:00`; nil for
    /// what no clock shows, such as `25:99`.
    init?(written text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), (1...2).contains(parts[0].utf8.count),
            parts.dropFirst().allSatisfy({ $0.utf8.count == 2 })
        else { return nil }
        let numbers = parts.compactMap { Int(decimal: $0.utf8) }
        guard numbers.count == parts.count, numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        minutes = numbers[0] * 60 + numbers[1]
    }
}
