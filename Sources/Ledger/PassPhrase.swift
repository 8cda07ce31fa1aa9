package import Journal

/// What an officer proves himself with; shown once, kept only as a digest.
package struct PassPhrase: Sendable {
    /// Five groups of five letters and digits.
    package let text: String

    /// No digit and letter that look alike: neither 0, 1 nor I, L, O.
    package static let letters = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")

    /// Spells out 16 random bytes: at most 18 of their values share a phrase, so that more than
    /// 123 bits of them cannot be guessed.
    package init(random: [UInt8]) {
        precondition(random.count == 16, "a pass phrase is made from 16 bytes")
        var rest = random.reduce(into: UInt128(0)) { $0 = $0 << 8 | UInt128($1) }
        let groups = (0..<5).map { _ in
            String(
                (0..<5).map { _ in
                    let (quotient, letter) = rest.quotientAndRemainder(
                        dividingBy: UInt128(PassPhrase.letters.count))
                    rest = quotient
                    return PassPhrase.letters[Int(letter)]
                })
        }
        text = groups.joined(separator: "-")
    }

    /// The digest of a phrase as it was typed: dashes, blanks and case do not count.
    ///
    /// One round of SHA-256 is enough: nobody tries 2¹²³ phrases, as one would with chosen ones.
    package static func digest(_ typed: String, of name: String) -> Digest {
        let letters = typed.filter { $0.isLetter || $0.isNumber }.uppercased()
        return Digest(of: Array("mulin officer\n\(name)\n\(letters)".utf8))
    }
}
