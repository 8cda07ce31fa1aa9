internal import Foundation
internal import Journal
package import Meals
package import Store
package import Subsidies
internal import Synchronization

/// Replays the meals of the journals under a draft policy.
///
/// The draft is taken as in force on every day, and the roster and the canteens as they are known
/// now: what is compared is the rules. A meal that was taken back is left out; one that was taken
/// back in part counts with what is left of it. Limits are counted along from the first day on.
package struct CostingRun: Sendable {
    let draft: Policy
    let calendar: WorkCalendar
    let canteens: [CanteenID: Canteen]
    let rows: [DinerID: [DinerFacts]]
    private let store: Store

    /// - Parameters:
    ///   - canteens: with their streets.
    ///   - diners: the roster as it is known now.
    package init(
        _ draft: Policy, calendar: WorkCalendar, canteens: [Canteen], diners: [Diner],
        store: Store
    ) {
        self.draft = draft
        self.calendar = calendar
        self.canteens = Dictionary(
            canteens.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        rows = Dictionary(grouping: diners, by: \.id).mapValues { $0.map { DinerFacts($0) } }
        self.store = store
    }

    /// Works it out on two cores.
    ///
    /// - Parameter days: the business days of the meals.
    package func cost(of days: ClosedRange<Day>) throws -> PolicyCost {
        var meals = try read(days)
        let taken = try takenBack()
        let groups = byDiner(&meals)
        let parts = Mutex<[PolicyCost]>([])
        let count = max(1, min(2, groups.count))
        let slices = (0..<count).map { part in
            groups[(groups.count * part / count)..<(groups.count * (part + 1) / count)]
        }
        let known = meals
        DispatchQueue.concurrentPerform(iterations: count) { part in
            var sheet = CostSheet(self, known, taken)
            for group in slices[part] { sheet.take(group) }
            let cost = sheet.cost
            parts.withLock { $0.append(cost) }
        }
        var whole = PolicyCost()
        for part in parts.withLock({ $0 }) { whole.add(part) }
        whole.publicMeals = meals.publicMeals
        whole.unreadable += meals.unreadable
        whole.persons.sort { $0.diner < $1.diner }
        return whole
    }

    /// Reads the journals stretch by stretch, whichever reader is free.
    private func read(_ days: ClosedRange<Day>) throws -> PastMeals {
        let stretches = try store.read { try $0.stretches(of: 20_000) }
        let next = Mutex(0)
        let parts = Mutex<[Result<PastMeals, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            let part = Result {
                try store.read { reading in
                    var meals = PastMeals()
                    while true {
                        let place = next.withLock { next in
                            next += 1
                            return next - 1
                        }
                        guard stretches.indices.contains(place) else { return meals }
                        // A record's window never lies before its business day.
                        try reading.eachSale(
                            in: stretches[place], fromWindow: days.lowerBound + -1
                        ) { meals.add($1, $0, in: days) }
                    }
                }
            }
            parts.withLock { $0.append(part) }
        }
        var meals = PastMeals()
        for part in parts.withLock({ $0 }) {
            let part = try part.get()
            if meals.meals.isEmpty, meals.publicMeals == 0 { meals = part } else { meals.add(part) }
        }
        return meals
    }

    private func takenBack() throws -> [RecordKey: TakenBack] {
        try store.read { reading in
            var taken: [RecordKey: TakenBack] = [:]
            try reading.eachReversal { sale, row in
                guard let record = try? Record(bytes: row.bytes) else { return }
                switch record.body {
                case .void(let reversal), .refund(let reversal):
                    taken[sale, default: TakenBack()].gross += reversal.gross
                    taken[sale, default: TakenBack()].discount += reversal.discount
                    taken[sale, default: TakenBack()].grants += reversal.grants
                default: return
                }
            }
            return taken
        }
    }

    /// Sorts the meals by diner and time; answers each diner's stretch of them.
    private func byDiner(_ meals: inout PastMeals) -> [Range<Int>] {
        var starts = [Int](repeating: 0, count: meals.diners.texts.count + 1)
        for meal in meals.meals { starts[Int(meal.diner) + 1] += 1 }
        for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
        var next = starts
        let sorted = [PastMeal](unsafeUninitializedCapacity: meals.meals.count) { buffer, count in
            for meal in meals.meals {
                (buffer.baseAddress.map { $0 + next[Int(meal.diner)] })?.initialize(to: meal)
                next[Int(meal.diner)] += 1
            }
            count = meals.meals.count
        }
        meals.meals = sorted
        let groups = zip(starts, starts.dropFirst()).map { $0..<$1 }
        meals.meals.withUnsafeMutableBufferPointer { buffer in
            for group in groups where group.count > 1 {
                buffer[group].sort { ($0.time, $0.key) < ($1.time, $1.key) }
            }
        }
        return groups
    }
}
