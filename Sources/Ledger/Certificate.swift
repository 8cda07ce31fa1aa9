package import Journal
package import Meals

/// What a closed window stands on: for each till how far its journal was known, and who is missing.
package struct Certificate: Hashable, Sendable {
    /// 清算日期, the settlement date.
    package let window: Day
    /// True where a person closed it although tills were missing.
    package let forced: Bool
    package let marks: [Mark]

    package struct Mark: Hashable, Sendable {
        package let terminal: TerminalID
        package let canteen: CanteenID
        package let epoch: Int
        package let seq: Int
        package let hash: Digest
        /// True where nothing more can come that belongs to the window.
        package let complete: Bool
        /// How many of the till's records the window holds.
        package let records: Int
    }

    package var missing: [TerminalID] { marks.filter { !$0.complete }.map(\.terminal) }
    package var records: Int { marks.reduce(0) { $0 + $1.records } }
}

extension Certificate {
    /// One line a till, for the file: `window,terminal,canteen,epoch,seq,hash,state,records`.
    package var csv: String {
        CSV.row(["window", "terminal", "canteen", "epoch", "seq", "hash", "state", "records"])
            + marks.map { mark in
                CSV.row([
                    window.description, mark.terminal.text, mark.canteen.text, "\(mark.epoch)",
                    "\(mark.seq)", mark.hash.hex, mark.complete ? "complete" : "missing",
                    "\(mark.records)",
                ])
            }.joined()
    }
}
