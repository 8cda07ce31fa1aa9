/// What is to stand on a strip of paper, from top to bottom, whatever the paper's width.
package struct SlipDocument: Hashable, Sendable {
    /// One thing on the paper.
    package enum Part: Hashable, Sendable {
        /// Words to the left, wrapped where they are long, and a figure to the right.
        case row(String, String)
        /// The same in letters of twice the size.
        case bigRow(String, String)
        case text(String)
        case centred(String)
        /// Centred in letters of twice the size.
        case big(String)
        case rule
        /// Empty lines.
        case feed(Int)
        /// A QR code that the printer draws itself.
        case qr(String)
        case cut
    }

    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    /// Empty lines that bring the last printed one past the cutter or the tearing edge.
    private static let ending: [Part] = [.feed(3), .cut]

    /// A slip with its end: what is printed goes past the cutter.
    static func slip(_ parts: [Part]) -> SlipDocument { SlipDocument(parts + ending) }

    /// The same slip with a mark in big letters at both ends, so that neither can be torn off
    /// unseen.
    private func marked(_ words: String) -> SlipDocument {
        let body =
            parts.suffix(SlipDocument.ending.count) == SlipDocument.ending[...]
            ? parts.dropLast(SlipDocument.ending.count) : parts[...]
        return .slip([.big(words)] + body + [.big(words)])
    }

    /// The slip as it is printed once more: it never passes for the first one.
    package var reprinted: SlipDocument { marked(SlipDocument.reprintMark) }

    /// True where the slip says that it is not the first one.
    var isReprint: Bool { parts.first == .big(SlipDocument.reprintMark) }

    private static let reprintMark = "重印"

    /// The slip of a sale in training, which is no proof of anything.
    package var forTraining: SlipDocument { marked("训练 不作凭证") }
}
