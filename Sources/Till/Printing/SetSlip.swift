/// A slip set into the lines of one paper: every glyph has its place.
struct SetSlip: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case line(Line)
        case feed(Int)
        case qr(String)
        case cut
    }

    /// One line of glyphs, never wider than the paper.
    struct Line: Hashable, Sendable {
        var glyphs: [Glyph]
        var isBig = false
        var isCentred = false

        var columns: Int { glyphs.reduce(0) { $0 + $1.columns } }
    }

    let paper: Paper
    private(set) var parts: [Part] = []
    /// What is printed as □.
    private(set) var missing: [Unicode.Scalar] = []

    init(_ slip: SlipDocument, on paper: Paper, hasFourByteGlyphs: Bool = true) {
        self.paper = paper
        var glyphs = GlyphCase(hasFourByteGlyphs: hasFourByteGlyphs)
        for part in slip.parts { set(part, &glyphs) }
        missing = glyphs.missing
    }

    private mutating func set(_ part: SlipDocument.Part, _ glyphs: inout GlyphCase) {
        switch part {
        case .row(let words, let figure):
            add(row(glyphs.glyphs(of: words), glyphs.glyphs(of: figure), paper.columns))
        case .bigRow(let words, let figure):
            let lines = row(glyphs.glyphs(of: words), glyphs.glyphs(of: figure), paper.columns / 2)
            add(lines, isBig: true)
        case .text(let text): add(wrap(glyphs.glyphs(of: text), paper.columns))
        case .centred(let text):
            add(wrap(glyphs.glyphs(of: text), paper.columns), isCentred: true)
        case .big(let text):
            add(wrap(glyphs.glyphs(of: text), paper.columns / 2), isBig: true, isCentred: true)
        case .rule: add([glyphs.glyphs(of: String(repeating: "-", count: paper.columns))])
        case .feed(let lines): parts.append(.feed(lines))
        case .qr(let text): parts.append(.qr(text))
        case .cut: parts.append(.cut)
        }
    }

    private mutating func add(_ lines: [[Glyph]], isBig: Bool = false, isCentred: Bool = false) {
        parts += lines.map { .line(Line(glyphs: $0, isBig: isBig, isCentred: isCentred)) }
    }

    /// Words wrapped clear of the figure's column; the figure stands at the end of their last line.
    private func row(_ words: [Glyph], _ figure: [Glyph], _ columns: Int) -> [[Glyph]] {
        let taken = figure.columns
        let room = columns - taken - 1
        // Where the figure leaves no room for words it gets a line of its own.
        guard room >= 8 || words.columns <= room else {
            return wrap(words, columns) + wrap(figure, columns).map { $0.padded(columns) }
        }
        var lines = wrap(words, room)
        let last = lines.removeLast()
        let gap = columns - last.columns - taken
        return lines + [last + Array(repeating: .space, count: gap) + figure]
    }

    /// Lines of at most so many columns; between two letters it breaks at a blank, if there is one.
    private func wrap(_ glyphs: [Glyph], _ columns: Int) -> [[Glyph]] {
        var lines: [[Glyph]] = []
        var line: [Glyph] = []
        for glyph in glyphs {
            if line.columns + glyph.columns > columns {
                var next: [Glyph] = []
                if glyph.columns == 1, glyph != .space,
                    let blank = line.lastIndex(of: .space), blank > 0
                {
                    let word = line[(blank + 1)...]
                    // A word is carried over whole, and × with its number; behind a Chinese
                    // character any place will do.
                    if word.allSatisfy({ $0.columns == 1 || $0.scalar == "×" }) {
                        next = Array(word)
                        line = Array(line[..<blank])
                    }
                }
                lines.append(line)
                line = next
                if line.isEmpty, glyph == .space { continue }
            }
            line.append(glyph)
        }
        return lines + [line]
    }
}

extension [Glyph] {
    fileprivate var columns: Int { reduce(0) { $0 + $1.columns } }

    /// Moved to the right end of a line.
    fileprivate func padded(_ columns: Int) -> [Glyph] {
        Array(repeating: .space, count: columns - self.columns) + self
    }
}

extension SlipDocument {
    /// The slip as plain text, for a window without a printer; big letters are ordinary ones.
    package func text(on paper: Paper) -> [String] {
        var ordinary = self
        ordinary.parts = parts.map { part in
            switch part {
            case .bigRow(let words, let figure): .row(words, figure)
            case .big(let words): .centred(words)
            case .row, .text, .centred, .rule, .feed, .qr, .cut: part
            }
        }
        return SetSlip(ordinary, on: paper).parts.compactMap { part in
            switch part {
            case .line(let line):
                line.glyphs.text(indent: line.isCentred ? (paper.columns - line.columns) / 2 : 0)
            case .qr(let text): "[QR \(text)]"
            case .feed, .cut: nil
            }
        }
    }
}

extension [Glyph] {
    fileprivate func text(indent: Int) -> String {
        var text = String(repeating: " ", count: indent)
        for glyph in self { text.unicodeScalars.append(glyph.scalar) }
        return text
    }
}
