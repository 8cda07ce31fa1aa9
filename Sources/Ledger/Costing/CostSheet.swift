internal import Journal
internal import Meals
internal import Store
internal import Subsidies

/// Adds up what the meals of some diners did cost and would cost.
struct CostSheet: ~Copyable {
    private let run: CostingRun
    private let past: PastMeals
    private let taken: [RecordKey: TakenBack]
    private var sums = PolicyCost()
    private var assessor: Assessor
    private var days: DayShelf
    private var places: [PlaceTally?]
    private var draftRules: [PolicyCost.Change]
    /// How many meals were granted each of the lists in ``PastMeals/grants``, whole.
    private var granted: [Int]

    init(_ run: CostingRun, _ past: PastMeals, _ taken: [RecordKey: TakenBack]) {
        self.run = run
        self.past = past
        self.taken = taken
        assessor = Assessor(run.draft)
        days = DayShelf(run.calendar)
        places = past.canteens.texts.map { name in
            run.canteens[CanteenID(name)].map { PlaceTally($0, run.calendar) }
        }
        draftRules = Array(repeating: .init(), count: assessor.ruleNames.count)
        granted = Array(repeating: 0, count: past.grants.count)
    }

    /// Takes the meals of one diner, in the order of time.
    mutating func take(_ group: Range<Int>) {
        guard let first = group.first else { return }
        let diner = DinerID(past.diners.texts[Int(past.meals[first].diner)])
        let rows = run.rows[diner] ?? []
        assessor.begin()
        var (before, draft, count) = (Fen.zero, Fen.zero, 0)
        for index in group {
            guard let benefit = take(past.meals[index], rows) else { continue }
            before += benefit.before
            draft += benefit.draft
            count += 1
        }
        guard count > 0 else { return }
        sums.meals += count
        sums.persons.append(
            PolicyCost.Person(diner: diner, meals: count, before: before, draft: draft))
    }

    /// What a diner got and would get of a meal; nil for one that does not count.
    private mutating func take(
        _ meal: PastMeal, _ rows: [DinerFacts]
    ) -> (before: Fen, draft: Fen)? {
        let place = Int(meal.canteen)
        guard let facts = places[place]?.facts else {
            sums.unreadable += 1
            return nil
        }
        let back = taken.isEmpty ? nil : taken[meal.key]
        if let back, back.gross >= meal.gross { return nil }
        let moment = Moment(milliseconds: meal.time)
        let day = days.facts(moment.day)
        sums.widen(to: day.day)
        let before = booked(meal, back, place)
        guard let diner = rows.first(where: { $0.isValid(on: day.day) }) else {
            sums.unlisted += 1
            return (before, .zero)
        }
        assessor.assess(
            meal.gross, of: diner,
            at: facts.on(day, run.draft.period(atSecondOfDay: moment.secondOfDay), meal.channel))
        return (before, drafted(meal, back, place))
    }

    /// Adds what was booked of a meal.
    private mutating func booked(_ meal: PastMeal, _ back: TakenBack?, _ place: Int) -> Fen {
        let discount = meal.discount - (back?.discount ?? .zero)
        sums.discount.add(before: discount)
        var grants = past.grants(of: meal)
        if let back {
            grants = grants.map { back.rest(of: $0, wasGranted: true, of: meal.gross) }
            sums.add(before: grants)
        } else if meal.grants >= 0 {
            granted[Int(meal.grants)] += 1
        }
        let subsidy = grants.total(\.amount)
        places[place]?.change.add(before: subsidy)
        return discount + subsidy
    }

    /// Adds what the draft gives for a meal.
    private mutating func drafted(_ meal: PastMeal, _ back: TakenBack?, _ place: Int) -> Fen {
        var discount = assessor.discount
        if let back {
            discount =
                discount == meal.discount
                ? discount - back.discount : back.rest(of: discount, of: meal.gross)
        }
        sums.discount.add(draft: discount)
        let old = back == nil ? [] : past.grants(of: meal)
        var subsidy = Fen.zero
        assessor.eachGrant { rule, grant in
            let grant =
                back?.rest(of: grant, wasGranted: old.contains(grant), of: meal.gross) ?? grant
            subsidy += grant.amount
            draftRules[rule].add(draft: grant.amount)
            for share in grant.shares {
                sums.byFunder[share.funder, default: .init()].add(draft: share.amount)
            }
        }
        places[place]?.change.add(draft: subsidy)
        return discount + subsidy
    }

    /// All that was taken, added up.
    var cost: PolicyCost {
        var cost = sums
        for (grants, count) in zip(past.grants, granted) where count > 0 {
            cost.add(before: grants, times: count)
        }
        for (rule, change) in zip(assessor.ruleNames, draftRules) {
            cost.byRule[rule, default: .init()] += change
        }
        for case let place? in places where place.change != .init() {
            cost.byCanteen[place.canteen.id, default: .init()] += place.change
            cost.byStreet[place.canteen.street, default: .init()] += place.change
        }
        return cost
    }
}

/// What voids and refunds took back of a sale.
struct TakenBack {
    var gross = Fen.zero
    var discount = Fen.zero
    var grants: [Grant] = []

    /// What is left of a grant.
    ///
    /// Of one that was granted, what the refund really took is known; of another, the part of the
    /// price that was refunded is taken.
    func rest(of grant: Grant, wasGranted: Bool, of price: Fen) -> Grant {
        let gone = grants.filter { $0.rule == grant.rule }.flatMap(\.shares)
        return Grant(
            rule: grant.rule,
            shares: grant.shares.map { share in
                guard wasGranted else {
                    return FunderShare(
                        funder: share.funder, amount: rest(of: share.amount, of: price))
                }
                let taken = gone.filter { $0.funder == share.funder }.total(\.amount)
                return FunderShare(funder: share.funder, amount: share.amount - taken)
            })
    }

    func rest(of amount: Fen, of price: Fen) -> Fen {
        amount - amount.times(Rational(gross.fen, price.fen), .down)
    }
}

/// A canteen with what its meals come to.
private struct PlaceTally {
    let canteen: Canteen
    let facts: MealFacts
    var change = PolicyCost.Change()

    init(_ canteen: Canteen, _ calendar: WorkCalendar) {
        self.canteen = canteen
        facts = MealFacts(
            day: DayFacts(Day(number: 0), calendar), period: .other, channel: .dineIn,
            venue: canteen.kind, street: canteen.street)
    }
}

extension MealFacts {
    fileprivate func on(_ day: DayFacts, _ period: MealPeriod, _ channel: Channel) -> MealFacts {
        var facts = self
        facts.day = day
        facts.period = period
        facts.channel = channel
        return facts
    }
}

/// Days that were looked up before.
private struct DayShelf {
    private let calendar: WorkCalendar
    private var known: [Int: DayFacts] = [:]

    init(_ calendar: WorkCalendar) { self.calendar = calendar }

    mutating func facts(_ day: Day) -> DayFacts {
        if let facts = known[day.number] { return facts }
        let facts = DayFacts(day, calendar)
        known[day.number] = facts
        return facts
    }
}

extension PolicyCost {
    fileprivate mutating func widen(to day: Day) {
        guard let known = days else {
            days = day...day
            return
        }
        if !known.contains(day) {
            days = min(known.lowerBound, day)...max(known.upperBound, day)
        }
    }

    /// Adds grants that some meals have in common.
    fileprivate mutating func add(before grants: [Grant], times count: Int = 1) {
        for grant in grants where grant.amount != .zero {
            byRule[grant.rule, default: .init()].meals += count
            byRule[grant.rule, default: .init()].before += grant.amount * count
            for share in grant.shares where share.amount != .zero {
                byFunder[share.funder, default: .init()].meals += count
                byFunder[share.funder, default: .init()].before += share.amount * count
            }
        }
    }
}
