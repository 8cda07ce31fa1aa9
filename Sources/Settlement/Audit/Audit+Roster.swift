internal import Meals
internal import Subsidies

extension Audit {
    /// Holds whom subsidies were given to against who is on the roster.
    mutating func lookAtRoster() {
        guard let enrolment = registers.enrolment else { return }
        lookAtStrangers(enrolment)
        guard let calendar = registers.calendar else { return }
        let crowds = crowds(enrolment)
        for (crowd, meals) in crowds.today {
            let served = Set(meals.compactMap(\.diner)).count
            guard served >= thresholds.attendanceLeast,
                let policy = registers.policies[crowd.policy]
            else { continue }
            // Whoever was granted it in these weeks is enrolled for it: mostly that is enough.
            let known = crowds.known[crowd.anyDay]?.count ?? 0
            if served * 100 <= known * thresholds.attendancePercent { continue }
            let enrolled = enrolment.count(
                crowd.rule, of: policy, samples: samples(meals), calendar: calendar,
                livingIn: crowd.street, on: crowd.day)
            guard served * 100 > enrolled * thresholds.attendancePercent else { continue }
            flag(
                .aboveRoster, meals, subject: crowd.canteen?.text ?? crowd.rule,
                "rule \(crowd.policy)/\(crowd.rule): \(served) of \(enrolled) enrolled "
                    + (crowd.street.map { "in street \($0) " } ?? "")
                    + "came on one day" + (crowd.canteen == nil ? "" : " to one canteen"))
        }
    }

    /// Subsidised meals of people whom the roster does not name on the day.
    private mutating func lookAtStrangers(_ enrolment: EnrolledDiners) {
        let strangers = meals.filter { meal in
            guard meal.subsidy > .zero, isAsked(meal.day), let diner = meal.diner else {
                return false
            }
            return enrolment.diner(diner, on: meal.day) == nil
        }
        for own in Dictionary(grouping: strangers, by: { "\($0.canteen) \($0.day)" }).values {
            guard let first = own.first else { continue }
            flag(
                .aboveRoster, own, subject: first.canteen.text,
                "\(own.count) subsidised meals of people who are not on the roster that day")
        }
    }

    /// Those of one class who came on one day: to a canteen of their own street, or to any.
    private struct Crowd: Hashable {
        let policy: String
        let rule: String
        let canteen: CanteenID?
        let street: DivisionCode?
        let day: Day

        /// The same class and street on any day.
        var anyDay: Class { Class(policy: policy, rule: rule, street: street) }
    }

    private struct Class: Hashable {
        let policy: String
        let rule: String
        let street: DivisionCode?
    }

    private func crowds(
        _ enrolment: EnrolledDiners
    ) -> (today: [Crowd: [AuditMeal]], known: [Class: Set<DinerID>]) {
        var today: [Crowd: [AuditMeal]] = [:]
        var known: [Class: Set<DinerID>] = [:]
        for meal in meals where meal.subsidy > .zero && !meal.grants.isEmpty {
            guard let diner = meal.diner, let row = enrolment.diner(diner, on: meal.day) else {
                continue
            }
            let street = registers.canteens[meal.canteen]?.street
            let isAtHome = street != nil && row.residence == street
            for grant in meal.grants {
                let (policy, rule) = (grant.policy, grant.rule)
                known[Class(policy: policy, rule: rule, street: nil), default: []].insert(diner)
                if let residence = row.residence {
                    known[Class(policy: policy, rule: rule, street: residence), default: []]
                        .insert(diner)
                }
                guard isAsked(meal.day) else { continue }
                let all = Crowd(
                    policy: policy, rule: rule, canteen: nil, street: nil, day: meal.day)
                today[all, default: []].append(meal)
                if isAtHome {
                    let own = Crowd(
                        policy: policy, rule: rule, canteen: meal.canteen, street: street,
                        day: meal.day)
                    today[own, default: []].append(meal)
                }
            }
        }
        return (today, known)
    }

    /// The dearest and the cheapest meal of each period and channel, for what they were granted
    /// tells the class.
    private func samples(_ meals: [AuditMeal]) -> [Meal] {
        let kinds = Dictionary(grouping: meals) { "\($0.period) \($0.channel)" }
        let chosen = kinds.values.flatMap { own in
            [own.min { $0.gross < $1.gross }, own.max { $0.gross < $1.gross }].compactMap { $0 }
        }
        return Set(chosen).compactMap { meal in
            registers.canteens[meal.canteen].map { canteen in
                Meal(
                    day: meal.day, secondOfDay: meal.time.secondOfDay, channel: meal.channel,
                    gross: meal.gross, venue: canteen.kind, street: canteen.street)
            }
        }
    }
}
