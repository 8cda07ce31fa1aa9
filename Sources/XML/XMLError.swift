/// Why an XML file was not read or not written.
package enum XMLError: Error, Hashable, Sendable {
    /// The operating system refused an act on a file.
    case system(act: String, path: String, reason: String)
    /// The text is not XML, or has something that is never read here, such as a DOCTYPE.
    case malformed([XMLComplaint])
    /// The text is XML, but not as its schema prescribes.
    case invalid([XMLComplaint])
    /// The schema itself cannot be used.
    case unusableSchema([XMLComplaint])
    /// A value to be written holds a character that XML 1.0 cannot express.
    case unwritable(place: String, character: UInt32)
}

/// One thing that the parser or the schema found wrong.
package struct XMLComplaint: Hashable, Sendable {
    /// The line in the file, from 1.
    package let line: Int
    /// What is wrong, in one line and without long numbers.
    package let reason: String

    package init(line: Int, reason: String) {
        self.line = line
        self.reason = XMLComplaint.discreet(reason)
    }

    /// One line, without namespaces in braces, with the middle of every long number hidden.
    ///
    /// The library quotes the value it refuses: that may be a card number.
    private static func discreet(_ reason: String) -> String {
        var result: [Character] = []
        var digits: [Character] = []
        var inNamespace = false
        for character in reason.split(whereSeparator: \.isNewline).joined(separator: " ") {
            if character == "{", result.last == "'" || result.last == " " { inNamespace = true }
            if character.isASCII, character.isNumber, !inNamespace {
                digits.append(character)
                continue
            }
            result += hidingMiddle(digits)
            digits.removeAll()
            if !inNamespace { result.append(character) }
            if character == "}" { inNamespace = false }
        }
        return String(result + hidingMiddle(digits))
    }

    private static func hidingMiddle(_ digits: [Character]) -> [Character] {
        guard digits.count > 12 else { return digits }
        let hidden = Array(repeating: Character("*"), count: digits.count - 10)
        return digits.prefix(6) + hidden + digits.suffix(4)
    }
}

extension XMLError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let act, let path, let reason): "cannot \(act) \(path): \(reason)"
        case .malformed(let complaints): "is not XML that is read here: \(complaints.sentence)"
        case .invalid(let complaints): "is not as the schema prescribes: \(complaints.sentence)"
        case .unusableSchema(let complaints): "the schema cannot be used: \(complaints.sentence)"
        case .unwritable(let place, let character):
            "\(place) holds the character U+\(String(character, radix: 16, uppercase: true)), "
                + "which XML cannot express"
        }
    }
}

extension [XMLComplaint] {
    fileprivate var sentence: String {
        map { "line \($0.line): \($0.reason)" }.joined(separator: "; ")
    }
}
