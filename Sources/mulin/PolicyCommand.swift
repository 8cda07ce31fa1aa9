import ArgumentParser
import Foundation
import Journal
import Meals
import Subsidies

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Checks subsidy policies and works out meals with them.",
        subcommands: [Check.self, Evaluate.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads policies and names every problem with its line and key.")

        @Argument(help: "Policy documents.") var files: [String]
        @OptionGroup var output: JSONOption

        func run() throws {
            var problems: [Problem] = []
            for file in files {
                do {
                    let policy = try PolicyCommand.policy(file)
                    if output.wanted {
                        Console.say([
                            "file": .text(file), "policy": .text(policy.id),
                            "title": .text(policy.title), "from": .text("\(policy.from)"),
                        ])
                    } else {
                        Console.say("\(file): \(policy.id) \(policy.title), from \(policy.from)")
                    }
                } catch let found as Problems {
                    problems += found.all
                }
            }
            if !problems.isEmpty { throw Problems(problems) }
        }
    }

    struct Evaluate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Works out meals in file order, counting limits across them; writes CSV.")

        @Option(help: "The policy document.") var policy: String
        @Option(help: "roster.csv") var roster: String
        @Option(help: "canteens.csv") var canteens: String
        @Option(help: "meals.csv: meal,sold_at,canteen,diner,channel,gross") var meals: String

        func run() throws {
            let worksheet = PolicyWorksheet(
                policy: try PolicyCommand.policy(policy),
                calendar: try WorkCalendar(yaml: try ProductData().calendars()),
                roster: try Roster.read(try [UInt8](file: roster), file: roster) { CardToken($0) },
                canteens: try CanteenList.read(try [UInt8](file: canteens), file: canteens))
            let csv = try worksheet.evaluate(try [UInt8](file: meals), file: meals)
            FileHandle.standardOutput.write(Data(csv.utf8))
        }
    }

    fileprivate static func policy(_ file: String) throws -> Policy {
        let bytes = try [UInt8](file: file)
        guard let (text, _) = TextEncoding.decode(bytes) else {
            throw Problems(Problem(file: file, reason: "is not UTF-8; save it as UTF-8"))
        }
        return try Policy(yaml: text, file: file)
    }
}
