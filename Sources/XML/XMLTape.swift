/// What the parser met in one piece of a file, flat: names and texts are bytes in a row.
///
/// The parser's thread is the busier one, so the reader's thread makes the strings.
struct XMLTape: Sendable {
    var marks: [Mark] = []
    var bytes: [UInt8] = []

    /// One thing on the tape and how many of the next bytes are its own.
    enum Mark {
        /// An element; its attributes follow, then its text where it has no children.
        case start(name: Int32, line: Int32)
        case attribute(name: Int32, value: Int32)
        /// The text, maybe empty, of the element before, which ends here.
        case whole(text: Int32)
        case text(Int32)
        case end
    }
}

/// Writes down what the parser calls out.
struct XMLRecorder {
    private var tape = XMLTape()
    /// Where the last element begins, while it may turn out to have no children.
    private var opened: (mark: Int, byte: Int)?
    private var textStart = 0
    private var textIsBlank = true
    /// How many elements are open.
    private(set) var depth = 0

    static let textLimit = 1 << 16

    mutating func open(_ name: UnsafeBufferPointer<UInt8>, line: Int) {
        endText()
        opened = (tape.marks.count, tape.bytes.count)
        tape.bytes += name
        tape.marks.append(.start(name: Int32(name.count), line: Int32(clamping: line)))
        textStart = tape.bytes.count
        depth += 1
    }

    /// An attribute of the element just opened; the library writes an ampersand as `&#38;`.
    mutating func attribute(
        _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>
    ) {
        tape.bytes += name
        let start = tape.bytes.count
        if value.contains(UInt8(ascii: "&")) {
            var rest = value[...]
            while let byte = rest.popFirst() {
                tape.bytes.append(byte)
                if byte == UInt8(ascii: "&"), rest.starts(with: "#38;".utf8) { rest.removeFirst(4) }
            }
        } else {
            tape.bytes += value
        }
        textStart = tape.bytes.count
        tape.marks.append(
            .attribute(name: Int32(name.count), value: Int32(textStart - start)))
    }

    /// - Returns: false where the text is longer than one may be.
    mutating func met(_ characters: UnsafeBufferPointer<UInt8>) -> Bool {
        guard textLength + characters.count <= XMLRecorder.textLimit else { return false }
        tape.bytes += characters
        if textIsBlank { textIsBlank = characters.allSatisfy { $0 <= 0x20 } }
        return true
    }

    mutating func close() {
        depth -= 1
        if opened.take() != nil {
            tape.marks.append(.whole(text: Int32(textLength)))
            textStart = tape.bytes.count
            textIsBlank = true
        } else {
            endText()
            tape.marks.append(.end)
        }
    }

    /// What was written down since the last call, up to what is not whole yet.
    mutating func cut() -> XMLTape {
        let end = opened ?? (tape.marks.count, textStart)
        var rest = XMLTape()
        rest.marks.reserveCapacity(tape.marks.count)
        rest.bytes.reserveCapacity(tape.bytes.count)
        rest.marks += tape.marks[end.mark...]
        rest.bytes += tape.bytes[end.byte...]
        swap(&rest, &tape)
        rest.marks.removeLast(tape.marks.count)
        if opened != nil { opened = (0, 0) }
        textStart -= end.byte
        return rest
    }

    private var textLength: Int { tape.bytes.count - textStart }

    /// Puts down the text before a child or an end; white space between elements is left out.
    private mutating func endText() {
        opened = nil
        if textIsBlank {
            tape.bytes.removeLast(textLength)
        } else {
            tape.marks.append(.text(Int32(textLength)))
        }
        textStart = tape.bytes.count
        textIsBlank = true
    }
}
