internal import Meals

extension Certification {
    func laws() -> [PolicyCertificate.LawFinding] {
        [
            moreSpent(), neighbours(.older, olderPairs), neighbours(.poorer, poorerPairs),
            everyAmount(.funders, \.unequalFunders), everyAmount(.payable, \.unequalSum),
            limitsHold(),
        ]
    }

    private func moreSpent() -> PolicyCertificate.LawFinding {
        let breaches = curves.indices.compactMap { place -> PolicyCertificate.Breach? in
            guard let fen = curves[place].firstFall else { return nil }
            return breach(
                .moreSpent, at: fen + 1, cellsOfSet[place][0], curves[place],
                than: "少消费 0.01 元时", thanAt: fen, curves[place])
        }
        return finding(.moreSpent, cellsOfSet.count * top, breaches)
    }

    private func everyAmount(
        _ law: PolicyCertificate.Law, _ first: KeyPath<Curve, Int?>
    ) -> PolicyCertificate.LawFinding {
        let breaches = curves.indices.compactMap { place -> PolicyCertificate.Breach? in
            guard let fen = curves[place][keyPath: first] else { return nil }
            return breach(
                law, at: fen, cellsOfSet[place][0], curves[place], than: "", thanAt: fen,
                curves[place])
        }
        return finding(law, cellsOfSet.count * (top + 1), breaches)
    }

    /// Compares cells that differ in one fact, by the rules that apply to them.
    private func neighbours(
        _ law: PolicyCertificate.Law, _ pairs: ((Cell, Cell) -> Void) -> Void
    ) -> PolicyCertificate.LawFinding {
        var examples: [[Int]: (Cell, Cell)] = [:]
        var checked = 0
        pairs { lesser, greater in
            checked += 1
            guard let a = setOfCell[lesser], let b = setOfCell[greater], a != b else { return }
            if examples[[a, b]] == nil { examples[[a, b]] = (lesser, greater) }
        }
        let breaches = examples.compactMap { sets, cells -> PolicyCertificate.Breach? in
            let (lesser, greater) = (curves[sets[0]], curves[sets[1]])
            guard let fen = greater.firstBelow(lesser) else { return nil }
            return breach(
                law, at: fen, cells.1, greater, than: space.words(of: cells.0), thanAt: fen,
                lesser)
        }
        return finding(law, checked * (top + 1), breaches)
    }

    private func olderPairs(_ visit: (Cell, Cell) -> Void) {
        space.each { cell in
            // Place 0 has no birth date and so no age to compare.
            guard cell[.age] > 0, cell[.age] + 1 < space.births.count else { return }
            var older = cell
            older[.age] += 1
            visit(cell, older)
        }
    }

    /// Each set of statuses with the same set and one hardship more, or a graver one instead.
    private func poorerPairs(_ visit: (Cell, Cell) -> Void) {
        let known = Dictionary(
            zip(space.statuses, space.statuses.indices), uniquingKeysWith: { first, _ in first })
        var pairs: [(Int, Int)] = []
        for (place, set) in space.statuses.enumerated() {
            for status in space.mentioned where !status.excludes && !set.contains(status) {
                let more = known[set.union(WordSet([status]))]
                if let more { pairs.append((place, more)) }
            }
            for (milder, graver) in Certification.ladder(space.mentioned) {
                guard set.contains(milder), !set.contains(graver) else { continue }
                let changed = set.subtracting(WordSet([milder])).union(WordSet([graver]))
                if let graver = known[changed] { pairs.append((place, graver)) }
            }
        }
        space.each { cell in
            for pair in pairs where pair.0 == cell[.statuses] {
                var poorer = cell
                poorer[.statuses] = pair.1
                visit(cell, poorer)
            }
        }
    }

    /// 低保边缘 is milder than 低保, and that than 特困, where the policy speaks of both.
    private static func ladder(_ mentioned: [Status]) -> [(Status, Status)] {
        let steps: [Status] = [.minimumLivingEdge, .minimumLiving, .destitute]
        let present = steps.filter(mentioned.contains)
        return Array(zip(present, present.dropFirst()))
    }

    func finding(
        _ law: PolicyCertificate.Law, _ checked: Int, _ breaches: [PolicyCertificate.Breach]
    ) -> PolicyCertificate.LawFinding {
        PolicyCertificate.LawFinding(
            law: law, checked: checked,
            breaches: breaches.sorted { ($0.gross, $0.who) < ($1.gross, $1.who) })
    }

    private func breach(
        _ law: PolicyCertificate.Law, at fen: Int, _ cell: Cell, _ curve: Curve, than: String,
        thanAt: Int, _ other: Curve
    ) -> PolicyCertificate.Breach {
        PolicyCertificate.Breach(
            law: law, gross: Fen(Int64(fen)), who: space.words(of: cell), than: than,
            gets: Fen(Int64(curve.benefit[fen])), thanGets: Fen(Int64(other.benefit[thanAt])),
            rules: names(curve.givers(at: fen)), thanRules: names(other.givers(at: thanAt)))
    }
}
