internal import Meals
internal import XML

/// Reads camt.053 and camt.054 of any version, entry by entry.
package enum BankStatementReader {
    private static let space = "urn:iso:std:iso:20022:tech:xsd:"
    private static let entryLimit = 5_000_000

    /// Reads a file and adds every statement up.
    ///
    /// - Throws: ``Problems`` with line and element; both figures where a statement does not add
    ///   up. Nothing of a file with a problem is taken.
    package static func read(path: String) throws -> [BankStatement] {
        let statements = try parse(path: path)
        let problems = statements.flatMap { $0.problems(file: path) }
        if !problems.isEmpty { throw Problems(Array(problems.prefix(100))) }
        return statements
    }

    /// Reads several files, each as above.
    ///
    /// - Throws: ``Problems`` of all files together, and where two have the same statement.
    package static func read(
        paths: [String]
    ) throws -> [(path: String, statement: BankStatement)] {
        var read: [(path: String, statement: BankStatement)] = []
        var problems: [Problem] = []
        var names: [String: String] = [:]
        for path in paths {
            do {
                for statement in try self.read(path: path) {
                    if let other = names.updateValue(path, forKey: statement.name) {
                        problems.append(
                            Problem(
                                file: path, line: statement.line, place: "Stmt \(statement.id)",
                                reason: "is the statement in \(other) once more; name it once"))
                    }
                    read.append((path, statement))
                }
            } catch let error as Problems {
                problems += error.all
            }
        }
        if !problems.isEmpty { throw Problems(Array(problems.prefix(100))) }
        return read
    }

    /// Reads a file as it stands, without adding anything up.
    package static func parse(path: String) throws -> [BankStatement] {
        var statements: [BankStatement] = []
        var found: [Problem] = []
        do throws(XMLError) {
            var reader = BankReader(
                xml: try XMLStreamReader(path: path, ignoringHints: true), file: path)
            statements = try reader.document()
            found = reader.problems
        } catch {
            throw BankStatementReader.problems(error, file: path) ?? error
        }
        if !found.isEmpty { throw Problems(found) }
        return statements
    }

    static func problems(_ error: XMLError, file: String) -> (any Error)? {
        switch error {
        case .malformed(let list), .invalid(let list):
            Problems(
                list.map { Problem(file: file, line: $0.line, place: "XML", reason: $0.reason) })
        case .system, .unusableSchema, .unwritable: nil
        }
    }

    /// The statement's kind by the namespace of the document; nil for another message.
    static func kind(_ namespace: String) -> BankStatement.Kind? {
        guard namespace.hasPrefix(space) else { return nil }
        let name = String(namespace.dropFirst(space.count))
        for kind in [BankStatement.Kind.statement, .notification]
        where name.hasPrefix(kind.rawValue + ".001.") {
            return kind
        }
        return nil
    }

    static var limit: Int { entryLimit }
}
