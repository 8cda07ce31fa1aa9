internal import Meals

/// `dishes.yaml` as far as it could be read, and what is wrong with it.
struct DishFile {
    private(set) var dishes: [Dish] = []
    private(set) var problems: [Problem] = []
    /// Codes written in the file, also those whose entry has a problem; nil where the file cannot
    /// be read at all and nothing can be said of codes.
    private var written: Set<DishCode>?
    /// Codes that two entries have, each entry with the codes before and behind it.
    private var clashes: [(after: DishCode?, before: DishCode?)] = []
    private var byCode: [DishCode: Dish] = [:]
    private let recipes: RecipeReader
    private var fineness = RecipeFineness()
    private var lines: [DishCode: Int] = [:]

    init(
        _ file: MenuFile?, ingredients: IngredientFile,
        preparations: PreparationFile
    ) {
        recipes = RecipeReader(ingredients: ingredients, preparations: preparations)
        guard let file else { return }
        do {
            let outline = try Outline(yaml: file.text, file: file.name)
            var reader = OutlineReader(file: file.name)
            read(outline, &reader)
            problems = reader.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
        } catch {
            problems = error.all
        }
    }

    /// The line on which a dish begins.
    func line(of code: DishCode) -> Int? { lines[code] }

    func has(_ code: DishCode) -> Bool { written?.contains(code) ?? true }

    /// True also for a code that one of two entries with the same code may be meant to have.
    ///
    /// Codes ascend, and it would stand where that entry does. The clash is told; a dish that is
    /// missing because of it is not told once more at every meal.
    func mayHave(_ code: DishCode) -> Bool {
        has(code)
            || clashes.contains { after, before in
                after.map { $0 < code } ?? true && before.map { code < $0 } ?? true
            }
    }

    subscript(code: DishCode) -> Dish? { byCode[code] }

    private mutating func read(_ outline: Outline, _ reader: inout OutlineReader) {
        let list = reader.keys(of: outline, required: ["dishes"])["dishes"]
        var codes: [DishCode] = []
        var sets: [(code: DishCode, held: [(code: DishCode, entry: Outline)])] = []
        for entry in reader.list(list) {
            let keys = reader.keys(
                of: entry, required: ["code", "name", "class", "price"],
                optional: ["recipe", "serves", "holds", "care", "keep", "allergens"])
            let code = reader.value(keys["code"], DishKind.shape) { DishCode(checked: $0) }
            if let code, let key = keys["code"] {
                if codes.contains(code) {
                    reader.report(key, "the code '\(code)' is there twice")
                }
                codes.append(code)
            }
            let held = reader.dishCodes(keys["holds"])
            let dish = read(entry, keys, code, held.map(\.code), &reader)
            guard let dish else { continue }
            if byCode[dish.code] == nil { sets.append((dish.code, held)) }
            byCode[dish.code] = dish
            lines[dish.code] = entry.line
            dishes.append(dish)
        }
        written = Set(codes)
        clashes = DishFile.clashes(codes)
        checkSets(sets, &reader)
    }

    private static func clashes(
        _ codes: [DishCode]
    ) -> [(after: DishCode?, before: DishCode?)] {
        let counts = Dictionary(codes.map { ($0, 1) }, uniquingKeysWith: +)
        return codes.indices.filter { counts[codes[$0], default: 0] > 1 }.map { place in
            (
                codes[..<place].last { $0 != codes[place] },
                codes[place...].first { $0 != codes[place] }
            )
        }
    }

    private mutating func read(
        _ entry: Outline, _ keys: [String: Outline], _ code: DishCode?, _ held: [DishCode],
        _ reader: inout OutlineReader
    ) -> Dish? {
        let name = reader.text(keys["name"])
        let dishClass = reader.word(keys["class"], as: DishClass.self)
        let price = reader.value(keys["price"], "an amount above 0 in yuan (write \"8.00\")") {
            Fen(yuan: $0).flatMap { $0 > .zero ? $0 : nil }
        }
        let making: Dish.Making?
        if dishClass == .set {
            for key in ["recipe", "serves", "keep"] {
                if let entry = keys[key] {
                    reader.report(entry, "a set has no \(key); it holds dishes")
                }
            }
            if held.isEmpty {
                reader.report(keys["holds"] ?? entry, "a set names the dishes that it holds")
            }
            making = .set(held)
        } else {
            if let entry = keys["holds"] {
                reader.report(entry, "only a set holds other dishes")
            }
            making = recipe(entry, keys, &reader)
        }
        guard let code, let name, let dishClass, let price, let making else { return nil }
        return Dish(
            code: code, name: name, dishClass: dishClass, price: price, making: making,
            care: reader.list(keys["care"]).compactMap { reader.word($0, as: Dish.Care.self) },
            keeping: keys["keep"].flatMap { reader.word($0, as: Dish.Keeping.self) } ?? .hot,
            declared: keys["allergens"].map { list in
                Set(reader.list(list).compactMap { reader.word($0, as: Allergen.self) })
            })
    }

    private mutating func recipe(
        _ entry: Outline, _ keys: [String: Outline], _ reader: inout OutlineReader
    ) -> Dish.Making? {
        let serves = keys["serves"].map { key in
            reader.value(key, "a whole number from 1 to 1000") {
                Int(decimal: $0.utf8).flatMap { (1...1000).contains($0) ? $0 : nil }
            }
        }
        let lines = keys["recipe"].map { reader.named($0) } ?? []
        if lines.isEmpty { reader.report(keys["recipe"] ?? entry, "the dish has no recipe") }
        let portions = (serves ?? 1) ?? 1
        let parts = lines.compactMap { part($0.key, $0.entry, portions, &reader) }
        return .recipe(parts, serves: portions)
    }

    private mutating func part(
        _ key: String, _ entry: Outline, _ serves: Int, _ reader: inout OutlineReader
    ) -> RecipePart? {
        let id = IngredientID(key)
        guard let part = recipes.part(id, entry, &reader) else { return nil }
        guard let needs = recipes.grams(of: part) else {
            reader.report(entry, DishFile.tooFine)
            return nil
        }
        for (ingredient, grams) in needs {
            guard let each = grams.multiplied(by: Exact(1, Int64(serves))),
                isPlain(each, of: ingredient, entry, &reader)
            else { return nil }
        }
        return part
    }

    private static let tooFine = "is too fine a share for one portion; use a rounder number"

    /// A portion's grams are such that the sums of a district stay exact, and such as a person
    /// can eat.
    private mutating func isPlain(
        _ grams: Exact, of id: IngredientID, _ entry: Outline, _ reader: inout OutlineReader
    ) -> Bool {
        if grams > Exact(5000) {
            reader.report(entry, "makes more than 5 公斤 for one portion; check the unit")
        } else if !fineness.takes(grams, of: id) {
            reader.report(entry, DishFile.tooFine)
            return false
        }
        return true
    }

    /// A set holds known dishes and, through other sets, neither itself nor a cartload; one that
    /// does is left out of the book.
    private mutating func checkSets(
        _ sets: [(code: DishCode, held: [(code: DishCode, entry: Outline)])],
        _ reader: inout OutlineReader
    ) {
        var endless = Set(sets.map(\.code).filter { reaches($0, from: $0, orAtOnce: false) })
        for (code, held) in sets {
            for (inner, entry) in held {
                if !mayHave(inner) {
                    reader.report(entry, "unknown dish '\(inner)'; write it into this file first")
                } else if reaches(code, from: inner) {
                    reader.report(entry, "the set '\(code)' would hold itself")
                }
            }
        }
        for (code, _) in sets where endless.contains(where: { reaches($0, from: code) }) {
            endless.insert(code)
        }
        for (code, held) in sets where !endless.contains(code) {
            if let entry = held.first?.entry, portions(code, upTo: 100) > 100 {
                reader.report(entry, "the set '\(code)' holds more than 100 portions")
                endless.insert(code)
            }
        }
        dishes.removeAll { endless.contains($0.code) }
    }

    /// - Parameter orAtOnce: true where the start itself counts.
    private func reaches(
        _ target: DishCode, from start: DishCode, orAtOnce: Bool = true
    ) -> Bool {
        if !orAtOnce {
            guard case .set(let held)? = byCode[start]?.making else { return false }
            return held.contains { reaches(target, from: $0) }
        }
        var open = [start]
        var seen: Set<DishCode> = []
        while let code = open.popLast() {
            if code == target { return true }
            guard seen.insert(code).inserted, case .set(let held)? = byCode[code]?.making
            else { continue }
            open += held
        }
        return false
    }

    private func portions(_ code: DishCode, upTo limit: Int) -> Int {
        guard case .set(let held)? = byCode[code]?.making else { return 1 }
        var sum = 0
        for inner in held where sum <= limit { sum += portions(inner, upTo: limit) }
        return sum
    }
}

extension OutlineReader {
    /// A list of dish codes, each with its place in the file.
    mutating func dishCodes(_ entry: Outline?) -> [(code: DishCode, entry: Outline)] {
        list(entry).compactMap { element in
            value(element, DishKind.shape) { DishCode(checked: $0) }.map { ($0, element) }
        }
    }
}
