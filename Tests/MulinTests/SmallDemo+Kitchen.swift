import Foundation
import Testing

/// The demo's kitchens are looked at with eyes of their own: the journals are read as plain JSON
/// and the tables as plain rows.
extension SmallDemo {
    static func kitchen() async throws -> SmallDemo {
        try await SmallDemo(meals: 420, canteens: 12, diners: 2000, seed: 7)
    }

    var sheets: String { data + "/supply/plan-2026-11-25" }

    /// The rows of a table by the names of its columns; none of its fields needs quotes.
    func rows(_ path: String) throws -> [[String: String]] {
        try rows(text: try String(contentsOfFile: path, encoding: .utf8))
    }

    func rows(text: String) throws -> [[String: String]] {
        let lines = text.split(separator: "\n")
        let columns = try #require(lines.first).split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return Dictionary(uniqueKeysWithValues: zip(columns, fields.map(String.init)))
        }
    }

    /// Every line sold and what was given back, from the tills' own journals.
    func journals() throws -> [(
        canteen: String, item: String, receipt: String, quantity: Int
    )] {
        var lines: [(canteen: String, item: String, receipt: String, quantity: Int)] = []
        let tills = data + "/tills"
        for till in try FileManager.default.contentsOfDirectory(atPath: tills).sorted() {
            let text = try String(
                contentsOfFile: "\(tills)/\(till)/epoch-001.journal", encoding: .utf8)
            var sales: [Int: [String: Any]] = [:]
            for line in text.split(separator: "\n").dropFirst() {
                let json = line.drop { $0 != "{" }
                let record = try #require(
                    try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
                let kind = record["kind"] as? String
                let of = (record["of"] as? [String: Any])?["seq"] as? Int
                let seq = try #require(record["seq"] as? Int)
                if kind == "sale" { sales[seq] = record }
                guard let sale = kind == "sale" ? record : of.flatMap({ sales[$0] }),
                    kind != nil, kind == "sale" || kind == "void" || kind == "refund"
                else { continue }
                let sold = sale["lines"] as? [[String: Any]] ?? []
                for part in record["lines"] as? [[String: Any]] ?? [] {
                    let index = part["line"] as? Int
                    let item = (index.map { sold[$0] } ?? part)["item"] as? String
                    let quantity = part["qty"] as? Int ?? 0
                    lines.append(
                        (
                            sale["canteen"] as? String ?? "", item ?? "",
                            "\(till)-001-\(seq)", kind == "sale" ? quantity : -quantity
                        ))
                }
            }
        }
        return lines
    }

    /// The dishes inside each item, and each dish's class, read off `dishes.yaml` line by line.
    func dishes() throws -> (inside: [String: [String]], classes: [String: String]) {
        let text = try String(contentsOfFile: Tree.root + "/Menus/dishes.yaml", encoding: .utf8)
        var (inside, classes): ([String: [String]], [String: String]) = ([:], [:])
        for block in text.components(separatedBy: "- code: ").dropFirst() {
            let code = String(block.dropFirst().prefix { $0 != "\"" })
            inside[code] = [code]
            if let kind = block.firstMatch(of: #/class: ([a-z-]+)/#) {
                classes[code] = String(kind.1)
            }
            if let held = block.firstMatch(of: #/holds: \[([^\]]*)\]/#) {
                inside[code] = held.1.matches(of: #/"(\d+)"/#).map { String($0.1) }
            }
        }
        return (inside, classes)
    }

    /// Changes every file of the menu in the data directory.
    func editMenu(_ change: (String) -> String) throws {
        for folder in [data + "/menu", data + "/menu/weeks"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: folder)
            where name.hasSuffix(".yaml") {
                let path = "\(folder)/\(name)"
                try change(String(contentsOfFile: path, encoding: .utf8))
                    .write(toFile: path, atomically: true, encoding: .utf8)
            }
        }
    }
}
