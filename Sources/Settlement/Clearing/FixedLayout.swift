internal import Meals

/// Which field stands where in a fixed-width record; one blank stands between two fields.
package struct FixedLayout: Sendable {
    package let fields: [FixedField]
    /// Bytes of a record without its line end.
    package let length: Int
    /// A record in which nothing is said.
    let blank: FixedRecord

    /// Fields in written order, numbered from 1.
    init(_ table: [(name: String, width: Int, shape: FieldShape)]) {
        var offset = 0
        var fields: [FixedField] = []
        for (index, row) in table.enumerated() {
            fields.append(
                FixedField(
                    number: index + 1, name: row.name, offset: offset, width: row.width,
                    shape: row.shape))
            offset += row.width + 1
        }
        self.fields = fields
        length = offset - 1
        blank = FixedRecord(
            fields: fields.map { field in
                switch field.shape {
                case .text, .code, .someCode, .digitsOrBlank: ""
                case .digits: String(repeating: "0", count: field.width)
                case .directed: " " + String(repeating: "0", count: field.width - 1)
                }
            })
    }

    /// The field of a number, from 1.
    subscript(number: Int) -> FixedField { fields[number - 1] }
}

/// One field of a fixed-width record.
package struct FixedField: Sendable {
    /// From 1, as the issuer counts.
    package let number: Int
    /// The issuer's name.
    package let name: String
    /// The first byte in the record, from 0.
    package let offset: Int
    package let width: Int
    package let shape: FieldShape

    var end: Int { offset + width }

    /// Where a complaint about the field points, as `16 商户手续费, offset 166`.
    package var place: String { "\(number) \(name), offset \(offset)" }
}

/// What may stand in a field.
package enum FieldShape: Sendable {
    /// GBK text on the left, blanks behind; may be blank.
    case text
    /// ASCII without blanks on the left, blanks behind; may be blank.
    case code
    /// As ``code``, never blank.
    case someCode
    /// Digits in the full width.
    case digits
    /// Digits in the full width, or blank.
    case digitsOrBlank
    /// `D` 借, `C` 贷 or a blank, then digits in the full width.
    case directed

    /// The shape in words, for an error line.
    func words(_ width: Int) -> String {
        switch self {
        case .text: "text in GBK on the left"
        case .code: "a code on the left, or blank"
        case .someCode: "a code on the left"
        case .digits: "\(width) digits"
        case .digitsOrBlank: "\(width) digits, or blank"
        case .directed: "D, C or a blank and \(width - 1) digits"
        }
    }

    func accepts(_ bytes: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .text: FieldShape.isLeftText(bytes)
        case .code: FieldShape.isLeftCode(bytes)
        case .someCode: FieldShape.isLeftCode(bytes) && bytes.first != FieldShape.blank
        case .digits: bytes.allSatisfy(FieldShape.isDigit)
        case .digitsOrBlank:
            bytes.allSatisfy(FieldShape.isDigit) || bytes.allSatisfy { $0 == FieldShape.blank }
        case .directed:
            [UInt8(ascii: "C"), UInt8(ascii: "D"), FieldShape.blank].contains(bytes.first)
                && bytes.dropFirst().allSatisfy(FieldShape.isDigit)
        }
    }

    static let blank = UInt8(ascii: " ")

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLeftCode(_ bytes: ArraySlice<UInt8>) -> Bool {
        let filled = bytes.trimmingRightBlanks
        return filled.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isLeftText(_ bytes: ArraySlice<UInt8>) -> Bool {
        let filled = bytes.trimmingRightBlanks
        guard filled.first != blank, filled.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return false
        }
        return GBKText.decode(filled) != nil
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without blanks at their end.
    var trimmingRightBlanks: ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, self[end - 1] == FieldShape.blank { end -= 1 }
        return self[startIndex..<end]
    }
}
