import Meals
import Subsidies

/// The policy read slowly: every meal is decided from the words of the document.
///
/// It shares nothing with the compiled policy but the plain types, so that both being wrong in the
/// same way is unlikely.
struct PlainEvaluator {
    let document: Written
    let calendar: WorkCalendar

    struct Answer: Equatable {
        var discount: Int64 = 0
        var discountRule: String?
        /// Rule, then what each funder pays.
        var grants: [String: [String: Int64]] = [:]
        var order: [String] = []
    }

    func answer(_ meal: Meal, _ diner: Diner?, _ uses: [RuleUse]) -> Answer {
        var answer = Answer()
        let today = meal.day.description
        guard let diner, let effective = document["effective"],
            effective["from"].map({ $0.text <= today }) ?? false,
            effective["to"].map({ today < $0.text }) ?? true
        else { return answer }
        let gross = meal.gross.fen
        for rule in document["discounts"]?.list ?? [] {
            guard holds(rule["when"], meal, diner), let rate = fraction(rule["pay_rate"]) else {
                continue
            }
            let given = gross - rounded(gross * rate.top, rate.bottom)
            if given > answer.discount {
                answer.discount = given
                answer.discountRule = rule["id"]?.text
            }
        }
        let price = gross - answer.discount
        var worths: [(rule: Written, worth: Int64)] = []
        var left = price
        for rule in document["subsidies"]?.list ?? [] where holds(rule["when"], meal, diner) {
            let stacked = document["stacking"]?.text == "all"
            let worth = worth(rule, gross, price, stacked ? left : price, meal, uses)
            guard worth > 0 else { continue }
            worths.append((rule, worth))
            left -= worth
        }
        switch document["stacking"]?.text {
        case "first": worths = Array(worths.prefix(1))
        case "best":
            let highest = worths.map(\.worth).max()
            worths = Array(worths.filter { $0.worth == highest }.prefix(1))
        default: break
        }
        for (rule, worth) in worths {
            let id = rule["id"]?.text ?? ""
            answer.order.append(id)
            answer.grants[id] = shares(rule["funders"], worth)
        }
        return answer
    }

    private func worth(
        _ rule: Written, _ gross: Int64, _ price: Int64, _ left: Int64, _ meal: Meal,
        _ uses: [RuleUse]
    ) -> Int64 {
        let spend = document["threshold_base"]?.text == "before-discount" ? gross : price
        if let bound = rule["spend"]?["at_least"], spend < fen(bound) { return 0 }
        if let bound = rule["spend"]?["more_than"], spend <= fen(bound) { return 0 }
        var worth: Int64 = 0
        if let amount = rule["benefit"]?["amount"] { worth = fen(amount) }
        if let rate = fraction(rule["benefit"]?["rate"]) {
            worth = rounded(price * rate.top, rate.bottom)
        }
        if let cap = rule["benefit"]?["at_most"] { worth = min(worth, fen(cap)) }
        if let pay = rule["benefit"]?["pay"] { worth = left - fen(pay) }
        worth = min(worth, left)
        for limit in rule["limits"]?.list ?? [] {
            let same = uses.filter {
                $0.rule == rule["id"]?.text && isSame(limit["per"]?.text, meal, $0)
            }
            if let count = limit["count"], same.map(\.count).reduce(0, +) >= Int(count.text) ?? 0 {
                return 0
            }
            if let amount = limit["amount"] {
                worth = min(worth, fen(amount) - same.map(\.amount.fen).reduce(0, +))
            }
        }
        return max(worth, 0)
    }

    private func isSame(_ window: String?, _ meal: Meal, _ use: RuleUse) -> Bool {
        let (today, then) = (meal.day.description, use.day.description)
        switch window {
        case "meal": return today == then && period(meal) == use.period.rawValue
        case "day": return today == then
        case "week":
            // 1970-01-05 was a Monday.
            return (meal.day.number - 4) / 7 == (use.day.number - 4) / 7
        default: return today.prefix(7) == then.prefix(7)
        }
    }

    private func period(_ meal: Meal) -> String {
        let clock =
            "\((meal.secondOfDay / 3600).padded(2)):\((meal.secondOfDay / 60 % 60).padded(2))"
        for name in ["breakfast", "lunch", "dinner"] {
            guard let hours = document["periods"]?[name], let from = hours["from"],
                let to = hours["to"]
            else { continue }
            if from.text <= clock && clock < to.text { return name }
        }
        return "other"
    }
}

extension PlainEvaluator {
    func holds(_ when: Written?, _ meal: Meal, _ diner: Diner) -> Bool {
        let statuses = diner.statuses.map(\.rawValue)
        let listed = when?["statuses"]?.words ?? []
        for word in ["deceased", "institution"] where statuses.contains(word) {
            if !listed.contains(word) { return false }
        }
        guard case .keys(let entries)? = when else { return true }
        for (key, value) in entries {
            let words = value.words
            switch key {
            case "age":
                guard let birth = diner.birth else { return false }
                let age = age(birth.description, on: meal.day.description)
                if let from = value["from"], age < Int(from.text) ?? 0 { return false }
                if let below = value["below"], age >= Int(below.text) ?? 0 { return false }
            case "statuses":
                guard words.contains(where: statuses.contains) else { return false }
            case "not_statuses":
                if words.contains(where: statuses.contains) { return false }
            case "hukou", "residence":
                let code = (key == "hukou" ? diner.hukou : diner.residence)?.text
                guard let code, words.contains(where: { code.hasPrefix($0) }) else { return false }
            case "channel": guard words.contains(meal.channel.rawValue) else { return false }
            case "period": guard words.contains(period(meal)) else { return false }
            case "weekday":
                guard words.contains(calendar.type(of: meal.day).rawValue) else { return false }
            case "venue": guard words.contains(meal.venue.rawValue) else { return false }
            default:
                guard let place = diner.place(of: meal.street), words.contains(place.rawValue)
                else { return false }
            }
        }
        return true
    }

    /// Counts birthdays by comparing dates as texts; 29 February sorts before 1 March by itself.
    private func age(_ birth: String, on day: String) -> Int {
        let years = (Int(day.prefix(4)) ?? 0) - (Int(birth.prefix(4)) ?? 0)
        return day.suffix(5) < birth.suffix(5) ? years - 1 : years
    }

    private func shares(_ funders: Written?, _ amount: Int64) -> [String: Int64] {
        guard case .keys(let entries)? = funders else { return [:] }
        var shares: [String: Int64] = [:]
        for (name, share) in entries {
            guard let share = fraction(share) else { continue }
            shares[name] = amount * share.top / share.bottom
        }
        shares[entries[0].0, default: 0] += amount - shares.values.reduce(0, +)
        return shares.filter { $0.value > 0 }
    }

    private func fen(_ written: Written) -> Int64 { Fen(yuan: written.text)?.fen ?? 0 }

    private func fraction(_ written: Written?) -> (top: Int64, bottom: Int64)? {
        guard let text = written?.text else { return nil }
        if let slash = text.firstIndex(of: "/") {
            let after = text.index(after: slash)
            return (Int64(text[..<slash]) ?? 0, Int64(text[after...]) ?? 1)
        }
        let decimals = text.split(separator: ".").dropFirst().first ?? ""
        var bottom: Int64 = 1
        for _ in decimals { bottom *= 10 }
        return (Int64(text.filter { $0 != "." }) ?? 0, bottom)
    }

    private func rounded(_ top: Int64, _ bottom: Int64) -> Int64 {
        let (whole, twiceRest) = (top / bottom, 2 * (top % bottom))
        switch document["rounding"]?.text {
        case "down": return whole
        case "up": return twiceRest > 0 ? whole + 1 : whole
        case "half-up": return twiceRest >= bottom ? whole + 1 : whole
        default:
            if twiceRest == bottom { return whole + whole % 2 }
            return twiceRest > bottom ? whole + 1 : whole
        }
    }
}
