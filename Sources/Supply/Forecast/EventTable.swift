package import Meals

/// What is known ahead of single days: strikes, school holidays, fairs.
package struct EventTable: Sendable {
    /// One day of one event; without a series it touches all.
    package struct Entry: Hashable, Sendable {
        package let day: Day
        package let event: String
        package let series: String?

        package init(day: Day, event: String, series: String? = nil) {
            self.day = day
            self.event = event
            self.series = series
        }
    }

    package let entries: [Entry]
    /// How the file was written; UTF-8 for what comes from no file.
    package let encoding: TextEncoding

    package init(_ entries: [Entry]) {
        self.entries = entries
        encoding = .utf8
    }

    /// Reads `date,event[,series]`.
    ///
    /// - Throws: every row that cannot be understood.
    package init(csv bytes: [UInt8], file: String) throws(Problems) {
        let table = try CSV(
            bytes, file: file, required: ["date", "event"], optional: ["series"])
        var problems: [Problem] = []
        var entries: [Entry] = []
        for row in table.rows {
            let (event, series) = (row["event"].trimmed, row["series"].trimmed)
            if event.isEmpty { problems.append(row.problem("event", "is empty")) }
            let small = event.lowercased()
            if small != event, ["open", "closed"].contains(small) {
                problems.append(row.problem("event", "write '\(small)' for '\(event)'"))
            }
            guard let day = Day(row["date"].trimmed) else {
                problems.append(
                    row.problem("date", "'\(row["date"])' is not a date (write 2026-11-23)"))
                continue
            }
            entries.append(Entry(day: day, event: event, series: series.isEmpty ? nil : series))
        }
        if !problems.isEmpty { throw Problems(problems) }
        self.entries = entries
        encoding = table.encoding
    }

    /// The series that events name and that are none of the known, by their names.
    package func strangers(to known: some Sequence<String>) -> [String] {
        Set(entries.compactMap(\.series)).subtracting(known).sorted()
    }
}

/// Events laid on the days of a table: for each kind, how near each day lies to one.
struct EventCalendar {
    /// The nearest day of an event, seen from a day.
    struct Nearness {
        /// 1 on a day of the event.
        var on: Bool
        /// Days until the next one, at most ``EventCalendar/horizon``.
        var next: Int
        /// Days since the last one, at most ``EventCalendar/horizon``.
        var last: Int
    }

    /// Days from which an event is out of sight.
    static let horizon = 8
    /// Kinds with columns of their own; rarer ones share the last.
    private static let mostKinds = 5

    let kinds: Int
    private let days: Int
    private let everywhere: [[Bool]]
    private var only: [Int: [[Bool]]] = [:]

    init(_ events: EventTable, on table: SeriesTable) {
        var counts: [String: Int] = [:]
        for entry in events.entries { counts[entry.event, default: 0] += 1 }
        let order = counts.keys.sorted { a, b in
            let (left, right) = (counts[a] ?? 0, counts[b] ?? 0)
            return left == right ? a < b : left > right
        }
        kinds = min(order.count, EventCalendar.mostKinds)
        let kind = Dictionary(
            zip(order, order.indices.map { min($0, EventCalendar.mostKinds - 1) })
        ) { first, _ in first }
        days = table.days
        let none = [[Bool]](
            repeating: [Bool](repeating: false, count: days + EventCalendar.horizon),
            count: kinds)
        let series = Dictionary(zip(table.names, table.names.indices)) { first, _ in first }
        var everywhere = none
        for entry in events.entries where entry.series == nil {
            let place = table.place(of: entry.day)
            guard let kind = kind[entry.event], none[kind].indices.contains(place) else { continue }
            everywhere[kind][place] = true
        }
        for entry in events.entries {
            let place = table.place(of: entry.day)
            guard let name = entry.series, let index = series[name], let kind = kind[entry.event],
                none[kind].indices.contains(place)
            else { continue }
            only[index, default: everywhere][kind][place] = true
        }
        self.everywhere = everywhere
    }

    func nearness(_ kind: Int, series: Int, day: Int) -> Nearness {
        let flags = only[series]?[kind] ?? everywhere[kind]
        var nearness = Nearness(
            on: flags[day], next: EventCalendar.horizon, last: EventCalendar.horizon)
        for step in 1..<EventCalendar.horizon where flags[day + step] {
            nearness.next = step
            break
        }
        for step in 1..<EventCalendar.horizon where day - step >= 0 && flags[day - step] {
            nearness.last = step
            break
        }
        return nearness
    }

    /// True where a series has events of its own, so that its days are looked at one by one.
    func hasOwn(_ series: Int) -> Bool { only[series] != nil }
}
