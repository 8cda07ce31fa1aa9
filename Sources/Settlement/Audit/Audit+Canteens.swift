internal import Meals

extension Audit {
    /// What a canteen's days tell.
    mutating func lookAtCanteens() {
        for (canteen, own) in Dictionary(grouping: meals, by: \.canteen) {
            for (day, today) in Dictionary(grouping: own, by: \.day) where isAsked(day) {
                lookAtClosing(canteen, day, today)
                lookAtPortions(canteen, day, today)
                lookAtSeats(canteen, today)
                lookAtAmounts(canteen, today.filter { $0.subsidy > .zero })
            }
        }
    }

    private mutating func lookAtClosing(_ canteen: CanteenID, _ day: Day, _ today: [AuditMeal]) {
        let delivered = registers.portions[canteen] ?? [:]
        if registers.isClosed(canteen, on: day) {
            flag(
                .closedDay, today, subject: canteen.text,
                "\(today.count) meals on a day on which it was closed")
        } else if delivered.count >= thresholds.closedDayDeliveries, delivered[day] == nil {
            flag(
                .closedDay, today, subject: canteen.text,
                "\(today.count) meals on a day without a delivery")
        }
    }

    private mutating func lookAtPortions(_ canteen: CanteenID, _ day: Day, _ today: [AuditMeal]) {
        guard let portions = registers.portions[canteen]?[day],
            !(registers.recordedByDish[canteen]?.contains(day) ?? false)
        else { return }
        let eaten = today.reduce(0) { $0 + $1.portions }
        guard eaten > portions else { return }
        flag(
            .overCapacity, today, subject: canteen.text,
            "\(eaten) portions sold of \(portions) delivered")
        var left = portions
        let late = today.filter { meal in
            left -= meal.portions
            return left < 0 && meal.portions > 0 && meal.subsidy > .zero
        }
        flag(
            .noFoodLeft, late, subject: canteen.text,
            "\(late.count) subsidised meals after the \(portions) portions were gone")
    }

    private mutating func lookAtSeats(_ canteen: CanteenID, _ today: [AuditMeal]) {
        guard let seats = registers.canteens[canteen]?.seats, seats > 0 else { return }
        let seated = today.filter { $0.channel == .dineIn && $0.portions > 0 }
        guard seated.count > seats * thresholds.mealsPerSeat else { return }
        flag(
            .overCapacity, seated, subject: canteen.text,
            "\(seated.count) meals at \(seats) seats")
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
