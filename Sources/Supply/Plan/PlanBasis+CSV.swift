internal import Meals

extension ProductionPlan.Basis {
    /// The days behind each counter's forecast, so that a figure can be followed to the journals:
    /// `canteen,period,class,day,sold,ahead,walk_ins,sold_out,demand` with LF ends.
    ///
    /// `sold` is what the tills sold of the class, sets opened; `ahead` the part of it that was
    /// ordered ahead. The forecast learns from the demand: the walk-ins, and on a day that ran out
    /// what ``UnmetDemand`` makes of them.
    package func csv(menu: MenuBook) -> String {
        var walkIns = history
        walkIns.take(out: orders.flatMap { $0.opened(menu) })
        // The same counters on the same days: only portions were taken off.
        let (before, after) = (
            CounterSums(history, menu: menu), CounterSums(walkIns, menu: menu)
        )
        var text = CSV.row([
            "canteen", "period", "class", "day", "sold", "ahead", "walk_ins", "sold_out",
            "demand",
        ])
        for (place, counter) in before.counters.enumerated() {
            let days = zip(before.days[place], after.days[place])
            let demand = UnmetDemand.demand(after.days[place])
            for ((sum, left), demand) in zip(days, demand) {
                text += CSV.row([
                    counter.canteen.text, counter.period.rawValue, counter.dishClass.rawValue,
                    "\(sum.day)", "\(sum.portions)", "\(sum.portions - left.portions)",
                    "\(left.portions)", sum.soldOut ? "yes" : "", demand.fixed(1),
                ])
            }
        }
        return text
    }
}

extension ProductionPlan {
    /// Which kitchen cooks for which canteen, as `canteen,kitchen` with LF ends.
    package var assignmentCSV: String {
        let kitchens = Dictionary(rows.map { ($0.canteen, $0.kitchen) }) { first, _ in first }
        return kitchens.sorted { $0.key < $1.key }.reduce(CSV.row(["canteen", "kitchen"])) {
            $0 + CSV.row([$1.key.text, $1.value.text])
        }
    }

    /// What each counter was given before dishes, pre-orders and capacity:
    /// `canteen,period,class,median,enough_on,walk_ins` with LF ends.
    ///
    /// `enough_on` is the share of days on which they are enough: that which the costs of shortage
    /// and waste imply, and what rounding up to a whole portion adds.
    package var countersCSV: String {
        var text = CSV.row(["canteen", "period", "class", "median", "enough_on", "walk_ins"])
        for counter in counters {
            text += CSV.row([
                counter.canteen.text, counter.period.rawValue, counter.dishClass.rawValue,
                counter.median.fixed(3), counter.enoughOn.fixed(3), "\(counter.walkIns)",
            ])
        }
        return text
    }
}
