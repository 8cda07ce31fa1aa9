package import Meals
package import XML

extension XMLError {
    /// What is wrong inside a file, line by line; nil where the file cannot be had at all.
    package func problems(in file: String) -> Problems? {
        let kind: String
        let complaints: [XMLComplaint]
        switch self {
        case .malformed(let list): (kind, complaints) = ("XML", list)
        case .invalid(let list): (kind, complaints) = ("schema", list)
        case .system, .unusableSchema, .unwritable: return nil
        }
        return Problems(
            complaints.map { Problem(file: file, line: $0.line, place: kind, reason: $0.reason) })
    }

    /// Runs an act on a file and names the file in what is wrong inside it.
    ///
    /// - Throws: ``Problems`` instead of what tells lines without a file; all else as it is.
    package static func naming<Value>(
        _ file: String, _ act: () throws -> Value
    ) throws -> Value {
        do {
            return try act()
        } catch let error as XMLError {
            throw error.problems(in: file) ?? error
        }
    }
}
