package import Meals

/// What a roster file says: the rows of the diners and, apart from them, who they are.
package struct RosterFile: Sendable {
    package let encoding: TextEncoding
    /// In the order of the file.
    package let diners: [Diner]
    /// One for each diner whose name or number is given, in the order of the file.
    package let identities: [Identity]

    /// Reads and checks `roster.csv`.
    ///
    /// - Parameters:
    ///   - areas: the divisions that an identity number may begin with.
    ///   - token: turns a card's number into the token that stands for it.
    /// - Throws: every problem of the table at once; then nothing of it is taken.
    package init(
        _ csv: [UInt8], file: String, areas: AreaCodes = AreaCodes(),
        token: (String) -> CardToken
    ) throws(Problems) {
        let table = try CSV(
            csv, file: file,
            required: [
                "diner", "birth_date", "hukou", "residence", "statuses", "valid_from", "valid_to",
            ],
            optional: ["name", "id_number", "cards"])
        var reader = RosterReader(areas: areas)
        reader.read(table, token)
        guard reader.problems.isEmpty else {
            throw Problems(reader.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
        }
        encoding = table.encoding
        diners = reader.diners
        identities = reader.identities.compactMap { $0 }
    }
}

extension Roster {
    /// Reads and checks the rows of `roster.csv`; names and numbers are checked and let go.
    ///
    /// - Parameter token: turns a card's number into the token that stands for it.
    /// - Throws: every problem of the table at once; then nothing of it is taken.
    package static func read(
        _ csv: [UInt8], file: String, token: (String) -> CardToken
    ) throws(Problems) -> [Diner] {
        try RosterFile(csv, file: file, token: token).diners
    }
}
