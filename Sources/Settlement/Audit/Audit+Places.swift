internal import Meals

extension Audit {
    /// What the meals of one terminal or cashier tell together.
    mutating func lookAtTills() {
        for (terminal, own) in Dictionary(grouping: meals, by: \.terminal) {
            let cards = own.filter { $0.diner != nil }
            var start = 0
            var flaggedTo = -1
            for end in cards.indices {
                while cards[end].time.milliseconds - cards[start].time.milliseconds
                    >= Int64(thresholds.burstSeconds) * 1000
                {
                    start += 1
                }
                let within = cards[start...end]
                // A burst is told once: the next one begins behind it.
                if start > flaggedTo, Set(within.map(\.diner)).count >= thresholds.burstCards {
                    flag(
                        .burst, Array(within), subject: terminal.text,
                        "\(within.count) cards within \(thresholds.burstSeconds) s")
                    flaggedTo = end
                }
            }
        }
        lookAtBaskets()
        let byCashier = Dictionary(grouping: meals.filter { !$0.cashier.isEmpty }) {
            "\($0.cashier) \($0.canteen) \($0.day)"
        }
        for own in byCashier.values {
            let cards = Set(own.compactMap(\.diner))
            if cards.count > thresholds.cashierCardsPerDay, let first = own.first {
                flag(
                    .cashierCards, own, subject: first.cashier,
                    "\(cards.count) cards in one day")
            }
        }
    }

    /// The same basket again and again, on other cards.
    private mutating func lookAtBaskets() {
        let alike = Dictionary(grouping: meals.filter { $0.diner != nil && !$0.basket.isEmpty }) {
            "\($0.terminal) \($0.day) \($0.basket)"
        }
        for own in alike.values {
            var start = 0
            var flaggedTo = -1
            for end in own.indices {
                while own[end].time.milliseconds - own[start].time.milliseconds
                    >= Int64(thresholds.sameBasketSeconds) * 1000
                {
                    start += 1
                }
                let within = own[start...end]
                if start > flaggedTo,
                    Set(within.map(\.diner)).count >= thresholds.sameBasketCards
                {
                    flag(
                        .identicalBaskets, Array(within), subject: own[end].terminal.text,
                        "\(within.count) cards with the same basket within "
                            + "\(thresholds.sameBasketSeconds) s")
                    flaggedTo = end
                }
            }
        }
    }

    /// What a canteen's days tell.
    mutating func lookAtCanteens() {
        for (canteen, own) in Dictionary(grouping: meals, by: \.canteen) {
            let regulars = regulars(own)
            for (day, today) in Dictionary(grouping: own, by: \.day) {
                lookAtCapacity(canteen, day, today)
                let granted = Set(today.filter { $0.subsidy > .zero }.compactMap(\.diner))
                let came = granted.intersection(regulars).count
                if regulars.count >= 20, came * 100 > regulars.count * thresholds.attendancePercent
                {
                    flag(
                        .aboveRoster, today, subject: canteen.text,
                        "\(came) of \(regulars.count) known diners came on one day")
                }
                lookAtAmounts(canteen, today.filter { $0.subsidy > .zero })
            }
        }
    }

    /// Whom a canteen knows: who was granted something there on two days or more.
    private func regulars(_ meals: [AuditMeal]) -> Set<DinerID> {
        var days: [DinerID: Set<Day>] = [:]
        for meal in meals where meal.subsidy > .zero {
            if let diner = meal.diner { days[diner, default: []].insert(meal.day) }
        }
        return Set(days.filter { $0.value.count > 1 }.keys)
    }

    private mutating func lookAtCapacity(
        _ canteen: CanteenID, _ day: Day, _ today: [AuditMeal]
    ) {
        let eaten = today.reduce(0) { $0 + $1.portions }
        let delivered = registers.portions[canteen] ?? [:]
        if delivered.count >= thresholds.closedDayDeliveries, delivered[day] == nil {
            flag(
                .closedDay, today, subject: canteen.text,
                "\(today.count) meals on a day without a delivery")
        } else if let portions = delivered[day], eaten > portions {
            flag(
                .overCapacity, today, subject: canteen.text,
                "\(eaten) portions sold of \(portions) delivered")
        } else if let seats = registers.seats[canteen], seats > 0,
            today.count > seats * thresholds.mealsPerSeat
        {
            flag(
                .overCapacity, today, subject: canteen.text,
                "\(today.count) meals at \(seats) seats")
        }
    }

    private mutating func lookAtAmounts(_ canteen: CanteenID, _ granted: [AuditMeal]) {
        for (amount, same) in Dictionary(grouping: granted, by: \.gross)
        where same.count >= thresholds.sameAmountMeals
            && same.count * 100 >= granted.count * thresholds.sameAmountPercent
        {
            flag(
                .thresholdHugging, same, subject: canteen.text,
                "\(same.count) of \(granted.count) subsidised baskets at exactly \(amount)")
        }
    }
}
