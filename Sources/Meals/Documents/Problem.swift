/// One thing wrong in a document that a person can mend: where it is and what to write instead.
package struct Problem: Hashable, Sendable {
    package let file: String
    /// The line in the file, from 1; nil where the whole file is meant.
    package let line: Int?
    /// The column of a table or the key of a document, such as `subsidies[0].benefit.rate`.
    package let place: String?
    package let reason: String

    package init(file: String, line: Int? = nil, place: String? = nil, reason: String) {
        self.file = file
        self.line = line
        self.place = place
        self.reason = reason
    }
}

extension Problem: CustomStringConvertible {
    /// One line: file, line, place and reason, as `roster.csv:12: birth_date: … is not a date`.
    package var description: String {
        file + (line.map { ":\($0)" } ?? "") + ": " + (place.map { "\($0): " } ?? "") + reason
    }
}

/// Everything that is wrong with one input; nothing of it was taken.
package struct Problems: Error, Sendable {
    package let all: [Problem]

    package init(_ all: [Problem]) {
        precondition(!all.isEmpty, "a refusal names what is wrong")
        self.all = all
    }

    package init(_ one: Problem) { self.init([one]) }
}

extension Problems: CustomStringConvertible {
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
