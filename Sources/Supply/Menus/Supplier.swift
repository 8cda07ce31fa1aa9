package import Meals

/// 供应商代码.
package enum SupplierKind: CheckedCode {
    package static let shape = "1 to 40 lower-case letters, digits or -"
    package static func accepts(_ code: String) -> Bool { IngredientKind.accepts(code) }
}

package typealias SupplierID = Code<SupplierKind>

/// Who sells to the kitchens, and until when an order for the next day is taken.
package struct Supplier: Hashable, Sendable {
    package let id: SupplierID
    package let name: String
    /// The time of the day before, such as `16:30`.
    package let cutoff: String
}

/// 致敏物质, the eight kinds of GB 7718 that labels name.
package enum Allergen: String, CaseIterable, Comparable, Sendable {
    case gluten
    case crustacean
    case fish
    case egg
    case peanut
    case soy
    case milk
    case nut

    package static func < (a: Allergen, b: Allergen) -> Bool { a.place < b.place }

    private var place: Int { Allergen.allCases.firstIndex(of: self) ?? 0 }

    /// The kind as a label names it.
    package var name: String {
        switch self {
        case .gluten: "麸质"
        case .crustacean: "甲壳类"
        case .fish: "鱼"
        case .egg: "蛋"
        case .peanut: "花生"
        case .soy: "大豆"
        case .milk: "乳"
        case .nut: "坚果"
        }
    }
}

/// Energy in kcal, and grams of protein, salt and oil.
package struct Nutrition: Hashable, Sendable {
    package let energy: Rational
    package let protein: Rational
    package let salt: Rational
    package let oil: Rational

    package init(energy: Rational, protein: Rational, salt: Rational, oil: Rational) {
        self.energy = energy
        self.protein = protein
        self.salt = salt
        self.oil = oil
    }

    package static let none = Nutrition(energy: .zero, protein: .zero, salt: .zero, oil: .zero)

    /// The sum with a multiple of another.
    package func adding(_ other: Nutrition, times factor: Exact) -> Nutrition {
        Nutrition(
            energy: energy + (Exact(other.energy) * factor).millionths,
            protein: protein + (Exact(other.protein) * factor).millionths,
            salt: salt + (Exact(other.salt) * factor).millionths,
            oil: oil + (Exact(other.oil) * factor).millionths)
    }
}

extension OutlineReader {
    /// The entries below `suppliers`.
    mutating func suppliers(_ entry: Outline?) -> [Supplier] {
        var suppliers: [Supplier] = []
        for element in list(entry) {
            let keys = keys(of: element, required: ["id", "name", "cutoff"])
            let id = value(keys["id"], SupplierKind.shape) { SupplierID(checked: $0) }
            let name = text(keys["name"])
            let cutoff = clock(keys["cutoff"])
            guard let id, let name, let cutoff else { continue }
            if suppliers.contains(where: { $0.id == id }), let key = keys["id"] {
                report(key, "the supplier '\(id)' is there twice")
            }
            suppliers.append(Supplier(id: id, name: name, cutoff: cutoff))
        }
        return suppliers
    }

    /// A time of day such as `16:30`.
    mutating func clock(_ entry: Outline?) -> String? {
        value(entry, "a time of day (write \"16:30\")") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
                let hour = Int(decimal: parts[0].utf8), let minute = Int(decimal: parts[1].utf8),
                hour < 24, minute < 60
            else { return nil }
            return text
        }
    }

    /// The key `per_100g` of an ingredient.
    mutating func nutrition(_ entry: Outline) -> (figures: Nutrition, source: String?)? {
        let keys = keys(
            of: entry, required: ["energy"], optional: ["protein", "salt", "oil", "source"])
        var found: [String: Rational] = [:]
        for name in ["energy", "protein", "salt", "oil"] {
            let limit = Rational(name == "energy" ? 900 : 100)
            guard let key = keys[name] else { continue }
            found[name] = value(key, "a number from 0 to \(limit)") { text in
                Rational(text: text).flatMap { $0 <= limit && $0.denominator <= 1000 ? $0 : nil }
            }
        }
        let figures = Nutrition(
            energy: found["energy"] ?? .zero, protein: found["protein"] ?? .zero,
            salt: found["salt"] ?? .zero, oil: found["oil"] ?? .zero)
        return (figures, text(keys["source"]))
    }
}
