internal import Meals

/// Reads the rows of a roster and remembers every problem on the way.
struct RosterReader {
    let areas: AreaCodes
    private(set) var diners: [Diner] = []
    /// Who the rows are about, one for each diner read; nil where another row has it or none.
    private(set) var identities: [Identity?] = []
    private(set) var problems: [Problem] = []
    /// The table's rows, one for each diner read.
    private var rows: [CSV.Row] = []
    private var byDiner = RowIndex<DinerID>()
    private var byCard = RowIndex<CardToken>()

    init(areas: AreaCodes) { self.areas = areas }

    mutating func read(_ table: CSV, _ token: (String) -> CardToken) {
        diners.reserveCapacity(table.rows.count)
        identities.reserveCapacity(table.rows.count)
        rows.reserveCapacity(table.rows.count)
        byDiner.reserve(table.rows.count)
        byCard.reserve(table.rows.count)
        for row in table.rows {
            guard let diner = diner(row, token) else { continue }
            byDiner.add(diners.count, under: diner.id)
            for card in diner.cards { byCard.add(diners.count, under: card) }
            let identity = Identity(
                diner: diner.id, name: row[cell: "name"],
                number: number(row[cell: "id_number"]))
            identities.append(identity.isEmpty ? nil : identity)
            diners.append(diner)
            rows.append(row)
        }
        for sharing in byDiner.shared {
            findOverlaps(sharing)
            joinIdentities(sharing)
        }
        for sharing in byCard.shared { findSharedCards(sharing) }
    }

    private mutating func diner(_ row: CSV.Row, _ token: (String) -> CardToken) -> Diner? {
        let before = problems.count
        let id = DinerID(checked: row[cell: "diner"])
        if id == nil {
            report(row, "diner", "'\(row["diner"])' is not a diner's id (\(DinerKind.shape))")
        }
        let birth = birth(row)
        let hukou = division(row, "hukou")
        let residence = division(row, "residence")
        let statuses = statuses(row)
        let validFrom = day(row, "valid_from")
        if row[cell: "valid_from"].isEmpty {
            report(row, "valid_from", "is empty; write the first valid day, such as 2026-01-01")
        }
        let validTo = day(row, "valid_to")
        if let validFrom, let validTo, validTo < validFrom {
            report(row, "valid_to", "\(validTo) lies before valid_from, \(validFrom)")
        }
        guard problems.count == before, let id, let validFrom else { return nil }
        var cards: [CardToken] = []
        for card in row.list("cards").map(token) where !cards.contains(card) {
            cards.append(card)
        }
        return Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: cards, validFrom: validFrom, validTo: validTo)
    }

    /// The one way in which a number is kept.
    private func number(_ text: String) -> String {
        text.utf8.last == UInt8(ascii: "x") ? text.dropLast() + "X" : text
    }

    private mutating func report(_ row: CSV.Row, _ column: String, _ reason: String) {
        problems.append(row.problem(column, reason))
    }

    /// The written birth date or else the one in the identity number, where either is given.
    private mutating func birth(_ row: CSV.Row) -> Day? {
        let written = day(row, "birth_date")
        let number = row[cell: "id_number"]
        guard !number.isEmpty else { return written }
        do throws(IdentityNumber.Flaw) {
            let identity = try IdentityNumber(number, areas: areas)
            if let written, written != identity.birth {
                report(row, "birth_date", "contradicts the birth date in id_number")
            }
            return identity.birth
        } catch {
            // The number itself stays out of the message: messages are shown and logged.
            switch error {
            case .shape:
                report(row, "id_number", "is not 17 digits and a digit or X, nor 15 digits")
            case .area:
                report(row, "id_number", "begins with the code of no division there ever was")
            case .birth: report(row, "id_number", "holds a birth date that does not exist")
            case .check:
                report(row, "id_number", "has a wrong check digit; look for a typing error")
            }
            return written
        }
    }

    private mutating func day(_ row: CSV.Row, _ column: String) -> Day? {
        let text = row[cell: column]
        guard !text.isEmpty else { return nil }
        guard let day = Day(text) else {
            report(row, column, "'\(text)' is not a date (write 2026-11-23)")
            return nil
        }
        return day
    }

    private mutating func division(_ row: CSV.Row, _ column: String) -> DivisionCode? {
        let text = row[cell: column]
        guard !text.isEmpty else { return nil }
        guard let code = DivisionCode(checked: text) else {
            report(row, column, "'\(text)' is not a division code (\(DivisionKind.shape))")
            return nil
        }
        return code
    }

    private mutating func statuses(_ row: CSV.Row) -> Set<Status> {
        var statuses: Set<Status> = []
        for word in row.list("statuses") {
            if let status = Status(rawValue: word) {
                statuses.insert(status)
            } else {
                let known = Status.allCases.map(\.rawValue).joined(separator: ", ")
                report(row, "statuses", "'\(word)' is not one of \(known)")
            }
        }
        return statuses
    }
}

extension RosterReader {
    private func inOrderOfTime(_ sharing: [Int]) -> [Int] {
        sharing.sorted { (diners[$0].validFrom, $0) < (diners[$1].validFrom, $1) }
    }

    /// The later of two indices lies further down in the file and bears the complaint.
    private mutating func report(
        _ pair: (Int, Int), _ column: String, _ reason: (Int) -> String
    ) {
        report(rows[max(pair.0, pair.1)], column, reason(rows[min(pair.0, pair.1)].line))
    }

    private mutating func findOverlaps(_ sharing: [Int]) {
        var furthest: Int?
        for index in inOrderOfTime(sharing) {
            if let earlier = furthest, diners[earlier].lasts(until: diners[index].validFrom) {
                let id = diners[index].id
                report((earlier, index), "valid_from") { line in
                    "diner \(id) has a row valid at the same time on line \(line)"
                }
            }
            furthest = further(furthest, index)
        }
    }

    /// Leaves one identity to a diner with several rows: the newest row that knows a part has it.
    private mutating func joinIdentities(_ sharing: [Int]) {
        var joined: Identity?
        var numbered: Int?
        for index in inOrderOfTime(sharing).reversed() {
            guard let identity = identities[index] else { continue }
            identities[index] = nil
            if let numbered, let known = joined, !identity.number.isEmpty,
                !IdentityNumber.isSamePerson(known.number, identity.number)
            {
                report((numbered, index), "id_number") { line in
                    "is another person's than that of the same diner on line \(line)"
                }
            }
            if !identity.number.isEmpty { numbered = numbered ?? index }
            joined = joined?.completed(by: identity) ?? identity
        }
        if let joined, let first = sharing.min() { identities[first] = joined }
    }

    // Rows of one diner do not overlap, so only the furthest-reaching earlier row can belong to
    // somebody else and still hold.
    private mutating func findSharedCards(_ sharing: [Int]) {
        var furthest: Int?
        for index in inOrderOfTime(sharing) {
            if let earlier = furthest, diners[earlier].id != diners[index].id,
                diners[earlier].lasts(until: diners[index].validFrom)
            {
                report((earlier, index), "cards") { line in
                    "a card of this row belongs to another diner at the same time, on line \(line)"
                }
            }
            furthest = further(furthest, index)
        }
    }

    private func further(_ earlier: Int?, _ index: Int) -> Int {
        guard let earlier, let end = diners[index].validTo else { return index }
        return diners[earlier].lasts(until: end) ? earlier : index
    }
}

extension Diner {
    fileprivate func lasts(until day: Day) -> Bool {
        guard let validTo else { return true }
        return validTo >= day
    }
}
