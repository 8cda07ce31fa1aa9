import Foundation
import Journal
import Meals

/// What a person sees in a terminal.
enum Console {
    /// Problems that are shown one by one before the rest is only counted.
    private static let shownProblems = 200

    /// Writes a complaint to standard error, a line for each problem.
    static func complain(_ message: String) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: true)
        for line in lines.prefix(shownProblems) { warn("mulin: \(line)") }
        if lines.count > shownProblems {
            warn("mulin: … and \(lines.count - shownProblems) more problems")
        }
    }

    static func warn(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    static func say(_ line: String = "") { print(line) }

    /// Prints an answer for a machine.
    static func say(_ json: JSON) { print(String(decoding: json.bytes, as: UTF8.self)) }

    /// True where standard error is a screen, so that progress may be drawn on it.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }
}

/// A bar that grows on a terminal and is silent in a pipe.
final class ProgressBar: Sendable {
    private let title: String
    private let total: Int
    private let visible = Console.showsProgress

    init(_ title: String, total: Int) {
        self.title = title
        self.total = max(total, 1)
    }

    func show(_ done: Int) {
        guard visible else { return }
        let width = 30
        let filled = min(done, total) * width / total
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        let text = "\r\(title) \(bar) \(done)/\(total)"
        FileHandle.standardError.write(Data(text.utf8))
    }

    func finish() {
        guard visible else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}

/// A table whose columns line up, Chinese characters being two columns wide.
struct TextTable {
    private var rows: [[String]]
    /// Columns to be set to the left; the others are numbers.
    private let texts: Set<Int>

    init(_ header: [String], texts: Set<Int> = [0]) {
        rows = [header]
        self.texts = texts
    }

    mutating func add(_ row: [String]) { rows.append(row) }

    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? TextTable.width($0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                let gap = String(repeating: " ", count: widths[column] - TextTable.width(text))
                return texts.contains(column) ? text + gap : gap + text
            }.joined(separator: "  ").trimmingTrailingBlanks
        }
    }

    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { width, scalar in
            width
                + ((0x1100...0x115F).contains(scalar.value)
                    || (0x2E80...0xA4CF).contains(scalar.value)
                    || (0xAC00...0xD7A3).contains(scalar.value)
                    || (0xF900...0xFAFF).contains(scalar.value)
                    || (0xFE30...0xFE6F).contains(scalar.value)
                    || (0xFF00...0xFF60).contains(scalar.value)
                    || (0x20000...0x3FFFD).contains(scalar.value) ? 2 : 1)
        }
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension Int {
    /// The number with a comma between thousands.
    var grouped: String {
        var digits = Array(String(magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (self < 0 ? "-" : "") + String(digits)
    }
}

extension Fen {
    /// The amount in yuan with a comma between thousands, such as `103,173.00`.
    var grouped: String {
        let text = yuan
        let parts = text.split(separator: ".")
        guard parts.count == 2, let whole = Int(parts[0]) else { return text }
        return (fen < 0 && whole == 0 ? "-" : "") + whole.grouped + "." + parts[1]
    }
}
