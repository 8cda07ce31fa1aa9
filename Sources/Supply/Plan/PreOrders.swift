package import Meals

/// 报餐: portions that a canteen has asked for.
package struct PreOrder: Hashable, Sendable {
    package let day: Day
    package let canteen: CanteenID
    package let period: MealPeriod
    package let dish: DishCode
    package let portions: Int
    /// When it came, such as `2026-11-23 16:45`; nil where nobody wrote it.
    package let orderedAt: String?
    /// Why it came after the cut-off; nil for one that came in time.
    package let reason: String?

    package init(
        day: Day, canteen: CanteenID, period: MealPeriod, dish: DishCode, portions: Int,
        orderedAt: String? = nil, reason: String? = nil
    ) {
        self.day = day
        self.canteen = canteen
        self.period = period
        self.dish = dish
        self.portions = portions
        self.orderedAt = orderedAt
        self.reason = reason
    }
}

extension PreOrder {
    /// The order in cooked dishes, a set opened.
    func opened(_ menu: MenuBook) -> [PreOrder] {
        guard let dish = menu[dish] else { return [] }
        return menu.cooked(dish).map { inner, each in
            PreOrder(
                day: day, canteen: canteen, period: period, dish: inner.code,
                portions: portions * each, orderedAt: orderedAt, reason: reason)
        }
    }

    /// Reads `day,canteen,period,dish,portions[,ordered_at,reason]`.
    ///
    /// An order after the lock of the day before (`ordered_at` as `2026-11-23 16:45`, or as a
    /// spreadsheet has it) needs a reason.
    /// - Parameters:
    ///   - canteens: those that may order; nil lets any.
    ///   - isKept: true for a file that the desk keeps itself: its dishes may have left the menu
    ///     since, and what was in time stays in time.
    ///   - received: when the file is handed in: an order that does not say when it came came then.
    /// - Throws: every row that cannot be understood, one of a canteen that is not known, and one
    ///   that is there twice: two orders of a dish of a meal are told apart by when they came.
    package static func read(
        csv bytes: [UInt8], file: String, menu: MenuBook, canteens: Set<CanteenID>? = nil,
        isKept: Bool = false, received: Receipt? = nil
    ) throws(Problems) -> [PreOrder] {
        let table = try CSV(
            bytes, file: file, required: ["day", "canteen", "period", "dish", "portions"],
            optional: ["ordered_at", "reason"])
        var problems: [Problem] = []
        var orders: [PreOrder] = []
        var lines: [Written: Int] = [:]
        for row in table.rows {
            let meal = MealRow(row, menu: menu, isKept: isKept, problems: &problems)
            let portions = meal.count("portions", problems: &problems)
            if let canteens, CanteenID(checked: row["canteen"].trimmed) != nil,
                !canteens.contains(meal.canteen)
            {
                problems.append(
                    row.problem("canteen", "the register has no canteen '\(meal.canteen)'"))
            }
            if meal.period == .other {
                problems.append(
                    row.problem("period", "'other' is no meal; write breakfast, lunch or dinner"))
            }
            let orderedText = row["ordered_at"].trimmed
            let ordered =
                orderedText.isEmpty
                ? meal.day.flatMap { received?.unsaid(for: $0) }
                : PreOrder.Time(written: orderedText)
            let written = row["reason"].trimmed
            let reason = written.isEmpty ? received?.reason ?? "" : written
            if !orderedText.isEmpty, ordered == nil {
                problems.append(
                    row.problem(
                        "ordered_at",
                        "'\(orderedText)' is not a day and time (write 2026-11-23 16:45)"))
            }
            if let ordered, let received, ordered.isAfter(received.time) {
                problems.append(
                    row.problem(
                        "ordered_at", "\(ordered.text) is still to come; write when it was ordered")
                )
            }
            if !isKept, let ordered, let day = meal.day, reason.isEmpty,
                ordered.isAfter(menu.planRules.lock, before: day)
            {
                problems.append(
                    row.problem(
                        "reason",
                        "the order came after \(menu.planRules.lock) of the day before; say why"))
            }
            guard let day = meal.day, let period = meal.period, let dish = meal.dish,
                let portions
            else { continue }
            let isLate = ordered?.isAfter(menu.planRules.lock, before: day) ?? false
            let kept = isLate || !written.isEmpty ? reason : ""
            let order = PreOrder(
                day: day, canteen: meal.canteen, period: period, dish: dish,
                portions: portions, orderedAt: ordered?.text, reason: kept.isEmpty ? nil : kept)
            let place = Written(pot: order.pot, orderedAt: order.orderedAt)
            if let line = lines[place] {
                problems.append(
                    row.problem(
                        "dish",
                        "\(dish) of that day, canteen and meal is ordered already, in row \(line); "
                            + "delete one, or write when each came"))
            }
            lines[place] = row.line
            orders.append(order)
        }
        if !problems.isEmpty { throw Problems(problems) }
        return orders
    }

    /// When a file of orders is handed in.
    package struct Receipt: Sendable {
        fileprivate let time: Time
        /// Why what comes now comes late, where somebody says so for all of it.
        let reason: String?

        /// - Parameter clock: the time in Shanghai, such as `16:45`.
        package init(day: Day, clock: String, reason: String? = nil) {
            time = Time(day: day, clock: Clock(clock))
            self.reason = reason
        }

        /// When an order for a day came that does not say it: what was for a day that is over
        /// cannot come too late any more.
        fileprivate func unsaid(for day: Day) -> Time? { day < time.day ? nil : time }
    }

    /// What tells one row from another.
    private struct Written: Hashable {
        let pot: Pot
        let orderedAt: String?
    }

    /// When an order came.
    fileprivate struct Time {
        let day: Day
        let clock: Clock

        var text: String { "\(day) \(clock.text)" }

        /// Reads `2026-11-23 16:45`, `2026/11/23 9:30` and ISO 8601.
        init?(written text: String) {
            if let moment = Moment(iso8601: text) {
                day = moment.day
                clock = Clock(String("\(moment)".dropFirst(11).prefix(5)))
                return
            }
            let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
            guard parts.count == 2, let day = Day(written: parts[0]),
                let clock = Clock(written: parts[1])
            else { return nil }
            self.day = day
            self.clock = clock
        }

        init(day: Day, clock: Clock) {
            self.day = day
            self.clock = clock
        }

        func isAfter(_ other: Time) -> Bool {
            (day, clock.minutes) > (other.day, other.clock.minutes)
        }

        /// True from the lock of the day before on.
        func isAfter(_ lock: String, before day: Day) -> Bool {
            self.day >= day
                || (self.day == day + -1 && clock.minutes >= Clock(lock).minutes)
        }
    }
}

extension PreOrder {
    fileprivate var pot: Pot { Pot(day: day, canteen: canteen, period: period, dish: dish) }

    /// Orders in the form that ``read(csv:file:menu:canteens:)`` takes, in the order of days,
    /// canteens and meals.
    package static func csv(_ orders: [PreOrder]) -> String {
        var text = CSV.row([
            "day", "canteen", "period", "dish", "portions", "ordered_at", "reason",
        ])
        for (_, order) in orders.enumerated().sorted(by: {
            $0.element.pot == $1.element.pot
                ? $0.offset < $1.offset : $0.element.pot < $1.element.pot
        }) {
            text += CSV.row([
                "\(order.day)", order.canteen.text, order.period.rawValue, order.dish.text,
                "\(order.portions)", order.orderedAt ?? "", order.reason ?? "",
            ])
        }
        return text
    }
}

extension [PreOrder] {
    /// What is ordered anew of a dish of a meal replaces all that was ordered of it before.
    package func replaced(by new: [PreOrder]) -> [PreOrder] {
        let again = Set(new.map(\.pot))
        return filter { !again.contains($0.pot) } + new
    }
}
