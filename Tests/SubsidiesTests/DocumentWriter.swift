import Meals
import Subsidies

extension Written {
    /// What a document says, without the way it is written.
    init(_ outline: Outline) {
        switch outline.value {
        case .text(let text): self = .text(text)
        case .list(let entries): self = .list(entries.map { Written($0) })
        case .keys(let entries): self = .keys(entries.map { ($0.key, Written($0.entry)) })
        case .empty: self = .list([])
        }
    }
}

/// Writes one document in many ways of YAML and remembers on which line everything went.
///
/// Chance picks between block and flow style and between quotes, and puts in comments, blank lines,
/// blanks at line ends, CRLF and a byte-order mark.
struct DocumentWriter {
    private var random: SeededRandom
    private var finished: [String] = []
    private var current = ""
    /// The lines from 1 by path, such as `subsidies[0].benefit.rate`; of a repeated key the last.
    private(set) var lines: [String: Int] = [:]
    /// Whether mappings and lists may stand in braces.
    private let braces: Bool

    init(_ document: Written, seed: UInt64, braces: Bool = true) {
        random = SeededRandom(seed: seed)
        self.braces = braces
        if chance(20) { end("---") }
        lines[""] = 0
        block(document, at: "", indent: 0, continuing: false)
        if !current.isEmpty { end("") }
    }

    /// The document as a file holds it.
    var bytes: [UInt8] {
        var random = random
        let (bom, ending) = (Int.random(in: 0..<100, using: &random), ["\n", "\n", "\r\n"])
        let lines = finished.map { line in
            Int.random(in: 0..<100, using: &random) < 6 ? line + "  " : line
        }
        let separator = ending.randomElement(using: &random) ?? "\n"
        let text = lines.joined(separator: separator) + separator
        return (bom < 15 ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
    }

    var lineCount: Int { finished.count }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    private mutating func end(_ text: String) {
        finished.append(current + text)
        current = ""
    }

    /// Ends the line and begins another, now and then after a comment or nothing at all.
    private mutating func begin(_ indent: Int) {
        if !current.isEmpty { end(chance(6) ? " # 注: {a: b}" : "") }
        while chance(8) { end(chance(50) ? "" : String(repeating: " ", count: indent) + "# note") }
        current = String(repeating: " ", count: indent)
    }

    private mutating func note(_ path: String) {
        lines[path] = finished.count + 1
        if lines[""] == 0 { lines[""] = finished.count + 1 }
    }

    private mutating func block(
        _ node: Written, at path: String, indent: Int, continuing: Bool
    ) {
        var continuing = continuing
        switch node {
        case .text: current += scalar(node.text)
        case .keys(let entries):
            for (key, value) in entries {
                if !continuing { begin(indent) }
                continuing = false
                let inner = path.isEmpty ? key : "\(path).\(key)"
                note(inner)
                current += (chance(8) ? "\"\(key)\"" : scalar(key)) + ":"
                child(value, at: inner, indent: indent)
            }
        case .list(let entries):
            for (index, value) in entries.enumerated() {
                if !continuing { begin(indent) }
                continuing = false
                note("\(path)[\(index)]")
                current += "-"
                if case .keys(let inner) = value, !inner.isEmpty, chance(60) || !braces {
                    current += " "
                    block(value, at: "\(path)[\(index)]", indent: indent + 2, continuing: true)
                } else {
                    current += " "
                    flow(value, at: "\(path)[\(index)]", indent: indent + 2)
                }
            }
        }
    }

    private mutating func child(_ value: Written, at path: String, indent: Int) {
        switch value {
        case .keys(let entries) where !entries.isEmpty && (chance(55) || !braces):
            block(value, at: path, indent: indent + (chance(50) ? 2 : 4), continuing: false)
        case .list(let entries) where !entries.isEmpty && (chance(55) || !braces):
            block(value, at: path, indent: indent + (chance(50) ? 0 : 2), continuing: false)
        default:
            current += String(repeating: " ", count: chance(10) ? 3 : 1)
            flow(value, at: path, indent: indent + 2)
        }
    }

    private mutating func flow(_ node: Written, at path: String, indent: Int) {
        switch node {
        case .text(let text): current += scalar(text)
        case .keys(let entries):
            current += "{"
            for (index, (key, value)) in entries.enumerated() {
                if index > 0 { separate(indent) }
                let inner = "\(path).\(key)"
                note(inner)
                current += scalar(key) + ": "
                flow(value, at: inner, indent: indent)
            }
            current += "}"
        case .list(let entries):
            current += "["
            for (index, value) in entries.enumerated() {
                if index > 0 { separate(indent) }
                note("\(path)[\(index)]")
                flow(value, at: "\(path)[\(index)]", indent: indent)
            }
            current += "]"
        }
    }

    private mutating func separate(_ indent: Int) {
        current += ","
        if chance(12) { begin(indent) } else { current += " " }
    }

    private mutating func scalar(_ text: String) -> String {
        let plain = DocumentWriter.canStandBare(text)
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where plain: return text
        case 1: return "'" + text.replacing("'", with: "''") + "'"
        default:
            return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
    }

    private static func canStandBare(_ text: String) -> Bool {
        let begin = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard let first = begin.first, let last = text.last else { return false }
        return (first.isLetter || first.isNumber) && last != ":" && last != " "
            && text != "null" && !text.contains(": ")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic
                    || "0123456789.-/_:% ".unicodeScalars.contains(scalar)
            }
    }
}
