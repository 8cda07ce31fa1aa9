internal import Meals

extension ProductionRecord {
    /// What an inspector would point at, by the way that the dish is to be kept.
    package func warnings(_ menu: MenuBook) -> [String] {
        var warnings: [String] = []
        let limits = menu.planRules.limits(menu[dish]?.keeping ?? .hot)
        if let celsius, let allowed = limits.celsius,
            celsius < Celsius(allowed.lowerBound) || celsius > Celsius(allowed.upperBound)
        {
            warnings.append(
                "\(dish) at \(canteen) arrived at \(celsius) °C, "
                    + (celsius < Celsius(allowed.lowerBound)
                        ? "below \(allowed.lowerBound) °C" : "above \(allowed.upperBound) °C"))
        }
        if let cooked, let arrived {
            let minutes = Clock(arrived).minutes - Clock(cooked).minutes
            if minutes > limits.wayMinutes {
                warnings.append(
                    "\(dish) at \(canteen) was \(minutes) minutes on its way, above "
                        + "\(limits.wayMinutes)")
            }
        }
        if served > delivered {
            warnings.append(
                "\(dish) at \(canteen) was sold \(served) times and \(delivered) were delivered")
        }
        return warnings
    }
}
