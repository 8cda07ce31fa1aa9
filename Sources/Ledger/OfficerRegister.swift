internal import Foundation
internal import Journal
package import Meals
package import Store

/// The people who may bring policies into force.
///
/// Whoever may write into the data directory may name them; what they then put in force is on
/// record with their names.
package struct OfficerRegister: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Everybody who is or was an officer, by name.
    package func all() throws -> [OfficerRow] { try store.read { try $0.officers() } }

    /// Names a new officer.
    ///
    /// - Throws: ``OfficerError`` where the name cannot stand, or was given before.
    package func add(_ name: String, _ passPhrase: PassPhrase, at now: Moment) throws {
        guard OfficerRegister.isName(name) else { throw OfficerError.notAName(name) }
        try store.write { store in
            let taken = try store.reading.officers().contains {
                OfficerRegister.isSamePerson($0.name, name)
            }
            guard !taken else { throw OfficerError.nameTaken(name) }
            let digest = PassPhrase.digest(passPhrase.text, of: name)
            try store.insert(OfficerRow(name: name, digest: digest, since: now))
        }
    }

    /// Lets nobody act under a name any more; the name is never given again, and what it proposed
    /// and nobody agreed to yet lapses.
    package func remove(_ name: String, at now: Moment) throws {
        try store.write { store in
            guard try store.reading.officers().contains(where: { $0.name == name }) else {
                throw OfficerError.unknown(name)
            }
            try store.removeOfficer(name)
            for item in try store.reading.openItems() where item.proposedBy == name {
                try store.withdrawProposal(ofItem: item.number)
                try store.insert(
                    OpenItemEvent(
                        at: now, by: name, act: "lapse",
                        note: "\(name) is no officer any more; propose it anew"),
                    of: item.number)
            }
        }
    }

    /// Whether two names differ only in blanks, width or case: to a reader they are one person, so
    /// they are one for every rule that asks for two.
    package static func isSamePerson(_ one: String, _ other: String) -> Bool {
        key(one) == key(other)
    }

    private static func key(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
                    .filter { !$0.properties.isWhitespace && !isInvisible($0) }))
    }

    /// Joiners and marks of direction, which nobody sees.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isDefaultIgnorableCodePoint
    }

    /// Names that stand for acts of the system itself.
    private static let reserved = [
        PolicyRegister.founder.submitter, PolicyRegister.founder.approver,
    ]

    private static func isName(_ name: String) -> Bool {
        (1...40).contains(name.count) && name.first?.isWhitespace == false
            && name.last?.isWhitespace == false && !key(name).isEmpty
            && !reserved.contains { isSamePerson($0, name) }
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: false
                default: true
                }
            }
    }
}

/// An officer's name with the pass phrase that proves it.
package struct OfficerProof: Sendable {
    package let name: String
    private let passPhrase: String

    /// - Parameter passPhrase: as it was typed.
    package init(name: String, passPhrase: String) {
        self.name = name
        self.passPhrase = passPhrase
    }

    /// - Throws: ``OfficerError`` where there is no such officer or the phrase is not his.
    package func check(in reading: StoreReading) throws {
        guard let officer = try reading.officers().first(where: { $0.name == name }),
            let digest = officer.digest
        else { throw OfficerError.unknown(name) }
        guard digest == PassPhrase.digest(passPhrase, of: name) else {
            throw OfficerError.wrongPassPhrase(name)
        }
    }
}

/// Why an officer is not taken as one.
package enum OfficerError: Error, Hashable, Sendable {
    case notAName(String)
    case nameTaken(String)
    case unknown(String)
    case wrongPassPhrase(String)
}

extension OfficerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAName(let name):
            "'\(name)' cannot be an officer's name: write 1 to 40 characters without a blank at "
                + "either end"
        case .nameTaken(let name):
            "officer \(name): the name was given before and may stand under an approval; add "
                + "something to it"
        case .unknown(let name):
            "officer \(name): there is none of this name (mulin officer list); add one with mulin "
                + "officer add"
        case .wrongPassPhrase(let name):
            "officer \(name): the pass phrase is not the one that was shown with the name; a lost "
                + "one is replaced by a new officer"
        }
    }
}
