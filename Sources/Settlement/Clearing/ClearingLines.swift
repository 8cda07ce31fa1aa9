internal import Meals

/// The lines of a clearing file and the problems met in them.
struct ClearingLines {
    let file: String
    /// Without their line ends.
    private(set) var lines: [ArraySlice<UInt8>] = []
    private(set) var problems: [Problem] = []

    /// Files above this are not a merchant's day.
    static let byteLimit = 1 << 30
    private static let problemLimit = 100

    /// Splits at CRLF; anything else is a problem unless the counterparty may do it.
    init(_ bytes: [UInt8], file: String, _ leniency: inout Leniency) throws(Problems) {
        self.file = file
        guard bytes.count <= ClearingLines.byteLimit else {
            throw Problems(Problem(file: file, reason: "is larger than 1 GiB"))
        }
        var start = 0
        var lineFeeds = 0
        while start < bytes.count {
            let number = lines.count + 1
            guard let end = bytes[start...].firstIndex(of: 0x0A) else {
                if !leniency.allows(.lastLineOpen) {
                    throw Problems(
                        Problem(
                            file: file, line: number,
                            reason: "the last line has no line end: the file may be cut off"))
                }
                lines.append(bytes[start...])
                break
            }
            if end > start, bytes[end - 1] == 0x0D {
                lines.append(bytes[start..<(end - 1)])
            } else {
                lineFeeds += 1
                if lineFeeds == 1, !leniency.allows(.lineFeedOnly) {
                    throw Problems(
                        Problem(
                            file: file, line: number,
                            reason: "ends with LF where CRLF is prescribed (option "
                                + "line-feed-only)"))
                }
                lines.append(bytes[start..<end])
            }
            start = end + 1
        }
        if let stray = lines.firstIndex(where: { $0.contains(0x0D) }) {
            throw Problems(
                Problem(file: file, line: stray + 1, reason: "has a CR inside the line"))
        }
    }

    var isFull: Bool { problems.count >= ClearingLines.problemLimit }

    mutating func report(_ line: Int, _ field: FixedField?, _ reason: String) {
        guard !isFull else { return }
        problems.append(Problem(file: file, line: line, place: field?.place, reason: reason))
    }

    mutating func report(_ more: [Problem]) {
        for problem in more where !isFull { problems.append(problem) }
    }

    /// Ends the reading.
    func refuseProblems() throws(Problems) {
        if !problems.isEmpty { throw Problems(problems) }
    }
}
