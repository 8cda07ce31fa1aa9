/// A place in a document: the way to it, its path as a message names it, and what stands there.
struct DocumentSpot {
    /// Which child at every level.
    let steps: [Int]
    let path: String
    let node: Written

    /// What belongs here, whichever rule or period it is: `when.age`, `limits[].per`,
    /// `periods.any.from`.
    let role: String

    init(steps: [Int], path: String, node: Written) {
        self.steps = steps
        self.path = path
        self.node = node
        var role = path.filter { !$0.isASCII || !$0.isNumber }
        for rules in ["discounts[].", "subsidies[]."] where role.hasPrefix(rules) {
            role.removeFirst(rules.count)
        }
        var parts = role.split(separator: ".")
        if parts.count > 1, ["periods", "funders"].contains(parts[0]) { parts[1] = "any" }
        self.role = parts.joined(separator: ".")
    }
}

extension Written {
    /// Every place of the document, the root first.
    var spots: [DocumentSpot] { spots(steps: [], path: "") }

    private func spots(steps: [Int], path: String) -> [DocumentSpot] {
        var found = [DocumentSpot(steps: steps, path: path, node: self)]
        for (index, (key, value)) in entries.enumerated() {
            let inner = path.isEmpty ? key : "\(path).\(key)"
            found += value.spots(steps: steps + [index], path: inner)
        }
        for (index, value) in list.enumerated() {
            found += value.spots(steps: steps + [index], path: "\(path)[\(index)]")
        }
        return found
    }

    /// The document with another piece at a place.
    func replacing(_ steps: some Collection<Int>, with piece: Written) -> Written {
        guard let step = steps.first else { return piece }
        let rest = steps.dropFirst()
        switch self {
        case .text: return self
        case .list(var entries):
            entries[step] = entries[step].replacing(rest, with: piece)
            return .list(entries)
        case .keys(var entries):
            entries[step].1 = entries[step].1.replacing(rest, with: piece)
            return .keys(entries)
        }
    }

    /// The document with its mappings in another order, where order means nothing.
    func shuffled(using random: inout SeededRandom, at path: String = "") -> Written {
        switch self {
        case .text: return self
        case .list(let entries):
            return .list(entries.map { $0.shuffled(using: &random) })
        case .keys(let entries):
            let inner = entries.map { key, value in
                (key, value.shuffled(using: &random, at: key))
            }
            // The first funder bears the remainder.
            return .keys(path == "funders" ? inner : inner.shuffled(using: &random))
        }
    }
}
