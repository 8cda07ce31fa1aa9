import ArgumentParser
import Foundation
import Journal
import Meals
import Subsidies

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Checks subsidy policies, explains and costs them, brings them into force.",
        discussion: """
            From a signed table to live tills: check, test, certify, cost, submit, approve, list.
            """,
        subcommands: [
            Check.self, Evaluate.self, PolicyExplainCommand.self, PolicyTestCommand.self,
            PolicyCertifyCommand.self, PolicyCostCommand.self, Submit.self, Approve.self,
            List.self, Show.self,
        ])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads policies and names every problem with its line and key.")

        @Argument(help: "Policy documents.") var files: [String]
        @OptionGroup var output: JSONOption

        func run() throws {
            var problems: [Problem] = []
            for file in files {
                do {
                    let policy = try PolicyDocument(file).policy
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

        @OptionGroup var tables: PolicyTables

        func run() throws {
            let answer = try tables.worksheet().evaluate(
                try [UInt8](file: tables.meals), file: tables.meals)
            FileHandle.standardOutput.write(Data(answer.csv.utf8))
            for warning in answer.warnings { Console.warn("mulin: \(tables.meals): \(warning)") }
        }
    }
}

/// A policy document with its bytes' digest.
struct PolicyDocument {
    let policy: Policy
    let text: String
    /// SHA-256 of the file's bytes, in hexadecimal digits.
    let digest: String

    init(_ file: String) throws {
        let bytes = try [UInt8](file: file)
        guard let (text, _) = TextEncoding.decode(bytes) else {
            throw Problems(Problem(file: file, reason: "is not UTF-8; save it as UTF-8"))
        }
        self.text = text
        policy = try Policy(yaml: text, file: file)
        digest = Digest(of: bytes).hex
    }
}

/// The four tables that a trial run needs.
struct PolicyTables: ParsableArguments {
    @Option(help: "The policy document.") var policy: String
    @Option(help: "roster.csv") var roster: String
    @Option(help: "canteens.csv") var canteens: String
    @Option(help: "meals.csv: meal,sold_at,canteen,diner,channel,gross") var meals: String

    func worksheet() throws -> PolicyWorksheet {
        try PolicyTables.worksheet(policy: policy, roster: roster, canteens: canteens)
    }

    static func worksheet(
        policy: String, roster: String, canteens: String
    ) throws -> PolicyWorksheet {
        PolicyWorksheet(
            policy: try PolicyDocument(policy).policy,
            calendar: try WorkCalendar(yaml: try ProductData().calendars()),
            roster: try Roster.read(try [UInt8](file: roster), file: roster) { CardToken($0) },
            canteens: try CanteenList.read(try [UInt8](file: canteens), file: canteens))
    }
}
