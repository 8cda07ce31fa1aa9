import Journal
import Testing

@testable import Till

@Suite("What a printer draws")
struct GlyphsTests {
    private func glyphs(_ text: String, hasFourByteGlyphs: Bool = true) -> (
        bytes: [UInt8], missing: [Unicode.Scalar]
    ) {
        var glyphs = GlyphCase(hasFourByteGlyphs: hasFourByteGlyphs)
        return (glyphs.glyphs(of: text).flatMap(\.bytes), glyphs.missing)
    }

    // The bytes are those of Python's gb18030 codec, but for the last three: there fonts hold the
    // character at its place of 2000, and Python has the private-use code of that year for it.
    @Test(
        "names and dishes are sent in GB18030, of one, two or four bytes a character",
        arguments: [
            ("红烧肉", "BAEC C9D5 C8E2"), ("上海", "C9CF BAA3"), ("abc 12.50", "616263 20 31322E3530"),
            ("￥", "A3A4"), ("×", "A1C1"), ("·", "A1A4"), ("□", "A1F5"), ("（大）", "A3A8 B4F3 A3A9"),
            ("𠮷", "9534B235"), ("㙍", "8230AB33"), ("龘", "FD93"), ("𠮷野家", "9534B235 D2B0 BCD2"),
            ("镕", "E946"), ("㛃", "8230B731"), ("鿍", "82359332"), ("𫖮", "9838F536"),
            ("龴", "FE59"), ("𠃌", "FE53"), ("ḿ", "A8BC"),
        ])
    func golden(_ text: String, _ dump: String) throws {
        let sent = glyphs(text)
        #expect(try sent.bytes == [UInt8](dump: dump) && sent.missing.isEmpty)
    }

    @Test("either yen sign is A3 A4, never the four bytes that come out as stray digits (H13)")
    func yen() throws {
        for text in ["¥192.00", "￥192.00"] {
            let sent = glyphs(text)
            #expect(try sent.bytes == [UInt8](dump: "A3A4 3139322E3030") && sent.missing.isEmpty)
        }
    }

    @Test("the whole of Unicode is as Python's table has it, or said not to be printable")
    func table() throws {
        var glyphs = GlyphCase(hasFourByteGlyphs: true)
        var list = ""
        for value in Array(0x20...0xFFFF) + stride(from: 0x10000, to: 0x33480, by: 5) {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let drawn = glyphs.glyphs(of: String(Character(scalar)))
            guard let glyph = drawn.first else { continue }
            // Look-alikes and blanks are another character on purpose.
            if glyph != .box, glyph.scalar != scalar { continue }
            let isBox = glyph == .box && scalar != "□"
            list += String(value, radix: 16) + (isBox ? " box\n" : " \(glyph.bytes.hex)\n")
        }
        let answer = try PrintedSlips.glyphs(list)
        #expect(answer.code == 0, "\(answer.output)")
        let agreed = answer.output.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        try #require(agreed.count == 3, "\(answer.output)")
        #expect(agreed[0] == 95 && agreed[1] > 21_800 && agreed[2] > 20_000, "\(agreed)")
    }

    @Test("no byte of any text is a control character, so no name becomes a command")
    func controls() {
        var random = SeededRandom(seed: 31)
        for _ in 0..<300 {
            var text = ""
            for _ in 0..<40 {
                let value = UInt32.random(
                    in: 0...random.pick([0x1F, 0xFF, 0xFFFF, 0x10FFFF]), using: &random)
                if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
            }
            let sent = glyphs(text, hasFourByteGlyphs: random.chance(50)).bytes
            #expect(sent.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xFF })
        }
        let sent = glyphs("肉\u{1B}@\u{1D}V\u{0}\u{10}\u{4}\u{1}饭")
        #expect(sent.missing.map(\.value) == [0x1B, 0x1D, 0, 0x10, 4, 1])
        #expect(sent.bytes.count(of: Glyph.box.bytes) == 6)
    }

    @Test("blanks of every kind are blanks; what takes no place takes none")
    func blanks() throws {
        #expect(glyphs("a\tb\nc\u{A0}d\u{2003}e").bytes == Array("a b c d e".utf8))
        #expect(glyphs("\u{FEFF}a\u{200B}b\u{200D}\u{202E}c\u{FE0F}").bytes == Array("abc".utf8))
        // A variant of 葛 asked for by a selector is 葛.
        #expect(try glyphs("葛\u{E0100}").bytes == [UInt8](dump: "B8F0"))
        #expect(glyphs("a\tb\u{200B}葛\u{E0100}").missing.isEmpty)
    }

    @Test("what the printer does not have is □, and is said")
    func missing() throws {
        let sent = glyphs("饭🍚é\u{E000}ง")
        #expect(try sent.bytes == [UInt8](dump: "B7B9 A1F5 A8A6 A1F5 A1F5"))
        #expect(sent.missing == ["🍚", "\u{E000}", "ง"])
        #expect(
            PrintOutcome.printed(missing: sent.missing + ["🍚"], paperIsLow: true).line
                == "E24 有字打不出，印成 □：🍚 U+1F35A U+E000 ง U+E07")
    }

    @Test("a printer of GBK only gets no four bytes")
    func gbk() throws {
        let sent = glyphs("𠮷龘㙍肉龴", hasFourByteGlyphs: false)
        #expect(try sent.bytes == [UInt8](dump: "A1F5 FD93 A1F5 C8E2 FE59"))
        #expect(sent.missing == ["𠮷", "㙍"])
    }
}
