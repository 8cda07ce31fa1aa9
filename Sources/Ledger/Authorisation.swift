package import Journal
package import Meals
internal import Store
internal import Subsidies

/// A till's question before it grants: whether this diner may have this now, at any canteen.
package struct AuthorisationRequest: Hashable, Sendable {
    package let terminal: TerminalID
    package let epoch: Int
    package let diner: DinerID
    package let day: Day
    package let period: MealPeriod
    /// The policy that the grants come from, in the snapshot named.
    package let policy: String
    package let snapshot: String
    package let grants: [Grant]

    package init(
        terminal: TerminalID, epoch: Int, diner: DinerID, day: Day, period: MealPeriod,
        policy: String, snapshot: String, grants: [Grant]
    ) {
        self.terminal = terminal
        self.epoch = epoch
        self.diner = diner
        self.day = day
        self.period = period
        self.policy = policy
        self.snapshot = snapshot
        self.grants = grants
    }
}

/// The answer: whether the grants are reserved, and what the diner used before.
package struct AuthorisationAnswer: Hashable, Sendable {
    package let granted: Bool
    /// Earlier grants and reservations of the month and the week.
    package let uses: [RuleUse]
    /// The till's own records up to here are counted in `uses`.
    package let mark: Int
}

/// Allowances promised to tills whose sales have not arrived yet.
package struct Reservations: Sendable {
    private var held: [DinerID: [Reservation]] = [:]
    /// When lapsed promises are next looked for.
    private var nextSweep = Moment(milliseconds: 0)

    private struct Reservation {
        let terminal: TerminalID
        let uses: [RuleUse]
        let until: Moment
    }

    package init() {}

    /// How long a promise holds when its sale never arrives.
    private static let seconds = 120

    mutating func reserve(_ request: AuthorisationRequest, at now: Moment) {
        let uses = request.grants.map {
            RuleUse(
                rule: $0.rule, day: request.day, period: request.period, count: 1,
                amount: $0.amount)
        }
        release(request.diner, by: request.terminal)
        sweep(at: now)
        guard !uses.isEmpty else { return }
        held[request.diner, default: []].append(
            Reservation(
                terminal: request.terminal, uses: uses,
                until: now.adding(seconds: Reservations.seconds)))
    }

    /// Forgets what lapsed, also of diners whom nobody asks for again.
    private mutating func sweep(at now: Moment) {
        guard now >= nextSweep else { return }
        nextSweep = now.adding(seconds: Reservations.seconds)
        held = held.compactMapValues { promises in
            let standing = promises.filter { $0.until > now }
            return standing.isEmpty ? nil : standing
        }
    }

    /// Promises that are kept in mind, lapsed ones among them until the next sweep.
    package var count: Int { held.values.reduce(0) { $0 + $1.count } }

    /// What other tills were promised for a diner.
    func uses(of diner: DinerID, except terminal: TerminalID, at now: Moment) -> [RuleUse] {
        (held[diner] ?? []).filter { $0.terminal != terminal && $0.until > now }.flatMap(\.uses)
    }

    /// Ends the promises of a till for a diner, once the sale is in the books.
    package mutating func release(_ diner: DinerID, by terminal: TerminalID) {
        held[diner]?.removeAll { $0.terminal == terminal }
        if held[diner]?.isEmpty == true { held[diner] = nil }
    }
}

extension Reservations {
    /// Decides a request and reserves what it grants; one for no grants gives back what the till
    /// was promised for the diner.
    ///
    /// - Parameters:
    ///   - books: where earlier grants are read.
    ///   - snapshot: the one that the till decided from; without it nothing is reserved.
    package mutating func decide(
        _ request: AuthorisationRequest, books: BooksReader, snapshot: Snapshot?, at now: Moment
    ) throws -> AuthorisationAnswer {
        let (booked, mark) = try books.uses(
            of: request.diner, around: request.day, terminal: request.terminal,
            epoch: request.epoch)
        let uses = booked + self.uses(of: request.diner, except: request.terminal, at: now)
        let policy = snapshot?.policies.first { $0.id == request.policy }
        let fits = request.grants.allSatisfy { grant in
            guard let policy else { return false }
            return policy.limits(ofRule: grant.rule).allSatisfy { limit in
                let before = uses.filter {
                    $0.rule == grant.rule
                        && limit.covers(day: request.day, period: request.period, use: $0)
                }
                return switch limit.measure {
                case .count(let count): before.reduce(0) { $0 + $1.count } < count
                case .amount(let amount): before.total(\.amount) + grant.amount <= amount
                }
            }
        }
        if fits { reserve(request, at: now) }
        return AuthorisationAnswer(granted: fits, uses: uses, mark: mark)
    }
}
