package import Meals

/// What a diner is called and the number that the state gave: never shown, never kept in the clear.
package struct Identity: Hashable, Sendable {
    package let diner: DinerID
    /// Empty where it is not known.
    package let name: String
    /// The identity number; empty where it is not known.
    package let number: String

    package init(diner: DinerID, name: String, number: String) {
        self.diner = diner
        self.name = name
        self.number = number
    }

    package var isEmpty: Bool { name.isEmpty && number.isEmpty }

    /// The first character and `**`.
    package var maskedName: String { name.isEmpty ? "" : name.prefix(1) + "**" }

    /// The first three and the last four digits.
    package var maskedNumber: String {
        guard number.utf8.count > 7 else { return String(repeating: "*", count: number.count) }
        return number.prefix(3) + String(repeating: "*", count: number.count - 7)
            + number.suffix(4)
    }

    /// This identity, with what is empty in it taken from an earlier one.
    package func completed(by earlier: Identity) -> Identity {
        Identity(
            diner: diner, name: name.isEmpty ? earlier.name : name,
            number: number.isEmpty ? earlier.number : number)
    }
}

// However it is printed, in a log or by a failing test, it stays masked.
extension Identity: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(diner) \(maskedName) \(maskedNumber)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
