import ArgumentParser
import Foundation
import Meals
import Supply

struct MenuCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "menu", abstract: "Checks menus.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads a folder of menus and names every problem with its line and key.")

        @Argument(help: "The folder; the one that comes with mulin without it.")
        var folder: String?

        func run() throws {
            let path = try folder ?? ProductData().menuPath
            let book = try MenuBook(folder: path)
            Console.say("\(path): \(book.items.count) dishes, no problem")
            let sources = Dictionary(grouping: book.ingredients.compactMap(\.nutritionSource)) {
                $0
            }
            for (source, figures) in sources.sorted(by: { $0.key < $1.key }) {
                Console.say("nutrition of \(figures.count) ingredients: \(source)")
            }
        }
    }
}
