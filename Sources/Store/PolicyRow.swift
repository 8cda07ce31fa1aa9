package import Journal
package import Meals

/// Somebody who may submit and approve policies.
package struct OfficerRow: Hashable, Sendable {
    package let name: String
    /// Of the pass phrase; nil for one who was removed: no phrase fits, and the name stays taken.
    package let digest: Digest?
    package let since: Moment

    package init(name: String, digest: Digest?, since: Moment) {
        self.name = name
        self.digest = digest
        self.since = since
    }
}

/// One version of a policy as it was submitted; its words never change.
package struct PolicyRow: Hashable, Sendable {
    /// Who did something with a version, and when.
    package struct Act: Hashable, Sendable {
        package let by: String
        package let at: Moment

        package init(by: String, at: Moment) {
            self.by = by
            self.at = at
        }
    }

    package let number: Int
    /// The policy's name, which all its drafts share.
    package let id: String
    /// What the document was called.
    package let file: String
    package let text: String
    /// The SHA-256 of the text.
    package let digest: Digest
    package let submitted: Act
    /// Nil for a draft.
    package let approved: Act?

    package init(
        number: Int, id: String, source: Snapshot.Source, submitted: Act, approved: Act? = nil
    ) {
        self.init(
            number: number, id: id, source: source, digest: Digest(of: Array(source.text.utf8)),
            submitted: submitted, approved: approved)
    }

    init(
        number: Int, id: String, source: Snapshot.Source, digest: Digest, submitted: Act,
        approved: Act?
    ) {
        self.number = number
        self.id = id
        (file, text) = (source.file, source.text)
        self.digest = digest
        self.submitted = submitted
        self.approved = approved
    }
}
