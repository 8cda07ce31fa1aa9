package import Meals

/// Where kitchens and canteens lie, in kilometres on a plane.
package struct Sites: Sendable {
    private let places: [String: (x: Double, y: Double)]

    package init(_ places: [String: (x: Double, y: Double)]) { self.places = places }

    /// Reads `site,x,y`; a site is the id of a canteen or a kitchen.
    ///
    /// - Throws: every row that cannot be understood.
    package init(csv bytes: [UInt8], file: String) throws(Problems) {
        let table = try CSV(bytes, file: file, required: ["site", "x", "y"])
        var problems: [Problem] = []
        var places: [String: (x: Double, y: Double)] = [:]
        for row in table.rows {
            var numbers: [Double] = []
            for column in ["x", "y"] {
                guard let number = Double(row[column].trimmed), abs(number) <= 10_000 else {
                    problems.append(
                        row.problem(column, "'\(row[column])' is not a number of kilometres"))
                    continue
                }
                numbers.append(number)
            }
            if row["site"].trimmed.isEmpty { problems.append(row.problem("site", "is empty")) }
            if places[row["site"].trimmed] != nil {
                problems.append(row.problem("site", "'\(row["site"])' is there twice"))
            }
            if numbers.count == 2 { places[row["site"].trimmed] = (numbers[0], numbers[1]) }
        }
        if !problems.isEmpty { throw Problems(problems) }
        self.places = places
    }

    /// Everything that has a place.
    package var names: Set<String> { Set(places.keys) }

    /// Kilometres as the crow flies; nil where one of the two has no place.
    package func distance(_ a: String, _ b: String) -> Double? {
        guard let a = places[a], let b = places[b] else { return nil }
        return ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
    }
}
