/// One row of the roster (名册): what holds for a diner from its first to its last day.
package struct Diner: Hashable, Sendable {
    package let id: DinerID
    package let birth: Day?
    package let hukou: DivisionCode?
    package let residence: DivisionCode?
    package let statuses: Set<Status>
    package let cards: [CardToken]
    package let validFrom: Day
    /// The last valid day; nil is open.
    package let validTo: Day?

    package init(
        id: DinerID, birth: Day?, hukou: DivisionCode?, residence: DivisionCode?,
        statuses: Set<Status>, cards: [CardToken] = [], validFrom: Day, validTo: Day? = nil
    ) {
        self.id = id
        self.birth = birth
        self.hukou = hukou
        self.residence = residence
        self.statuses = statuses
        self.cards = cards
        self.validFrom = validFrom
        self.validTo = validTo
    }

    package func isValid(on day: Day) -> Bool {
        day >= validFrom && validTo.map { day <= $0 } ?? true
    }

    /// Where a canteen lies, seen from the diner's residence; nil where no residence is known.
    package func place(of street: DivisionCode) -> Place? {
        guard let residence else { return nil }
        if residence == street { return .homeStreet }
        return residence.district == street.district ? .homeDistrict : .elsewhere
    }
}

/// A venue of the programme (助餐点 or 长者食堂).
package struct Canteen: Hashable, Sendable {
    package let id: CanteenID
    package let name: String
    package let kind: VenueKind
    package let street: DivisionCode
    package let merchant: MerchantID
    package let terminals: [TerminalID]
    package let kitchen: KitchenID
    package let seats: Int

    package init(
        id: CanteenID, name: String, kind: VenueKind, street: DivisionCode, merchant: MerchantID,
        terminals: [TerminalID], kitchen: KitchenID, seats: Int
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.street = street
        self.merchant = merchant
        self.terminals = terminals
        self.kitchen = kitchen
        self.seats = seats
    }
}
