internal import Meals

/// A row of the roster as a line of a snapshot: canonical JSON, written and read in one go.
///
/// A district has half a million of them. What the quick reading does not know is left to the
/// reading of any JSON, which says what is wrong.
struct DinerLine {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The diner of a line in plain canonical form; nil for any other.
    static func read(_ line: ArraySlice<UInt8>) -> Diner? {
        line.withUnsafeBufferPointer { bytes in
            var reader = DinerLine(bytes)
            return reader.diner()
        }
    }

    private mutating func diner() -> Diner? {
        guard take("{") else { return nil }
        var (birth, from, to): (Day?, Day?, Day?)
        var (hukou, residence): (DivisionCode?, DivisionCode?)
        var id: DinerID?
        var (cards, statuses): ([CardToken], Set<Status>) = ([], [])
        // The keys in canonical order, each at most once.
        if take("\"birth\":") {
            guard let day = day(), more() else { return nil }
            birth = day
        }
        if take("\"cards\":") {
            guard let words = list(), more() else { return nil }
            cards = words.map { CardToken($0) }
        }
        if take("\"from\":") {
            guard let day = day(), more() else { return nil }
            from = day
        }
        if take("\"hukou\":") {
            guard let word = word(), more() else { return nil }
            hukou = DivisionCode(word)
        }
        if take("\"id\":") {
            guard let word = word(), more() else { return nil }
            id = DinerID(word)
        }
        if take("\"residence\":") {
            guard let word = word(), more() else { return nil }
            residence = DivisionCode(word)
        }
        if take("\"statuses\":") {
            guard let words = list(), more() else { return nil }
            for word in words {
                guard let status = Status(rawValue: word) else { return nil }
                statuses.insert(status)
            }
        }
        if take("\"to\":") {
            guard let day = day(), more() else { return nil }
            to = day
        }
        guard index == bytes.count, bytes[index - 1] == UInt8(ascii: "}"), let id, let from
        else { return nil }
        return Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: cards, validFrom: from, validTo: to)
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[index + offset] != text.utf8Start[offset] {
            return false
        }
        index += count
        return true
    }

    /// A comma with something behind it, or the end of the line.
    private mutating func more() -> Bool {
        if take(",") { return index < bytes.count && bytes[index] == UInt8(ascii: "\"") }
        return take("}") && index == bytes.count
    }

    /// A text of plain ASCII without escapes.
    private mutating func word() -> String? {
        guard take("\"") else { return nil }
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard (0x20..<0x7F).contains(bytes[index]), bytes[index] != UInt8(ascii: "\\") else {
                return nil
            }
            index += 1
        }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        return take("\"") ? word : nil
    }

    private mutating func list() -> [String]? {
        guard take("[") else { return nil }
        var words: [String] = []
        repeat {
            guard let word = word() else { return nil }
            words.append(word)
        } while take(",")
        return take("]") ? words : nil
    }

    private mutating func day() -> Day? {
        guard index + 12 <= bytes.count, bytes[index] == UInt8(ascii: "\""),
            bytes[index + 5] == UInt8(ascii: "-"), bytes[index + 8] == UInt8(ascii: "-"),
            bytes[index + 11] == UInt8(ascii: "\""), let year = number(1, 4),
            let month = number(6, 2), let day = number(9, 2)
        else { return nil }
        index += 12
        return Day(year: year, month: month, day: day)
    }

    private func number(_ offset: Int, _ count: Int) -> Int? {
        var value = 0
        for place in (index + offset)..<(index + offset + count) {
            guard (48...57).contains(bytes[place]) else { return nil }
            value = value * 10 + Int(bytes[place] - 48)
        }
        return value
    }
}

extension DinerLine {
    /// Writes a line without its end.
    static func write(_ diner: Diner, to output: inout [UInt8]) {
        var separator = UInt8(ascii: "{")
        func key(_ name: StaticString) {
            output.append(separator)
            separator = UInt8(ascii: ",")
            name.withUTF8Buffer { output.append(contentsOf: $0) }
        }
        func text(_ name: StaticString, _ value: String?) {
            guard let value else { return }
            key(name)
            JSON.write(value, to: &output)
        }
        func list(_ name: StaticString, _ values: [String]) {
            guard !values.isEmpty else { return }
            key(name)
            var before = UInt8(ascii: "[")
            for value in values {
                output.append(before)
                before = UInt8(ascii: ",")
                JSON.write(value, to: &output)
            }
            output.append(UInt8(ascii: "]"))
        }
        text("\"birth\":", diner.birth?.description)
        list("\"cards\":", diner.cards.map(\.text))
        text("\"from\":", diner.validFrom.description)
        text("\"hukou\":", diner.hukou?.text)
        text("\"id\":", diner.id.text)
        text("\"residence\":", diner.residence?.text)
        list("\"statuses\":", diner.statuses.sorted().map(\.rawValue))
        text("\"to\":", diner.validTo?.description)
        output.append(UInt8(ascii: "}"))
    }
}
