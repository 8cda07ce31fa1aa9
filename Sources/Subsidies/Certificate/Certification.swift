package import Meals

extension Policy {
    /// Enumerates every boundary cell and examines what each of them gets.
    ///
    /// - Parameter amount: every fen up to this one is tried, and at least to a fen above the
    ///   highest threshold.
    package func certificate(upTo amount: Fen = Fen(20_000)) -> PolicyCertificate {
        Certification(self, upTo: amount).certificate()
    }
}

/// Goes through the cells of a policy.
struct Certification {
    let policy: Policy
    let space: CellSpace
    /// The highest amount that is tried, in fen.
    let top: Int
    /// Cells by the rules that apply to them; cells of one set get the same at every amount.
    private(set) var sets: [RuleSet: Int] = [:]
    private(set) var setOfCell: [Cell: Int] = [:]
    private(set) var cellsOfSet: [[Cell]] = []
    private(set) var ruleSets: [RuleSet] = []
    private(set) var curves: [Curve] = []

    /// The rules whose conditions hold for a cell, one bit each.
    struct RuleSet: Hashable {
        var discounts: [Int] = []
        var subsidies: [Int] = []
    }

    init(_ policy: Policy, upTo amount: Fen) {
        self.policy = policy
        space = CellSpace(policy)
        let bounds = policy.rules.subsidies.compactMap(\.threshold).map(\.bound.fen)
        top = max(Int(amount.fen), Int((bounds.max() ?? 0) + 1))
        let space = space
        var found = Certification.Found(policy)
        space.each { found.add($0, space.facts($0)) }
        (sets, setOfCell) = (found.sets, found.setOfCell)
        (cellsOfSet, ruleSets) = (found.cellsOfSet, found.ruleSets)
        curves = found.cellsOfSet.map { Curve(policy, space.facts($0[0]), upTo: top) }
    }

    /// The sets of rules met so far.
    private struct Found {
        let policy: Policy
        var sets: [RuleSet: Int] = [:]
        var setOfCell: [Cell: Int] = [:]
        var cellsOfSet: [[Cell]] = []
        var ruleSets: [RuleSet] = []

        init(_ policy: Policy) { self.policy = policy }

        mutating func add(_ cell: Cell, _ facts: Facts) {
            let facts = FactBits(facts)
            let set = policy.rules.withView(policy.terms) { rules in
                RuleSet(
                    discounts: rules.discounts.indices.filter {
                        rules.discounts[$0].gate.passes(facts, prefixes: rules.prefixes)
                    },
                    subsidies: rules.subsidies.indices.filter {
                        rules.subsidies[$0].gate.passes(facts, prefixes: rules.prefixes)
                    })
            }
            let place = sets[set] ?? ruleSets.count
            if place == ruleSets.count {
                sets[set] = place
                ruleSets.append(set)
                cellsOfSet.append([])
            }
            setOfCell[cell] = place
            cellsOfSet[place].append(cell)
        }
    }

    func certificate() -> PolicyCertificate {
        PolicyCertificate(
            policy: policy, cells: space.count, amounts: 0...Int64(top),
            combinations: ruleSets.count, axes: space.summary, gaps: gaps(),
            overlaps: overlaps(.discount, \.discounts) + overlaps(.subsidy, \.subsidies),
            laws: laws())
    }

    private func gaps() -> [PolicyCertificate.Group] {
        let cells = curves.indices.filter { curves[$0].givesNothing }.flatMap { cellsOfSet[$0] }
        // Who is excluded by status is told apart: it is expected, and would blur the rest.
        let excluded = cells.filter { space.statuses[$0[.statuses]].overlaps(.excluding) }
        let others = cells.filter { !space.statuses[$0[.statuses]].overlaps(.excluding) }
        return (groups(excluded) + groups(others)).sorted { $0.cells > $1.cells }
    }

    func groups(_ cells: [Cell]) -> [PolicyCertificate.Group] {
        Box.covering(cells).map {
            PolicyCertificate.Group(who: space.words($0), cells: $0.cells)
        }.sorted { $0.cells > $1.cells }
    }

    private func overlaps(
        _ kind: PolicyCertificate.Overlap.Kind, _ rules: KeyPath<RuleSet, [Int]>
    ) -> [PolicyCertificate.Overlap] {
        var found: [[Int]: [Int]] = [:]
        for (place, set) in ruleSets.enumerated() where set[keyPath: rules].count > 1 {
            found[set[keyPath: rules], default: []].append(place)
        }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { rules, places in
            let cells = places.flatMap { cellsOfSet[$0] }
            return PolicyCertificate.Overlap(
                kind: kind, rules: rules.map { name(kind, $0) }, who: groups(cells),
                cells: cells.count, winners: winners(kind, curves[places[0]]))
        }
    }

    private func name(_ kind: PolicyCertificate.Overlap.Kind, _ rule: Int) -> String {
        switch kind {
        case .discount: policy.rules.discountNames[rule].id
        case .subsidy: policy.rules.terms[rule].name.id
        }
    }

    private func winners(
        _ kind: PolicyCertificate.Overlap.Kind, _ curve: Curve
    ) -> [PolicyCertificate.Winner] {
        var winners: [PolicyCertificate.Winner] = []
        for fen in curve.benefit.indices {
            let givers = curve.givers(at: fen)
            let rules = kind == .discount ? givers.discount.map { [$0] } ?? [] : givers.subsidies
            let names = rules.map { name(kind, $0) }
            if let last = winners.indices.last, winners[last].rules == names {
                winners[last].to = Fen(Int64(fen))
            } else {
                let amount = Fen(Int64(fen))
                winners.append(PolicyCertificate.Winner(rules: names, from: amount, to: amount))
            }
        }
        return winners
    }

    func names(_ givers: Curve.Givers) -> [String] {
        (givers.discount.map { [name(.discount, $0)] } ?? [])
            + givers.subsidies.map { name(.subsidy, $0) }
    }
}

extension Threshold {
    fileprivate var bound: Fen {
        switch self {
        case .atLeast(let bound), .moreThan(let bound): bound
        }
    }
}
