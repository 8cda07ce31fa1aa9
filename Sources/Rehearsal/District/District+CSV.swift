internal import Meals

extension District {
    /// `canteens.csv` as the system reads it.
    package var canteensCSV: String {
        var text = CSV.row([
            "canteen", "name", "kind", "street", "merchant", "terminals", "kitchen", "seats",
        ])
        for canteen in canteens {
            text += CSV.row([
                canteen.id.text, canteen.name, canteen.kind.rawValue, canteen.street.text,
                canteen.merchant.text,
                canteen.terminals.map(\.text).joined(separator: ";"), canteen.kitchen.text,
                "\(canteen.seats)",
            ])
        }
        return text
    }

    /// `roster.csv` as the system reads it; the ID numbers are left empty.
    package var rosterCSV: String {
        var text = CSV.row([
            "diner", "name", "id_number", "birth_date", "cards", "hukou", "residence", "statuses",
            "valid_from", "valid_to",
        ])
        for entry in roster {
            text += CSV.row([
                entry.id.text, entry.name, "", "\(entry.birth)",
                entry.cards.joined(separator: ";"), entry.hukou.text, entry.residence.text,
                entry.statuses.sorted().map(\.rawValue).joined(separator: ";"),
                "\(entry.validFrom)", entry.validTo.map { "\($0)" } ?? "",
            ])
        }
        return text
    }
}
