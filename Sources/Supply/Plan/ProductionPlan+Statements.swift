internal import Meals

extension ProductionPlan {
    /// Says what the plan takes for granted: who is shut, who is new, what cannot be served.
    mutating func tell(_ draft: PlanDraft, _ found: [PlanDraft.Expected]) {
        if draft.openings.isFirstHoliday(day), !draft.sums.days.isEmpty {
            statements.append(
                "\(day) is a public holiday and nothing was sold on one in the days looked back on: "
                    + "it is planned as a plain day; the event closed shuts it")
        }
        for canteen in draft.canteens {
            statements += closures(canteen.id, draft)
            statements += stops(canteen.id, draft)
        }
        statements += orders(draft)
        statements += borrowings(draft, found)
        let new = Set(found.flatMap(\.dishes)).sorted().map { menu.dishes[$0] }
            .filter { draft.sums.liking[$0.code] == nil }
        if !new.isEmpty, !draft.sums.liking.isEmpty {
            statements.append(
                "sold for the first time, and planned as the average of their class: "
                    + new.map { "\($0.code) \($0.name)" }.joined(separator: ", "))
        }
    }

    private func closures(_ canteen: CanteenID, _ draft: PlanDraft) -> [String] {
        var reasons: [(reason: Openings.Reason, periods: [MealPeriod])] = []
        for period in PlanDraft.periods {
            guard let reason = draft.openings.shut(canteen, period, on: day) else { continue }
            if let place = reasons.firstIndex(where: { $0.reason == reason }) {
                reasons[place].periods.append(period)
            } else {
                reasons.append((reason, [period]))
            }
        }
        return reasons.map { reason, periods in
            let meals = periods.map(\.rawValue).joined(separator: ", ")
            let shut = "\(canteen) is planned as shut (\(meals)): "
            let open = "; the event open with \(canteen) as its series opens it"
            return switch reason {
            case .told: shut + "an event closes it"
            case .weekday(let days):
                shut + "it sold nothing on \(days) such weekdays and on others it did" + open
            case .holiday(let days):
                shut + "it sold nothing on \(days) public holidays and on other days it did" + open
            case .stopped(let since): shut + "it sold for the last time on \(since)" + open
            }
        }
    }

    private func stops(_ canteen: CanteenID, _ draft: PlanDraft) -> [String] {
        (draft.openings.named[canteen] ?? []).compactMap { counter in
            guard draft.openings.shut(canteen, counter.period, on: day) == nil,
                let since = draft.openings.stopped(counter, on: day)
            else { return nil }
            return
                "\(canteen) sold no \(counter.dishClass.name) at \(counter.period.rawValue) after "
                + "\(since) and is planned none; the event open with \(counter.name) as its series "
                + "opens it"
        }
    }

    /// Orders that cannot be served as they are written, in the order of the canteens.
    private func orders(_ draft: PlanDraft) -> [String] {
        let own = Dictionary(grouping: orders.filter { $0.portions > 0 }, by: \.canteen)
        let offered = Dictionary(
            PlanDraft.periods.map { ($0, Set(menu.menu(on: day, $0).map(\.code))) }
        ) { first, _ in first }
        return draft.canteens.flatMap { own[$0.id] ?? [] }.compactMap { order in
            let what = { "\(order.portions) × \(order.dish) for \(order.period.rawValue)" }
            if !draft.isServed(order) {
                return "\(order.canteen) is closed and ordered \(what()); they are not planned"
            }
            if menu[order.dish] != nil, !(offered[order.period]?.contains(order.dish) ?? false) {
                return "\(order.canteen) ordered \(what()), which is not on that menu; they are "
                    + "planned"
            }
            if draft.openings.shut(order.canteen, order.period, on: day) != nil {
                return "\(order.canteen) is planned as shut and ordered \(what()); only they are "
                    + "planned"
            }
            return nil
        }
    }

    private func borrowings(_ draft: PlanDraft, _ found: [PlanDraft.Expected]) -> [String] {
        var seen: Set<String> = []
        return found.compactMap { expected in
            let (canteen, period) = (expected.counter.canteen, expected.counter.period)
            let text: String
            switch expected.source {
            case .own: return nil
            case .alike(let count):
                text = "\(canteen) has no past; it is planned by its seats as \(count) of its kind"
            case .anyKind(let count):
                text =
                    "\(canteen) has no past and is the first of its kind; it is planned by its "
                    + "seats as \(count) canteens of the other kind"
            case .newMeal(let count):
                text =
                    "\(canteen) never served \(period.rawValue); it is planned by its size as "
                    + "\(count) canteens that do"
            }
            return seen.insert(text).inserted ? text : nil
        }
    }

    /// Says who cooks for whom other than the register has it, and why nobody was moved.
    mutating func tell(_ assignment: KitchenAssignment, _ sites: Sites?) {
        for canteen in canteens where assignment.kitchen[canteen.id] != canteen.kitchen {
            guard let now = assignment.kitchen[canteen.id] else { continue }
            statements.append("\(canteen.id) is cooked for by \(now) instead of \(canteen.kitchen)")
        }
        let kitchens = Set(canteens.map(\.kitchen)).union(rules.capacity.keys)
        guard let sites else {
            if kitchens.count > 1, let full = fullKitchens().first {
                statements.append(
                    "\(full) has too much to cook and no canteen was moved to another kitchen: that "
                        + "needs their places (--sites)")
            }
            return
        }
        let known = Set(canteens.map(\.id.text)).union(kitchens.map(\.text))
        for name in sites.names.subtracting(known).sorted() {
            statements.append("the sites name '\(name)', which is neither a canteen nor a kitchen")
        }
        let missing = known.subtracting(sites.names).sorted()
        if !missing.isEmpty, !rules.capacity.isEmpty {
            statements.append(
                "the sites have no place for \(missing.joined(separator: ", ")): what has none is "
                    + "not moved")
        }
    }

    /// Kitchens with a meal above their capacity.
    private func fullKitchens() -> [KitchenID] {
        var sums: [KitchenID: [MealPeriod: Int]] = [:]
        for row in rows {
            sums[row.kitchen, default: [:]][row.period, default: 0] += row.planned
        }
        return rules.capacity.filter { kitchen, most in
            sums[kitchen]?.values.contains { $0 > most } ?? false
        }.keys.sorted()
    }
}
