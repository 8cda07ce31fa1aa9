import ArgumentParser
import Foundation
import Journal
import Meals
import Supply

struct MenuCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "menu", abstract: "Checks menus.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a folder of menus and names every problem with its line and key.",
            discussion: """
                All files are looked at, whatever is wrong with one of them. Errors cannot be \
                understood: unknown ingredients, units without a conversion; nothing can be planned \
                with them. Others are against a rule: menus without a vegetable, allergens that a \
                dish hides, salt above the rule in a dish, a set or the mildest tray of a meal; \
                they fail this check and stop neither a till nor a kitchen. \
                Where plan.yaml asks for less than the law does, that is told and accepted.
                """)

        @Argument(help: "The folder; the one that comes with mulin without it.")
        var folder: String?
        @Flag(help: "Energy, protein, salt and oil of one portion of each dish.")
        var nutrition = false
        @OptionGroup var output: JSONOption

        func run() throws {
            let path = try folder ?? ProductData().menuPath
            let (book, errors) = MenuBook.checked(folder: path)
            let sources = Dictionary(grouping: book.ingredients.compactMap(\.nutritionSource)) {
                $0
            }.mapValues(\.count).sorted { $0.key < $1.key }
            if output.wanted {
                Console.say(json(path, book, errors, sources))
            } else {
                for finding in book.planRules.findings { Console.warn("mulin: \(finding)") }
            }
            if !(errors + book.findings).isEmpty { throw Problems(errors + book.findings) }
            if output.wanted { return }
            Console.say("\(path): \(book.items.count) dishes, no problem")
            for (source, count) in sources {
                Console.say("nutrition of \(count) ingredients: \(source)")
            }
            guard nutrition else { return }
            var table = TextTable(
                ["dish", "name", "kcal", "protein g", "salt g", "oil g", "unknown"],
                texts: [0, 1, 6])
            for dish in book.dishes {
                let holds = book.nutrition(dish)
                table.add([
                    dish.code.text, dish.name, holds.energy.shown(0), holds.protein.shown(1),
                    holds.salt.shown(2), holds.oil.shown(1),
                    book.unknownNutrition(dish).map(\.name).joined(separator: " "),
                ])
            }
            for line in table.lines { Console.say(line) }
        }

        private func json(
            _ path: String, _ book: MenuBook, _ errors: [Problem],
            _ sources: [(key: String, value: Int)]
        ) -> JSON {
            var answer: [String: JSON] = [
                "folder": .text(path), "dishes": .int(Int64(book.items.count)),
                "ingredients": .int(Int64(book.ingredients.count)),
                "weeks": .int(Int64(book.weeks.count)),
                "problems": .list(
                    errors.map { $0.json(kind: "error") }
                        + book.findings.map { $0.json(kind: "rule") }),
                "findings": .list(book.planRules.findings.map { $0.json(kind: "law") }),
                "nutrition_sources": .list(
                    sources.map {
                        ["source": .text($0.key), "ingredients": .int(Int64($0.value))]
                    }),
            ]
            if nutrition {
                answer["nutrition"] = .list(
                    book.dishes.map { dish in
                        let holds = book.nutrition(dish)
                        return [
                            "dish": .text(dish.code.text), "name": .text(dish.name),
                            "energy_kcal": .text(holds.energy.shown(1)),
                            "protein_grams": .text(holds.protein.shown(2)),
                            "salt_grams": .text(holds.salt.shown(3)),
                            "oil_grams": .text(holds.oil.shown(2)),
                            "allergens": .list(
                                book.labelled(dish).sorted().map { .text($0.rawValue) }),
                            "unknown": .list(
                                book.unknownNutrition(dish).map { .text($0.id.text) }),
                        ]
                    })
            }
            return .object(answer)
        }
    }
}

extension MenuBook {
    /// What a verb says that goes on with a menu that is against a rule; nothing where none is.
    ///
    /// - Parameter folder: where the menu lies.
    func ruleNotes(folder: String) -> [String] {
        findings.isEmpty
            ? []
            : [
                "menu check finds \(findings.count) against the rules; mulin menu check \(folder) "
                    + "names them"
            ]
    }
}

extension Problem {
    /// The problem for a machine.
    ///
    /// - Parameter kind: `error` for what cannot be understood, `rule` for what is against one.
    fileprivate func json(kind: String) -> JSON {
        [
            "kind": .text(kind),
            "file": .text(file), "line": line.map { .int(Int64($0)) } ?? .null,
            "place": place.map { .text($0) } ?? .null, "reason": .text(reason),
        ]
    }
}
