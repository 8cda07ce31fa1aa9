package import Meals

/// What does not hold in a bundle: where, and what to do about it.
package struct ProofDifference: Hashable, Sendable, CustomStringConvertible {
    /// A member, a record or a claim.
    package let place: String
    package let reason: String

    package var description: String { "\(place): \(reason)" }
}

/// What became of a bundle that was computed again.
package struct ProofVerdict: Sendable {
    package internal(set) var from = Day(number: 0)
    package internal(set) var to = Day(number: 0)
    package internal(set) var windows = 0
    /// Settlement dates that were not closed: the bundle claims nothing of them.
    package internal(set) var open: [Day] = []
    package internal(set) var records = 0
    /// Sales with something granted that were rated again.
    package internal(set) var rated = 0
    /// Records from outside the windows that limits or reversals hang on.
    package internal(set) var carried = 0
    package internal(set) var claims = 0
    package internal(set) var payable = Fen.zero
    package internal(set) var variance = Fen.zero
    /// Journals whose chain reaches the place that a certificate vouches for.
    package internal(set) var certified = 0
    package internal(set) var journals = 0
    package internal(set) var signature = Signature.none
    /// Settlement files whose claims are the bundle's.
    package internal(set) var statements = 0
    /// Those of them with a signature that holds.
    package internal(set) var signedStatements = 0
    /// What a person should know although it holds: double grants, late records, quarantine.
    package private(set) var explanations: [String] = []
    package private(set) var furtherExplanations = 0
    package private(set) var differences: [ProofDifference] = []
    package private(set) var furtherDifferences = 0

    package var holds: Bool { differences.isEmpty }

    /// Who signed the list of digests.
    package enum Signature: String, Sendable {
        case none
        /// Somebody, perhaps the forger: the key came with the bundle, or not from who checks it.
        case unexpectedKey = "unexpected-key"
        /// Whose key the reader has from elsewhere.
        case expectedKey = "expected-key"
    }

    /// True where the key that was expected signed it.
    package var isSigned: Bool { signature == .expectedKey }

    /// What no sealed line proves: whoever believes it believes the bureau.
    package private(set) var trusts: [String] = []

    mutating func trust(_ words: String) {
        if trusts.count < ProofVerdict.most { trusts.append(words) }
    }

    private static let most = 1_000

    mutating func differ(_ place: String, _ reason: String) {
        if differences.count < ProofVerdict.most {
            differences.append(ProofDifference(place: place, reason: reason))
        } else {
            furtherDifferences += 1
        }
    }

    mutating func explain(_ words: String) {
        if explanations.count < ProofVerdict.most {
            explanations.append(words)
        } else {
            furtherExplanations += 1
        }
    }
}
