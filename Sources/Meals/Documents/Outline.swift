internal import Yams

/// A YAML document as nested keys, each with its line; reading it collects every problem.
///
/// A reader asks for the keys it knows, then calls ``OutlineReader/finish(_:)``: what it did not
/// ask for is an unknown key and is refused.
package struct Outline {
    package let path: String
    package let line: Int
    package let value: Value

    /// What stands at a key.
    package enum Value {
        case text(String)
        case list([Outline])
        case keys([(key: String, entry: Outline)])
        case empty
    }

    /// Reads YAML text.
    ///
    /// - Throws: one problem with the line where the text stops being YAML or repeats a key.
    package init(yaml: String, file: String) throws(Problems) {
        do {
            // A node knows its anchor for as long as the parser lives.
            let parser = try Parser(yaml: yaml)
            self = try withExtendedLifetime(parser) {
                guard let root = try parser.singleRoot() else {
                    throw Problems(Problem(file: file, reason: "is empty"))
                }
                return try Outline(root, path: "", file: file)
            }
        } catch let problems as Problems {
            throw problems
        } catch let YamlError.scanner(_, problem, mark, _) {
            throw Problems(Problem(file: file, line: mark.line, reason: "is not YAML: \(problem)"))
        } catch let YamlError.parser(_, problem, mark, _) {
            throw Problems(Problem(file: file, line: mark.line, reason: "is not YAML: \(problem)"))
        } catch let YamlError.duplicatedKeysInMapping(duplicates, context) {
            throw Problems(
                duplicates.sorted().map { key in
                    let line = Outline.lastLine(
                        of: key, in: yaml, from: context.mark.line, column: context.mark.column)
                    return Problem(
                        file: file, line: line,
                        reason: "the key '\(key)' is there twice in one place")
                })
        } catch {
            throw Problems(Problem(file: file, reason: "is not YAML: \(error)"))
        }
    }

    /// Where a key stands for the last time in a block mapping that begins at a place; where it
    /// begins if the mapping is written in braces.
    private static func lastLine(
        of key: String, in yaml: String, from first: Int, column: Int
    ) -> Int {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        var found = first
        for (number, line) in lines.enumerated().dropFirst(first) {
            let indent = line.prefix { $0 == " " }.count
            let text = line.dropFirst(indent)
            if text.isEmpty || text.hasPrefix("#") { continue }
            if indent < column - 1 { break }
            let words = text.prefix { $0 != ":" }
            if indent == column - 1,
                words == key || words == "\"\(key)\"" || words == "'\(key)'"
            {
                found = number + 1
            }
        }
        return found
    }

    // What stands below a key is reported on the key's line, where a person looks for it.
    private init(
        _ node: Node, path: String, keyLine: Int? = nil, file: String
    ) throws(Problems) {
        self.path = path
        line = keyLine ?? node.mark?.line ?? 1
        // An alias has been resolved by now: what it repeats is told by its anchor.
        try Outline.refuseAnchor(node, path: path, line: line, file: file)
        switch node {
        case .scalar(let scalar):
            let plainNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            value = plainNull ? .empty : .text(scalar.string)
        case .sequence(let sequence):
            var entries: [Outline] = []
            for (index, element) in sequence.enumerated() {
                entries.append(try Outline(element, path: "\(path)[\(index)]", file: file))
            }
            value = .list(entries)
        case .mapping(let mapping):
            var entries: [(key: String, entry: Outline)] = []
            for (keyNode, element) in mapping {
                guard let key = keyNode.string else {
                    throw Problems(
                        Problem(
                            file: file, line: keyNode.mark?.line,
                            place: path.isEmpty ? nil : path, reason: "a key must be a word"))
                }
                try Outline.refuseAnchor(
                    keyNode, path: path, line: keyNode.mark?.line, file: file)
                let keyPath = path.isEmpty ? key : "\(path).\(key)"
                let entry = try Outline(
                    element, path: keyPath, keyLine: keyNode.mark?.line, file: file)
                entries.append((key, entry))
            }
            value = .keys(entries)
        case .alias:
            preconditionFailure("an alias is resolved when a document is composed")
        }
    }

    private static func refuseAnchor(
        _ node: Node, path: String, line: Int?, file: String
    ) throws(Problems) {
        guard node.anchor == nil else {
            throw Problems(
                Problem(
                    file: file, line: line, place: path.isEmpty ? nil : path,
                    reason: "anchors and aliases are not read; write the value out"))
        }
    }
}

/// Reads outlines and remembers every problem met on the way.
package struct OutlineReader {
    package let file: String
    package private(set) var problems: [Problem] = []

    package init(file: String) { self.file = file }

    package mutating func report(_ entry: Outline, _ reason: String) {
        problems.append(
            Problem(
                file: file, line: entry.line, place: entry.path.isEmpty ? nil : entry.path,
                reason: reason))
    }

    /// The entries of a mapping, which may have these keys and no others, each at most once.
    package mutating func keys(
        of entry: Outline, required: [String], optional: [String] = []
    ) -> [String: Outline] {
        guard case .keys(let entries) = entry.value else {
            let known = (required + optional).joined(separator: ", ")
            report(entry, "keys are expected here: \(known)")
            return [:]
        }
        var found: [String: Outline] = [:]
        for (key, child) in entries {
            if required.contains(key) || optional.contains(key) {
                found[key] = child
            } else {
                report(
                    child,
                    "unknown key; known here: \((required + optional).joined(separator: ", "))")
            }
        }
        for key in required where found[key] == nil {
            report(entry, "the key '\(key)' is missing")
        }
        return found
    }

    /// The entries of a mapping whose keys are free names, in written order.
    package mutating func named(_ entry: Outline) -> [(key: String, entry: Outline)] {
        guard case .keys(let entries) = entry.value else {
            report(entry, "names with values are expected here")
            return []
        }
        return entries
    }

    package mutating func list(_ entry: Outline?) -> [Outline] {
        guard let entry else { return [] }
        guard case .list(let entries) = entry.value else {
            report(entry, "a list is expected here")
            return []
        }
        return entries
    }

    package mutating func text(_ entry: Outline?) -> String? {
        guard let entry else { return nil }
        guard case .text(let text) = entry.value, !text.isEmpty else {
            report(entry, "a text is expected here")
            return nil
        }
        return text
    }

    /// The text turned into a value, or a complaint that says what it should look like.
    package mutating func value<Value>(
        _ entry: Outline?, _ shape: String, _ read: (String) -> Value?
    ) -> Value? {
        guard let entry, let text = text(entry) else { return nil }
        guard let value = read(text) else {
            report(entry, "'\(text)' is not \(shape)")
            return nil
        }
        return value
    }

    package mutating func day(_ entry: Outline?) -> Day? {
        value(entry, "a date (write 2026-11-23)") { Day($0) }
    }

    package mutating func fen(_ entry: Outline?) -> Fen? {
        value(entry, "an amount in yuan (write \"8.00\")") { Fen(yuan: $0) }
    }

    package mutating func fraction(_ entry: Outline?) -> Rational? {
        value(entry, "a number (write \"0.25\" or \"3/11\")") { Rational(text: $0) }
    }

    package mutating func whole(_ entry: Outline?) -> Int? {
        value(entry, "a whole number") { Int(decimal: Array($0.utf8)) }
    }

    package mutating func word<Word: RawRepresentable & CaseIterable>(
        _ entry: Outline?, as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return value(entry, "one of \(known)") { Word(rawValue: $0) }
    }

    /// Ends the reading: gives the value if nothing was wrong.
    ///
    /// - Throws: every problem met.
    package func finish<Value>(_ value: Value?) throws(Problems) -> Value {
        if !problems.isEmpty {
            throw Problems(problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
        }
        guard let value else {
            throw Problems(Problem(file: file, reason: "could not be read"))
        }
        return value
    }
}
