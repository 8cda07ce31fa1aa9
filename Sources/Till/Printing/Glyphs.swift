#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One printed character and its bytes in GB18030.
struct Glyph: Hashable, Sendable {
    let scalar: Unicode.Scalar
    let bytes: [UInt8]

    /// Columns on paper: a character of two or four bytes is drawn twice as wide as a letter.
    var columns: Int { bytes.count == 1 ? 1 : 2 }

    static let space = Glyph(letter: " ")
    /// Stands for what cannot be printed.
    static let box = Glyph(scalar: "□", bytes: [0xA1, 0xF5])
}

extension Glyph {
    /// A character of ASCII, which is its own byte.
    fileprivate init(letter: Unicode.Scalar) {
        self.init(scalar: letter, bytes: [UInt8(letter.value)])
    }
}

/// Turns text into what a Chinese receipt printer can draw, and remembers what it cannot.
///
/// No byte that leaves here is a control character, so nothing in a name becomes a command.
struct GlyphCase: ~Copyable {
    private let converter: iconv_t?
    private let hasFourByteGlyphs: Bool
    /// What was printed as □, in the order in which it was met.
    private(set) var missing: [Unicode.Scalar] = []

    /// - Parameter hasFourByteGlyphs: false for a printer that knows GBK only.
    init(hasFourByteGlyphs: Bool) {
        self.hasFourByteGlyphs = hasFourByteGlyphs
        let opened = iconv_open("GB18030", "UTF-8")
        converter = opened == iconv_t(bitPattern: -1) ? nil : opened
    }

    deinit {
        if let converter { iconv_close(converter) }
    }

    mutating func glyphs(of text: String) -> [Glyph] {
        var glyphs: [Glyph] = []
        for scalar in text.unicodeScalars {
            if scalar.isLetterWide {
                glyphs.append(Glyph(letter: scalar))
            } else if !scalar.isInvisible {
                glyphs.append(glyph(of: scalar))
            }
        }
        return glyphs
    }

    private mutating func glyph(of scalar: Unicode.Scalar) -> Glyph {
        if scalar.properties.isWhitespace, scalar != "\u{3000}" { return .space }
        let drawn = Unicode.Scalar.lookAlikes[scalar] ?? scalar
        if drawn.isLetterWide { return Glyph(letter: drawn) }
        if let code = Unicode.Scalar.settledCodes[drawn] {
            return Glyph(scalar: drawn, bytes: [UInt8(code >> 8), UInt8(code & 0xFF)])
        }
        if drawn.hasPlaceInFonts, let bytes = convert(drawn),
            bytes.count == 2 || bytes.count == 4 && hasFourByteGlyphs && drawn.isIdeograph
        {
            return Glyph(scalar: drawn, bytes: bytes)
        }
        missing.append(scalar)
        return .box
    }

    private func convert(_ scalar: Unicode.Scalar) -> [UInt8]? {
        guard let converter else { return nil }
        var input = Array(String(Character(scalar)).utf8)
        var output = [UInt8](repeating: 0, count: 8)
        return input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var fromLeft = source.count
                var toLeft = target.count
                guard iconv(converter, &from, &fromLeft, &to, &toLeft) == 0 else { return nil }
                return Array(target.prefix(target.count - toLeft))
            }
        }
    }
}

extension Unicode.Scalar {
    /// A printable character of ASCII.
    fileprivate var isLetterWide: Bool { (0x20...0x7E).contains(value) }

    /// Takes no place on paper: joiners, direction marks, variants of the character before.
    fileprivate var isInvisible: Bool { properties.isDefaultIgnorableCodePoint }

    fileprivate var isIdeograph: Bool { properties.isIdeographic }

    /// False for control characters, for private use, and for the upright punctuation whose code
    /// is another one in each edition of the standard.
    fileprivate var hasPlaceInFonts: Bool {
        switch properties.generalCategory {
        case .control, .privateUse, .unassigned, .surrogate: false
        default: !(0xFE10...0xFE19).contains(value)
        }
    }

    /// Signs of one meaning and look, where only the second is in printers' fonts.
    fileprivate static let lookAlikes: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{A5}": "￥", "\u{2022}": "·", "\u{2027}": "·", "\u{22C5}": "·", "\u{30FB}": "·",
        "\u{2010}": "-", "\u{2011}": "-", "\u{2212}": "-", "\u{301C}": "～", "\u{2043}": "-",
    ]

    /// Characters whose code differs between the editions of GB18030 of 2000, 2005 and 2022.
    ///
    /// Fonts of all three draw them at these places, whatever the computer's tables say.
    fileprivate static let settledCodes: [Unicode.Scalar: UInt16] = [
        "\u{1E3F}": 0xA8BC, "\u{20087}": 0xFE51, "\u{20089}": 0xFE52, "\u{200CC}": 0xFE53,
        "\u{9FB4}": 0xFE59, "\u{9FB5}": 0xFE61, "\u{9FB6}": 0xFE66, "\u{9FB7}": 0xFE67,
        "\u{215D7}": 0xFE6C, "\u{9FB8}": 0xFE6D, "\u{2298F}": 0xFE76, "\u{9FB9}": 0xFE7E,
        "\u{9FBA}": 0xFE90, "\u{241FE}": 0xFE91, "\u{9FBB}": 0xFEA0,
    ]
}
