internal import Meals

/// 报童问题: the portions that the costs of shortage and waste imply.
///
/// Running out early is worse than running out when most have eaten: a portion that is missing
/// before a time of day costs more than one that is missing after it.
struct PortionChoice {
    let waste: Fen
    /// What a missing portion costs before and after that time.
    let early: Fen
    let late: Fen
    /// The share of a day's portions that are asked for before it.
    let earlyShare: Double

    /// The least portions of which one more would cost as much as it saves.
    ///
    /// - Parameter quantiles: of the day's demand, for each of ``Backtest/shares``.
    func portions(_ quantiles: [Double]) -> Int {
        let dearest = max(early, late)
        let most = CounterForecast.amount(quantiles, enoughOn: ratio(dearest))
        guard early > late, earlyShare > 0, earlyShare < 1 else { return Int(most.rounded(.up)) }
        let least = CounterForecast.amount(quantiles, enoughOn: ratio(late))
        var portions = Int(least.rounded(.up))
        while Double(portions) < most, saving(Double(portions), quantiles) > 0 { portions += 1 }
        return portions
    }

    /// The share of days on which a missing portion's price says that there must be enough.
    private func ratio(_ shortage: Fen) -> Double {
        Double(shortage.fen) / Double(max(shortage.fen + waste.fen, 1))
    }

    /// What a portion more saves on average, less what it costs where it is thrown away.
    private func saving(_ portions: Double, _ quantiles: [Double]) -> Double {
        let enough = CounterForecast.share(quantiles, enoughWith: portions)
        let enoughEarly = CounterForecast.share(quantiles, enoughWith: portions / earlyShare)
        return Double(late.fen) * (1 - enough)
            + Double(early.fen - late.fen) * (1 - enoughEarly)
            - Double(waste.fen) * enough
    }
}
