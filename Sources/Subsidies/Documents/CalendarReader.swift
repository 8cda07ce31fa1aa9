package import Meals

extension WorkCalendar {
    /// Reads the calendar documents of several years.
    ///
    /// - Throws: every problem of every document at once.
    package init(yaml documents: [(text: String, file: String)]) throws(Problems) {
        var reader = CalendarReader()
        for document in documents { reader.read(document.text, document.file) }
        if !reader.problems.isEmpty { throw Problems(reader.problems) }
        self.init(years: Array(reader.years.keys), named: reader.named.mapValues(\.type))
    }
}

/// Reads `Settlements/Calendar/*.yaml`: the days that differ from the plain week.
private struct CalendarReader {
    private(set) var years: [Int: String] = [:]
    private(set) var named: [Day: (type: DayType, at: String)] = [:]
    private(set) var problems: [Problem] = []

    mutating func read(_ text: String, _ file: String) {
        do throws(Problems) {
            let root = try Outline(yaml: text, file: file)
            var reader = OutlineReader(file: file)
            year(root, &reader)
            problems += reader.problems
        } catch {
            problems += error.all
        }
    }

    private mutating func year(_ root: Outline, _ reader: inout OutlineReader) {
        let entries = reader.keys(
            of: root, required: ["year", "source", "holidays", "workdays"])
        for source in reader.list(entries["source"]) { _ = reader.text(source) }
        let year = reader.value(entries["year"], "a year (write 2026)") { text in
            Int(decimal: text.utf8).flatMap { (1949...2200).contains($0) ? $0 : nil }
        }
        if let year, let entry = entries["year"] {
            if let earlier = years[year] {
                reader.report(entry, "the year \(year) is in \(earlier) already")
            }
            years[year] = reader.file
        }
        for entry in reader.list(entries["holidays"]) {
            let parts = reader.keys(of: entry, required: ["date", "name"])
            _ = reader.text(parts["name"])
            name(parts["date"], .holiday, year, &reader)
        }
        for entry in reader.list(entries["workdays"]) { name(entry, .workday, year, &reader) }
    }

    private mutating func name(
        _ entry: Outline?, _ type: DayType, _ year: Int?, _ reader: inout OutlineReader
    ) {
        guard let entry, let day = reader.day(entry) else { return }
        // New Year's holiday may begin in the last days of the old year.
        let (dayYear, month, _) = day.parts
        if let year, dayYear != year, (dayYear, month) != (year - 1, 12) {
            reader.report(entry, "\(day) is not in \(year) nor in the December before")
            return
        }
        if let earlier = named[day] {
            reader.report(entry, "\(day) is a \(earlier.type.rawValue) already, at \(earlier.at)")
            return
        }
        named[day] = (type, "\(reader.file):\(entry.line)")
    }
}
