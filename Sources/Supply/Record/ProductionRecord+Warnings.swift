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
        return warnings + countWarnings
    }

    /// Where the form and the tills do not agree, or portions came from or went to nowhere.
    private var countWarnings: [String] {
        var warnings: [String] = []
        let meal = "at \(period.rawValue) on \(day)"
        if delivered > prepared {
            warnings.append(
                "\(dish) at \(canteen): \(delivered) delivered \(meal), \(prepared) prepared")
        }
        if let sold, let servedWritten, sold != servedWritten {
            warnings.append(
                "\(dish) at \(canteen): the form says \(servedWritten) served \(meal), the tills "
                    + "sold \(sold); theirs stands")
        }
        guard sold ?? servedWritten != nil else { return warnings }
        let gone = served + left + wasted
        if gone != delivered {
            let difference =
                gone > delivered
                ? "\(gone - delivered) more than the \(delivered) delivered"
                : "\(delivered - gone) fewer than the \(delivered) delivered"
            warnings.append(
                "\(dish) at \(canteen) was sold \(served) times \(meal); with \(left) left and "
                    + "\(wasted) wasted that is \(difference)")
        }
        return warnings
    }
}
