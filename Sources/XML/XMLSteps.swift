/// A step through a document.
enum XMLStep {
    case start(XMLElement)
    /// An element without children, whole.
    case leaf(XMLElement, text: String)
    case text(String)
    case end
}

/// What the parser has met and the reader has not taken yet.
struct XMLSteps {
    private var steps: [XMLStep] = []
    private var position = 0

    private var opened: XMLElement?
    private var text: [UInt8] = []
    private var textIsBlank = true
    /// How many elements are open.
    private(set) var depth = 0

    static let textLimit = 1 << 16

    // MARK: - What the parser meets

    mutating func open(_ element: XMLElement) {
        emit()
        opened = element
        depth += 1
    }

    /// - Returns: false where the text is longer than one may be.
    mutating func met(_ characters: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count + characters.count <= XMLSteps.textLimit else { return false }
        text.append(contentsOf: characters)
        if textIsBlank { textIsBlank = characters.allSatisfy { $0 <= 0x20 } }
        return true
    }

    mutating func close() {
        depth -= 1
        guard let element = opened.take() else {
            emit()
            return steps.append(.end)
        }
        steps.append(.leaf(element, text: String(decoding: text, as: UTF8.self)))
        clearText()
    }

    /// Puts down an element that turns out to have children, or the text before one.
    private mutating func emit() {
        if let element = opened.take() { steps.append(.start(element)) }
        guard !text.isEmpty else { return }
        if !textIsBlank { steps.append(.text(String(decoding: text, as: UTF8.self))) }
        clearText()
    }

    private mutating func clearText() {
        text.removeAll(keepingCapacity: true)
        textIsBlank = true
    }

    // MARK: - What the reader takes

    /// The next step, or nil where more must be parsed first.
    mutating func take() -> XMLStep? {
        guard position < steps.count else {
            removeAll()
            return nil
        }
        defer { position += 1 }
        return steps[position]
    }

    mutating func removeAll() {
        steps.removeAll(keepingCapacity: true)
        position = 0
    }
}
