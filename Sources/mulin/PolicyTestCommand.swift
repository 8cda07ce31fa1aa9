import ArgumentParser
import Foundation
import Journal
import Meals
import Subsidies

struct PolicyTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Works out the meals in X.csv beside each policy X.yaml and compares.",
        discussion: """
            Columns: case,person,birth_date,statuses,hukou,residence,sold_at,street,venue,channel,
            gross, then what is expected: discount,subsidy,payable,rules,funders, then note.
            Rows of one person are one diner, whose limits count in file order; an empty person is
            the public. A row that expects nothing yet is answered with what the policy gives.
            """)

    @Argument(help: "Folders with policies and their worked meals, or single policies.")
    var paths: [String]
    @OptionGroup var output: JSONOption

    func run() throws {
        let calendar = try WorkCalendar(yaml: try ProductData().calendars())
        var differences: [Problem] = []
        var (cases, tested) = (0, 0)
        for file in try policies() {
            let policy = try PolicyDocument(file).policy
            let table = String(file.dropLast(5)) + ".csv"
            guard FileManager.default.fileExists(atPath: table) else {
                report(policy, cases: 0, wrong: [], note: "no worked meals; write \(table)")
                continue
            }
            let meals = try WorkedMeals(try [UInt8](file: table), file: table)
            let wrong = meals.differences(from: policy, calendar: calendar)
            report(policy, cases: meals.count, wrong: wrong, note: nil)
            differences += wrong
            (cases, tested) = (cases + meals.count, tested + 1)
        }
        if !output.wanted {
            Console.say("\(tested) policies, \(cases) cases, \(differences.count) differ")
        }
        if !differences.isEmpty {
            throw Failure(
                differences.map(\.description).joined(separator: "\n"), code: Failure.differs)
        }
    }

    private func policies() throws -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            guard isFolder.boolValue else {
                files.append(path)
                continue
            }
            let found = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
                .filter { $0.hasSuffix(".yaml") }
            guard !found.isEmpty else {
                throw Failure("\(path): holds no policy (*.yaml)", code: Failure.badInput)
            }
            files += found.map { (path.hasSuffix("/") ? path : path + "/") + $0 }
        }
        return files
    }

    private func report(_ policy: Policy, cases: Int, wrong: [Problem], note: String?) {
        if output.wanted {
            Console.say([
                "policy": .text(policy.id), "cases": .int(Int64(cases)),
                "differences": .list(wrong.map { .text($0.description) }),
            ])
        } else {
            let verdict =
                note
                ?? (wrong.isEmpty ? "\(cases) cases" : "\(wrong.count) of \(cases) cases differ")
            Console.say("\(policy.id) \(policy.title): \(verdict)")
        }
    }
}
