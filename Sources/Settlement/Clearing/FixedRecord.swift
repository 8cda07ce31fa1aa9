internal import Meals

/// The fields of one fixed-width record, as text without the blanks behind it.
package struct FixedRecord: Hashable, Sendable {
    /// In written order; a field of fixed width keeps its leading blank or zeros.
    package private(set) var fields: [String]

    package init(fields: [String]) { self.fields = fields }

    /// The text of the field with a number, from 1.
    package subscript(number: Int) -> String {
        get { fields[number - 1] }
        set { fields[number - 1] = newValue }
    }
}

extension FixedLayout {
    /// Takes a record apart that ``problems(in:file:line:)`` had nothing to say of.
    func record(_ bytes: ArraySlice<UInt8>) -> FixedRecord {
        FixedRecord(
            fields: fields.map { field in
                GBKText.decode(slice(field, of: bytes).trimmingRightBlanks) ?? ""
            })
    }

    func slice(_ field: FixedField, of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes[(bytes.startIndex + field.offset)..<(bytes.startIndex + field.end)]
    }

    /// What a record's shape has wrong; the length first, because it shifts all the rest.
    func problems(in bytes: ArraySlice<UInt8>, file: String, line: Int) -> [Problem] {
        guard bytes.count == length else {
            return [
                Problem(
                    file: file, line: line,
                    reason: "has \(bytes.count) bytes where a record has \(length)")
            ]
        }
        var problems: [Problem] = []
        for field in fields {
            let part = slice(field, of: bytes)
            if !field.shape.accepts(part) {
                problems.append(
                    Problem(
                        file: file, line: line, place: field.place,
                        reason: "'\(Discreet.text(part))' is not "
                            + field.shape.words(field.width)))
            }
            let next = bytes.startIndex + field.end
            if next < bytes.endIndex, bytes[next] != FieldShape.blank {
                problems.append(
                    Problem(
                        file: file, line: line, place: field.place,
                        reason: "no blank follows at offset \(field.end)"))
            }
            // One field out of place puts all behind it out of place.
            if problems.count >= 3 { break }
        }
        return problems
    }

    /// The record's bytes; nil where a field does not fit its place.
    package func bytes(of record: FixedRecord) -> [UInt8]? {
        guard record.fields.count == fields.count else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(length + 2)
        for field in fields {
            guard let padded = place(field, record) else { return nil }
            if !output.isEmpty { output.append(FieldShape.blank) }
            output += padded
        }
        return output
    }

    /// The bytes of one field in its full width; nil where its text does not fit its place.
    func place(_ field: FixedField, _ record: FixedRecord) -> [UInt8]? {
        guard record.fields.count == fields.count,
            let encoded = GBKText.encode(record[field.number]), encoded.count <= field.width
        else { return nil }
        let blanks = [UInt8](repeating: FieldShape.blank, count: field.width - encoded.count)
        let padded = encoded + blanks
        return field.shape.accepts(padded[...]) ? padded : nil
    }
}

/// Text from a file as an error line may show it.
enum Discreet {
    /// Up to forty characters; what GBK cannot read, controls, and the middle of long numbers
    /// are hidden: they may be a card's.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        guard let text = GBKText.decode(bytes.trimmingRightBlanks) else {
            return bytes.prefix(16).map { "\\x" + hex($0) }.joined()
        }
        return Discreet.text(text)
    }

    static func text(_ text: String) -> String {
        var result = ""
        var digits = ""
        for scalar in text.unicodeScalars.prefix(60) {
            if (0x30...0x39).contains(scalar.value) {
                digits.unicodeScalars.append(scalar)
                continue
            }
            result += hidingMiddle(digits)
            digits = ""
            result += scalar.value < 0x20 || scalar.value == 0x7F ? "·" : String(scalar)
        }
        return result + hidingMiddle(digits)
    }

    private static func hidingMiddle(_ digits: String) -> String {
        digits.count > 12
            ? digits.prefix(6) + String(repeating: "*", count: digits.count - 10) + digits.suffix(4)
            : digits
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return text.utf8.count == 1 ? "0" + text : text
    }
}
