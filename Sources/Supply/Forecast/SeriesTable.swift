package import Meals

/// Daily values of many series on one axis of days; a day without a row is unknown, not zero.
package struct SeriesTable: Sendable {
    /// In the order of their bytes.
    package let names: [String]
    package let firstDay: Day
    /// The number of days on the axis.
    package let days: Int
    /// Day after day, each with a value for every series; NaN where nothing is known.
    private(set) var values: [Double]
    /// A plan made by someone else, as `values`; nil where the file has none.
    package let planned: [Double]?
    /// How the file was written; UTF-8 for what comes from no file.
    package let encoding: TextEncoding

    var count: Int { names.count }

    func value(_ series: Int, _ day: Int) -> Double { values[day * names.count + series] }

    init(names: [String], firstDay: Day, days: Int, value: (Int) -> Double) {
        self.names = names
        self.firstDay = firstDay
        self.days = days
        values = (0..<days * names.count).map(value)
        planned = nil
        encoding = .utf8
    }

    /// The place of a day on the axis, which it may leave.
    package func place(of day: Day) -> Int { day - firstDay }
}

extension SeriesTable {
    /// One known value.
    package struct Entry: Sendable {
        package let series: String
        package let day: Day
        package let value: Double

        package init(series: String, day: Day, value: Double) {
            self.series = series
            self.day = day
            self.value = value
        }
    }

    /// The longest axis, in days: a slip in a year must not fill the memory.
    private static let longest = 40 * 366

    /// A table of known values, with room at its end for days to be forecast.
    ///
    /// - Parameter until: the last day on the axis, where it lies behind the last value.
    package init(_ entries: [Entry], until: Day? = nil) {
        let names = Set(entries.map(\.series)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let index = Dictionary(zip(names, names.indices)) { first, _ in first }
        let first = entries.map(\.day).min() ?? Day(number: 0)
        let last = max(entries.map(\.day).max() ?? first, until ?? first)
        self.names = names
        firstDay = first
        days = last - first + 1
        planned = nil
        encoding = .utf8
        values = [Double](repeating: .nan, count: days * names.count)
        for entry in entries {
            guard let series = index[entry.series] else { continue }
            values[(entry.day - first) * names.count + series] = entry.value
        }
    }

    /// The largest value: above it a number is no count of anything and its sums lose their units.
    private static let mostValue = 1e15

    /// A number from 0 up as people write it; nil for a sign, a name or a base of its own.
    private static func number(_ text: String) -> Double? {
        let plain = text.utf8.allSatisfy {
            (48...57).contains($0) || [0x2E, 0x2B, 0x2D, 0x45, 0x65].contains($0)
        }
        guard plain, let number = Double(text), (0...mostValue).contains(number) else { return nil }
        return number
    }

    /// Reads `series,date,value[,planned]`; an empty field or `NA` is unknown, and a negative
    /// number is refused: nobody eats less than nothing.
    ///
    /// - Throws: every row that cannot be understood, and one that is there twice.
    package init(csv bytes: [UInt8], file: String) throws(Problems) {
        let table = try CSV(
            bytes, file: file, required: ["series", "date", "value"], optional: ["planned"])
        var problems: [Problem] = []
        var rows: [(series: String, day: Day, value: Double?, planned: Double?)] = []
        rows.reserveCapacity(table.rows.count)
        for row in table.rows {
            let series = row["series"].trimmed
            if series.isEmpty { problems.append(row.problem("series", "is empty")) }
            let day = Day(row["date"].trimmed)
            if day == nil {
                problems.append(
                    row.problem("date", "'\(row["date"])' is not a date (write 2026-11-23)"))
            }
            var numbers: [Double?] = []
            for column in ["value", "planned"] {
                let written = row[column].trimmed
                let text = written == "NA" ? "" : written
                let number = text.isEmpty ? nil : SeriesTable.number(text)
                if !text.isEmpty, number == nil {
                    problems.append(
                        row.problem(
                            column, "'\(text)' is not a number from 0 to 1e15; leave it empty"))
                }
                numbers.append(number)
            }
            guard let day else { continue }
            rows.append((series, day, numbers[0], numbers[1]))
        }
        if !problems.isEmpty { throw Problems(problems) }
        try self.init(rows, lines: table.rows, file: file, encoding: table.encoding)
    }

    private init(
        _ rows: [(series: String, day: Day, value: Double?, planned: Double?)], lines: [CSV.Row],
        file: String, encoding: TextEncoding
    ) throws(Problems) {
        guard let first = rows.map(\.day).min(), let last = rows.map(\.day).max() else {
            throw Problems(Problem(file: file, reason: "has no row below its header"))
        }
        guard last - first < SeriesTable.longest else {
            throw Problems(
                Problem(
                    file: file, place: "date",
                    reason: "the days run from \(first) to \(last); no series is that long"))
        }
        names = Set(rows.map(\.series)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let index = Dictionary(zip(names, names.indices)) { first, _ in first }
        firstDay = first
        days = last - first + 1
        var values = [Double](repeating: .nan, count: days * names.count)
        var planned = values
        var written = [Bool](repeating: false, count: values.count)
        var problems: [Problem] = []
        for (row, line) in zip(rows, lines) {
            guard let series = index[row.series] else { continue }
            let cell = (row.day - first) * names.count + series
            if written[cell] {
                problems.append(
                    line.problem("date", "'\(row.series)' has the day \(row.day) twice"))
            }
            written[cell] = true
            if let value = row.value { values[cell] = value }
            if let plan = row.planned { planned[cell] = plan }
        }
        if !problems.isEmpty { throw Problems(problems) }
        self.values = values
        self.encoding = encoding
        self.planned = planned.contains { !$0.isNaN } ? planned : nil
    }
}
