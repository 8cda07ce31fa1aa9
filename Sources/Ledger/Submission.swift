package import Journal

/// An upload made ready for the books: signature checked, lines read, sales rated.
///
/// All of it can be worked out beside the single writer, so that a queue of tills uses every core.
package struct Submission: Sendable {
    package let upload: Upload
    package let lines: [Line]

    /// One line and what it was understood as.
    package struct Line: Sendable {
        package let sealed: SealedLine
        package let content: Content
    }

    package enum Content: Sendable {
        case sale(Record, Sale, Rating)
        case other(Record)
        case notUnderstood(reason: String)
    }

    /// Reads and rates the lines of an upload.
    ///
    /// - Parameter snapshot: finds the snapshot that a sale names.
    package init(_ upload: Upload, snapshot: (String) -> Snapshot?) {
        self.upload = upload
        lines = upload.lines.map { sealed in
            Line(sealed: sealed, content: Submission.read(sealed, snapshot: snapshot))
        }
    }

    private static func read(_ sealed: SealedLine, snapshot: (String) -> Snapshot?) -> Content {
        do throws(RecordError) {
            let record = try Record(bytes: sealed.bytes)
            guard record.id == sealed.id else {
                return .notUnderstood(reason: "names itself \(record.id) but lies at \(sealed.id)")
            }
            guard case .sale(let sale) = record.body else { return .other(record) }
            let rating = Rating(sale, at: record.trueTime, snapshot: snapshot(sale.snapshot))
            return .sale(record, sale, rating)
        } catch {
            return .notUnderstood(reason: error.reason)
        }
    }
}

extension Upload {
    /// True where the lines name places in another order than they came in.
    package var isReordered: Bool {
        lines.contains { line in
            guard let json = try? JSON(line.bytes), let seq = json["seq"]?.int else { return false }
            return seq != Int64(line.id.seq)
        }
    }
}

/// What the service tells a till about its journal.
package struct Answer: Hashable, Sendable {
    package let verdict: Verdict
    /// The highest contiguous record that is on disk here, and its hash.
    package let mark: ChainHead
    /// Records that are kept in quarantine, with the reason: of the upload, or of the journal where
    /// the till greets.
    package let refused: [RecordRefusal]

    package init(_ verdict: Verdict, mark: ChainHead, refused: [RecordRefusal] = []) {
        self.verdict = verdict
        self.mark = mark
        self.refused = refused
    }

    package var quarantined: [Int] { refused.map(\.seq) }

    package enum Verdict: String, Hashable, Sendable {
        /// All lines are here, whether they came now or before.
        case accepted
        /// Lines between the mark and the upload are missing: send from the mark on.
        case gap
        /// Other bytes than those known came for the same places: two tills with one identity, or
        /// a restored disk. They are kept in quarantine; the till needs a new epoch.
        case fork
        /// The till knows less of its journal than the service does: an old disk was restored.
        case rollback
        /// The till's key has ended: its lines are kept in quarantine.
        case revoked
        /// The lines are not in the order in which they were sealed; nothing was taken.
        case reorder
        /// The signature does not cover these lines; nothing was taken.
        case badSignature = "bad-signature"
    }
}
