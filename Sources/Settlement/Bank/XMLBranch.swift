internal import XML

/// A small part of a document, held in memory: one entry of a statement, one payment's status.
struct XMLBranch {
    let name: String
    let line: Int
    let attributes: [XMLAttribute]
    private(set) var text = ""
    private(set) var children: [XMLBranch] = []

    /// Elements in one branch; an entry with more is not a bank's.
    static let limit = 20_000

    /// Reads an element that was opened last, to its end.
    init(_ element: XMLElement, _ xml: XMLStreamReader) throws(XMLError) {
        var left = XMLBranch.limit
        try self.init(element, xml, &left)
    }

    private init(
        _ element: XMLElement, _ xml: XMLStreamReader, _ left: inout Int
    ) throws(XMLError) {
        name = element.name
        line = element.line
        attributes = element.attributes
        left -= 1
        guard left > 0 else {
            throw .malformed([
                XMLComplaint(
                    line: element.line,
                    reason: "more than \(XMLBranch.limit) elements in one entry")
            ])
        }
        while let event = try xml.next() {
            switch event {
            case .start(let child): children.append(try XMLBranch(child, xml, &left))
            case .text(let piece): text += piece
            case .end: return
            }
        }
    }

    /// The first child of a name, down a path.
    subscript(path: String...) -> XMLBranch? {
        var branch: XMLBranch? = self
        for name in path { branch = branch?.children.first { $0.name == name } }
        return branch
    }

    func all(_ name: String) -> [XMLBranch] { children.filter { $0.name == name } }

    /// Every branch of a name at any depth, in document order.
    func everywhere(_ name: String) -> [XMLBranch] {
        children.flatMap { child in
            (child.name == name ? [child] : []) + child.everywhere(name)
        }
    }

    func attribute(_ name: String) -> String? {
        attributes.first { $0.name == name }?.value
    }
}
