internal import Meals

extension Audit {
    /// What the meals of one terminal tell together.
    mutating func lookAtTills() {
        let cards = meals.filter { $0.diner != nil && isAsked($0.day) }
        for (terminal, own) in Dictionary(grouping: cards, by: \.terminal) {
            let (count, seconds) = (thresholds.burstCards, thresholds.burstSeconds)
            for burst in Audit.bursts(own, of: count, within: seconds) {
                flag(
                    .burst, burst, subject: terminal.text,
                    "\(burst.count) cards within \(seconds) s")
            }
        }
        let alike = Dictionary(grouping: cards.filter { !$0.basket.isEmpty }) {
            Basket(terminal: $0.terminal, day: $0.day, words: $0.basket)
        }
        let (count, seconds) = (thresholds.sameBasketCards, thresholds.sameBasketSeconds)
        for (basket, own) in alike where own.count >= count {
            for burst in Audit.bursts(own, of: count, within: seconds) {
                flag(
                    .identicalBaskets, burst, subject: basket.terminal.text,
                    "\(burst.count) cards with the same basket within \(seconds) s")
            }
        }
    }

    private struct Basket: Hashable {
        let terminal: TerminalID
        let day: Day
        let words: String
    }

    /// Runs of meals with so many different diners within some seconds; each is told once, with
    /// all the meals that belong to it, and the next one begins behind it.
    static func bursts(
        _ own: [AuditMeal], of count: Int, within seconds: Int
    ) -> [[AuditMeal]] {
        var bursts: [[AuditMeal]] = []
        var start = own.startIndex
        var end = own.startIndex
        while end < own.endIndex {
            while start < end, !own[end].isWithin(seconds, after: own[start]) { start += 1 }
            guard Set(own[start...end].map(\.diner)).count >= count else {
                end += 1
                continue
            }
            // The burst goes on for as long as its last seconds are as crowded.
            var last = end
            while last + 1 < own.endIndex {
                let within = own[start...(last + 1)].filter {
                    own[last + 1].isWithin(seconds, after: $0)
                }
                guard Set(within.map(\.diner)).count >= count else { break }
                last += 1
            }
            bursts.append(Array(own[start...last]))
            start = last + 1
            end = start
        }
        return bursts
    }

    /// What the meals of one cashier tell together.
    mutating func lookAtCashiers() {
        let cards = meals.filter { !$0.cashier.isEmpty && $0.diner != nil }
        let byDay = Dictionary(grouping: cards.filter { isAsked($0.day) }) {
            "\($0.cashier) \($0.canteen) \($0.day)"
        }
        for own in byDay.values {
            let diners = Set(own.compactMap(\.diner))
            if diners.count > thresholds.cashierCardsPerDay, let first = own.first {
                flag(
                    .cashierCards, own, subject: first.cashier,
                    "\(diners.count) cards in one day")
            }
        }
        lookAtOddTimes(cards)
    }

    /// The same cards again and again at one cashier's till, when no meal is served.
    private mutating func lookAtOddTimes(_ cards: [AuditMeal]) {
        let odd = cards.filter { meal in
            meal.period == .other
                || !thresholds.hours(of: meal.canteen).contains(meal.time.secondOfDay)
        }
        for own in Dictionary(grouping: odd, by: { "\($0.cashier) \($0.canteen)" }).values {
            let again = Dictionary(grouping: own, by: \.diner).values.filter {
                Set($0.map(\.day)).count >= thresholds.cashierOddDays
            }
            guard again.count >= thresholds.cashierOddCards, let first = own.first else { continue }
            let evidence = again.flatMap { $0 }.sorted { ($0.time, $0.ref) < ($1.time, $1.ref) }
            flag(
                .cashierCards, evidence, subject: first.cashier,
                "\(again.count) cards, each on \(thresholds.cashierOddDays) days or more when no "
                    + "meal was served")
        }
    }
}
