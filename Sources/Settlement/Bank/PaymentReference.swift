internal import Journal

/// References of payments: 1 to 35 of the letters, digits and hyphens that every bank takes.
package enum PaymentReference {
    static let limit = 35

    /// Names and what follows them, parted by hyphens.
    ///
    /// Where a name is not plain, as a funder in Chinese, or all is too long, a digest of the names
    /// stands behind what can be read of them: equal names have equal references, others have not.
    package static func text(_ names: [String], then end: String) -> String {
        let plain = (names + [end]).joined(separator: "-")
        if PaymentOrder.isId(plain), names.allSatisfy({ !$0.isEmpty }) { return plain }
        // A length before each name: no two lists of names are one text.
        let exact = names.map { "\($0.utf8.count):\($0)" }.joined()
        let digest = Digest(of: Array(exact.utf8)).hex.prefix(10)
        let room = limit - end.utf8.count - digest.utf8.count - 2
        let readable = names.joined(separator: "-").unicodeScalars
            .filter { $0.isASCII && PaymentOrder.isId(String($0)) }
        let front = String(String.UnicodeScalarView(readable.prefix(max(0, room))))
        let start = front.drop { $0 == "-" }
        return (start.isEmpty ? "" : "\(start)-") + "\(digest)-\(end)"
    }
}
