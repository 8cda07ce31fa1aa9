/// A table read from CSV (RFC 4180), UTF-8 or GB18030; the header row names the columns.
package struct CSV: Sendable {
    package let file: String
    package let encoding: TextEncoding
    package let rows: [Row]

    /// One row; its fields answer to the names of their columns.
    package struct Row: Sendable {
        /// The line in the file on which the row begins, from 1.
        package let line: Int
        fileprivate let file: String
        fileprivate let columns: [String]
        fileprivate let fields: [String]

        /// The field's text; empty where an optional column is absent.
        package subscript(column: String) -> String {
            columns.firstIndex(of: column).map { fields[$0] } ?? ""
        }

        /// A complaint about one field of the row.
        package func problem(_ column: String, _ reason: String) -> Problem {
            Problem(file: file, line: line, place: column, reason: reason)
        }
    }

    /// Reads a whole table.
    ///
    /// - Parameters:
    ///   - required: the columns that must be there, in any order.
    ///   - optional: the columns that may be there; any other is refused.
    /// - Throws: every problem of the header and of the rows' shape.
    package init(
        _ bytes: [UInt8], file: String, required: [String], optional: [String] = []
    ) throws(Problems) {
        guard let (text, encoding) = TextEncoding.decode(bytes) else {
            throw Problems(
                Problem(
                    file: file,
                    reason: "is neither UTF-8 nor GB18030; save it as CSV UTF-8 and try again"))
        }
        self.file = file
        self.encoding = encoding
        var records = try CSV.records(text, file: file)[...]
        guard let header = records.popFirst() else {
            throw Problems(
                Problem(
                    file: file, line: 1,
                    reason:
                        "is empty; the first row must name the columns \(required.joined(separator: ","))"
                ))
        }
        let columns = header.fields.map(\.trimmed)
        var problems = CSV.headerProblems(columns, required, optional, file: file)
        var rows: [Row] = []
        rows.reserveCapacity(records.count)
        for record in records {
            if record.fields.count == columns.count {
                rows.append(
                    Row(line: record.line, file: file, columns: columns, fields: record.fields))
            } else {
                problems.append(
                    Problem(
                        file: file, line: record.line,
                        reason: "has \(record.fields.count) fields where the header has "
                            + "\(columns.count); check the commas and quotes"))
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        self.rows = rows
    }

    private static func headerProblems(
        _ columns: [String], _ required: [String], _ optional: [String], file: String
    ) -> [Problem] {
        let known = required + optional
        var problems: [Problem] = []
        for column in required where !columns.contains(column) {
            problems.append(
                Problem(file: file, line: 1, place: column, reason: "the column is missing"))
        }
        for (index, column) in columns.enumerated() {
            if !known.contains(column) {
                problems.append(
                    Problem(
                        file: file, line: 1, place: column,
                        reason: "unknown column; known are \(known.joined(separator: ","))"))
            } else if columns[..<index].contains(column) {
                problems.append(
                    Problem(file: file, line: 1, place: column, reason: "the column is there twice")
                )
            }
        }
        return problems
    }

    /// Splits text into records; a blank line is none.
    private static func records(
        _ text: String, file: String
    ) throws(Problems) -> [(line: Int, fields: [String])] {
        var text = text
        var scanner = CSVScanner()
        let failedLine = text.withUTF8 { scanner.scan($0) }
        if let failedLine {
            throw Problems(
                Problem(
                    file: file, line: failedLine,
                    reason: "a quote is not closed or stands inside a bare field; "
                        + "write \"\" for a quote within quotes"))
        }
        return scanner.records
    }
}

/// The automaton of RFC 4180, over UTF-8.
private struct CSVScanner {
    var records: [(line: Int, fields: [String])] = []
    private var fields: [String] = []
    private var quoted: [UInt8] = []

    /// Scans everything; answers the line of a quoting error, or nil.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let (comma, quote, cr, lf) = (UInt8(0x2C), UInt8(0x22), UInt8(0x0D), UInt8(0x0A))
        var index = 0
        var line = 1
        var recordLine = 1
        while index < bytes.count {
            if bytes[index] == quote {
                let opening = line
                index += 1
                quoted.removeAll(keepingCapacity: true)
                while true {
                    guard index < bytes.count else { return opening }
                    if bytes[index] == quote {
                        index += 1
                        guard index < bytes.count, bytes[index] == quote else { break }
                    } else if bytes[index] == lf {
                        line += 1
                    }
                    quoted.append(bytes[index])
                    index += 1
                }
                fields.append(String(decoding: quoted, as: UTF8.self))
                if index < bytes.count, bytes[index] == cr,
                    index + 1 == bytes.count || bytes[index + 1] == lf
                {
                    index += 1
                }
                guard index == bytes.count || bytes[index] == comma || bytes[index] == lf else {
                    return opening
                }
            } else {
                let start = index
                while index < bytes.count, bytes[index] != comma, bytes[index] != lf {
                    if bytes[index] == quote { return line }
                    index += 1
                }
                var end = index
                if end > start, bytes[end - 1] == cr, index == bytes.count || bytes[index] == lf {
                    end -= 1
                }
                fields.append(String(decoding: bytes[start..<end], as: UTF8.self))
            }
            if index < bytes.count, bytes[index] == comma {
                index += 1
                if index == bytes.count { fields.append("") }
                continue
            }
            endRecord(recordLine)
            if index < bytes.count, bytes[index] == lf { index += 1 }
            line += 1
            recordLine = line
        }
        if !fields.isEmpty { endRecord(recordLine) }
        return nil
    }

    private mutating func endRecord(_ line: Int) {
        if fields != [""] { records.append((line, fields)) }
        fields = []
    }
}

extension String {
    /// The text without blanks at its ends.
    package var trimmed: String {
        let front = drop(while: \.isWhitespace)
        guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(front[...last])
    }
}

extension CSV {
    /// A field as it must be written so that it reads back the same.
    package static func field(_ text: String) -> String {
        let special = text.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
        guard special || text.first?.isWhitespace == true || text.last?.isWhitespace == true
        else { return text }
        // By scalars: a quote with a combining mark behind it is another character, but a quote.
        var quoted = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            quoted.append(scalar)
            if scalar == "\"" { quoted.append(scalar) }
        }
        return "\"" + String(quoted) + "\""
    }

    /// A row with its line end (LF).
    package static func row(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\n"
    }
}
