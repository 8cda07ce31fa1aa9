package import Meals

/// The administrative divisions that an identity number may begin with (GB/T 2260).
///
/// A number keeps the code of its first issue for life, so every code that was ever listed is right.
/// Revisions of the list come once a year or less: a code that lived between two is in none of them.
/// The numbers of a prefecture are given in order, so one below another is taken for such a code.
package struct AreaCodes: Sendable {
    /// The six-digit codes of a list; nil where only the provinces are known.
    private let listed: Set<Int>?
    /// The highest code of each class that a prefecture has.
    private let highest: [Int: Int]

    private static let provinces: Set<Int> = [
        11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
        50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
    ]

    /// Residence permits of people from Hong Kong, Macau and Taiwan; no revision lists them all.
    private static let permits: Set<Int> = [810_000, 820_000, 830_000]

    /// Knows the provinces alone: the first two digits.
    package init() { (listed, highest) = (nil, [:]) }

    /// Reads a list of codes with the revisions (`yyyymm`) that first and last had them.
    ///
    /// - Throws: every problem of the table at once.
    package init(csv: [UInt8], file: String) throws(Problems) {
        let table = try CSV(
            csv, file: file, required: ["code", "name", "first_revision", "last_revision"])
        var codes = AreaCodes.permits
        var problems: [Problem] = []
        for row in table.rows {
            let code = row[cell: "code"]
            if code.utf8.count == 6, let number = Int(decimal: code.utf8) {
                codes.insert(number)
            } else {
                problems.append(row.problem("code", "'\(code)' is not the 6 digits of a division"))
            }
            let revisions = ["first_revision", "last_revision"].map { column in
                let revision = AreaCodes.revision(row[cell: column])
                if revision == nil {
                    problems.append(
                        row.problem(
                            column, "'\(row[cell: column])' is not a year and month (write 201904)")
                    )
                }
                return revision
            }
            if let first = revisions[0], let last = revisions[1], last < first {
                problems.append(row.problem("last_revision", "lies before first_revision"))
            }
        }
        if table.rows.isEmpty {
            problems.append(Problem(file: file, reason: "lists no division"))
        }
        if !problems.isEmpty { throw Problems(problems) }
        listed = codes
        highest = Dictionary(codes.map { (AreaCodes.kind(of: $0), $0) }, uniquingKeysWith: max)
    }

    /// The prefecture and the class: districts to 20, counties to 80, cities above.
    private static func kind(of code: Int) -> Int {
        let (prefecture, place) = code.quotientAndRemainder(dividingBy: 100)
        return prefecture * 10 + (place == 0 ? 0 : place <= 20 ? 1 : place <= 80 ? 2 : 3)
    }

    private static func revision(_ text: String) -> Int? {
        guard text.utf8.count == 6, let number = Int(decimal: text.utf8),
            (1...12).contains(number % 100)
        else { return nil }
        return number
    }

    /// Whether a six-digit code names a division, as far as is known.
    func contains(_ code: Int) -> Bool {
        guard let listed else { return AreaCodes.provinces.contains(code / 10_000) }
        if listed.contains(code) { return true }
        let kind = AreaCodes.kind(of: code)
        // 市区, the town itself, is in no list that counts its districts.
        let isTown = kind % 10 == 1 && code % 100 == 20
        return highest[kind].map { isTown || code < $0 } ?? false
    }
}
