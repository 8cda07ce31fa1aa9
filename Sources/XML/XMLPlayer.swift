/// A step through a document.
enum XMLStep {
    case start(XMLElement)
    /// An element without children, whole.
    case leaf(XMLElement, text: String)
    case text(String)
    case end
}

/// Makes steps of a tape.
struct XMLPlayer {
    private let tape: XMLTape
    private var position = 0
    private var byte = 0

    init(_ tape: XMLTape) { self.tape = tape }

    /// The next step, or nil at the end of the tape.
    mutating func step() -> XMLStep? {
        guard let mark = nextMark else { return nil }
        position += 1
        switch mark {
        case .start(let name, let line):
            let element = XMLElement(
                name: string(name), attributes: attributes(), line: Int(line))
            guard case .whole(let text) = nextMark else { return .start(element) }
            position += 1
            return .leaf(element, text: string(text))
        case .text(let count): return .text(string(count))
        case .end: return .end
        case .attribute, .whole: preconditionFailure("these stand behind the start of an element")
        }
    }

    private var nextMark: XMLTape.Mark? {
        position < tape.marks.count ? tape.marks[position] : nil
    }

    private mutating func attributes() -> [XMLAttribute] {
        var attributes: [XMLAttribute] = []
        while case .attribute(let name, let value) = nextMark {
            position += 1
            attributes.append(XMLAttribute(name: string(name), value: string(value)))
        }
        return attributes
    }

    private mutating func string(_ count: Int32) -> String {
        let start = byte
        byte += Int(count)
        return String(decoding: tape.bytes[start..<byte], as: UTF8.self)
    }
}
