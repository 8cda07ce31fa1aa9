import Foundation
import Meals
import Subsidies
import Testing

@Suite("A ready policy")
struct ReadyPoliciesTests {
    static let samples = [
        "beijing-2022", "futian-2023", "guangzhou-2025", "jianye", "putuo-2025", "songjiang-2025",
        "tianjin-2022", "zengcheng-2020", "zhushan-2025",
    ]

    private func policy(_ id: String) throws -> Policy {
        try Policy(
            yaml: try Sample.settlementsFile("Policies/\(id).yaml"), file: "\(id).yaml")
    }

    private func meals(_ id: String) throws -> WorkedMeals {
        let text = try Sample.settlementsFile("Policies/\(id).csv")
        return try WorkedMeals(Array(text.utf8), file: "\(id).csv")
    }

    @Test("gives back its worked meals to the fen", arguments: samples)
    func workedMeals(id: String) throws {
        let meals = try meals(id)
        #expect(meals.count >= 15)
        let differences = meals.differences(
            from: try policy(id), calendar: try Sample.officialCalendar())
        #expect(differences.isEmpty, "\(differences.map(\.description))")
    }

    @Test("is called a sample, after its source, and never Yangpu's", arguments: samples)
    func sample(id: String) throws {
        let policy = try policy(id)
        #expect(policy.id == id && policy.status == .sample && policy.verifiedUntil != nil)
        #expect(!policy.title.contains("杨浦"))
    }

    @Test("is there for each file of the folder, but for the template, which grants nothing")
    func folder() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let files = try FileManager.default.contentsOfDirectory(
            atPath: root.appending(path: "Settlements/Policies").path)
        let ids = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        #expect(ids == (ReadyPoliciesTests.samples + ["yangpu-template"]).sorted())
        let template = try policy("yangpu-template")
        #expect(template.status == .draft)
        let decision = template.decide(
            try Sample.meal(on: template.from.description), Sample.diner(statuses: [.destitute]))
        #expect(decision.discount == .zero && decision.grants.isEmpty)
    }

    @Test("breaks its worked meals when any figure of it is changed", arguments: samples)
    func sensitivity(id: String) throws {
        let text = try Sample.settlementsFile("Policies/\(id).yaml")
        let meals = try meals(id)
        let calendar = try Sample.officialCalendar()
        // Every benefit: an amount, a rate, a payment.
        for match in text.matches(of: /(amount|pay|rate|at_most): "(\d+)\.(\d)(\d)"/) {
            var changed = text
            let digit = match.4 == "0" ? "1" : "0"
            let line = text[text.lastLineStart(before: match.range.lowerBound)...].prefix {
                $0 != "\n"
            }
            guard !line.drop(while: { $0 == " " }).hasPrefix("#"), !line.contains("per:") else {
                continue
            }
            changed.replaceSubrange(
                match.range, with: "\(match.1): \"\(match.2).\(match.3)\(digit)\"")
            let policy = try Policy(yaml: changed, file: "changed.yaml")
            #expect(!meals.differences(from: policy, calendar: calendar).isEmpty, "\(line)")
        }
    }
}

extension String {
    fileprivate func lastLineStart(before index: Index) -> Index {
        self[..<index].lastIndex(of: "\n").map { self.index(after: $0) } ?? startIndex
    }
}

@Suite("A table of worked meals")
struct WorkedMealsTests {
    private static let header =
        "case,person,birth_date,statuses,hukou,residence,sold_at,street,venue,channel,gross,"
        + "discount,subsidy,payable,rules,funders,note\n"

    private func differences(_ rows: String) throws -> [String] {
        let meals = try WorkedMeals(Array((WorkedMealsTests.header + rows).utf8), file: "w.csv")
        return meals.differences(from: try Sample.putuo(), calendar: WorkCalendar())
            .map(\.description)
    }

    @Test("counts the limits of one person across rows and keeps persons apart")
    func limits() throws {
        let facts = "1940-01-01,,310107,310107,2026-03-11T11:30:00,310107001,,,20.00"
        let given = "3.00,3.00,14.00,C,district=3.00,"
        let refused = "3.00,0.00,17.00,,,"
        #expect(
            try differences(
                "a,王,\(facts),\(given)\nb,王,\(facts),\(refused)\nc,李,\(facts),\(given)\n"
            ).isEmpty)
        let wrong = try differences("a,王,\(facts),\(given)\nb,王,\(facts),\(given)\n")
        #expect(
            wrong == [
                "w.csv:3: b: subsidy is written as 3.00, the policy gives 0.00; payable is written as "
                    + "14.00, the policy gives 17.00; rules is written as C, the policy gives nothing; "
                    + "funders is written as district=3.00, the policy gives nothing"
            ], "\(wrong)")
    }

    @Test("names every cell that cannot be read, all at once")
    func problemsAtOnce() {
        let rows = """
            a,王,1940-13-01,poor,31,310107,noon,3101,hall,picnic,1.234,,,,,,
            a,,1940-01-01,,,,2026-03-11T11:30:00,310107001,,,20.00,,,,,,
            """
        let found = problems { () throws(Problems) in
            _ = try WorkedMeals(Array((WorkedMealsTests.header + rows).utf8), file: "w.csv")
        }
        for place in [
            "w.csv:2: sold_at", "w.csv:2: street", "w.csv:2: venue", "w.csv:2: channel",
            "w.csv:2: gross", "w.csv:3: case", "w.csv:3: birth_date",
        ] {
            #expect(found.contains { $0.hasPrefix(place) }, "\(place) \(found)")
        }
        #expect(
            problems { () throws(Problems) in
                _ = try WorkedMeals(Array(WorkedMealsTests.header.utf8), file: "w.csv")
            }.count == 1)
    }
}
