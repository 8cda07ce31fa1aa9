internal import Meals

extension CSV.Row {
    /// The field without blanks at its ends, which spreadsheets leave behind.
    subscript(cell column: String) -> String {
        let field = self[column]
        guard let first = field.utf8.first, let last = field.utf8.last else { return field }
        // Any byte of a wider blank is above 0x7F.
        guard first <= 0x20 || last <= 0x20 || first > 0x7F || last > 0x7F else { return field }
        return field.trimmed
    }

    /// The entries of a `;`-list; empty entries are none.
    func list(_ column: String) -> [String] {
        let field = self[cell: column]
        guard field.utf8.contains(UInt8(ascii: ";")) else { return field.isEmpty ? [] : [field] }
        return field.split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}
