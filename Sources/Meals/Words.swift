/// 就餐方式: where the meal is eaten.
package enum Channel: String, CaseIterable, Sendable {
    case dineIn = "dine-in"
    case takeAway = "take-away"
    case delivery
}

/// 支付方式: what the diner pays with.
package enum TenderKind: String, CaseIterable, Sendable {
    case unionPayCard = "unionpay-card"
    case unionPayQR = "unionpay-qr"
    case cash
    case eCNY = "e-cny"
    case voucher

    /// True where the acquirer clears the payment and gives references for it.
    package var hasAcquirer: Bool { self == .unionPayCard || self == .unionPayQR }
}

/// 餐次; `other` is any time outside the policy's periods.
package enum MealPeriod: String, CaseIterable, Sendable {
    case breakfast, lunch, dinner, other
}

/// 助餐服务场所: a community canteen or a small meal point.
package enum VenueKind: String, CaseIterable, Sendable {
    case canteen, point
}

/// 身份状态: what the registers say of a diner.
package enum Status: String, CaseIterable, Comparable, Sendable {
    case minimumLiving = "dibao"
    case minimumLivingEdge = "dibao-edge"
    case destitute = "tekun"
    case severeDisability = "severe-disability"
    case lostOnlyChild = "lost-only-child"
    case veteran
    case livingAlone = "living-alone"
    case disabledCare = "disabled-care"
    case deceased
    case institution

    package static func < (a: Status, b: Status) -> Bool { a.rawValue < b.rawValue }

    /// Ends discounts and subsidies unless a rule lists it.
    package var excludes: Bool { self == .deceased || self == .institution }
}

/// 就餐地: where the canteen lies, seen from the diner's residence.
package enum Place: String, CaseIterable, Sendable {
    case homeStreet = "home-street"
    case homeDistrict = "home-district"
    case elsewhere
}

/// 日别: as the official calendar has it; a make-up working day is a workday.
package enum DayType: String, CaseIterable, Sendable {
    case workday, weekend, holiday
}
