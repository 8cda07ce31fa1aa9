/// One step through a document.
package enum XMLEvent: Hashable, Sendable {
    case start(XMLElement)
    /// The character data of an element; white space between elements is left out.
    case text(String)
    case end
}

/// The opening of an element.
package struct XMLElement: Hashable, Sendable {
    /// The name without prefix.
    package let name: String
    package let attributes: [XMLAttribute]
    /// The line on which the opening tag ends, from 1.
    package let line: Int

    package init(name: String, attributes: [XMLAttribute], line: Int) {
        self.name = name
        self.attributes = attributes
        self.line = line
    }

    /// The value of an attribute, if it is there.
    package subscript(name: String) -> String? {
        // A loop: `first(where:)` costs more than what it looks for.
        for attribute in attributes where attribute.name == name { return attribute.value }
        return nil
    }
}

/// An attribute; those with a namespace are never read.
package struct XMLAttribute: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
