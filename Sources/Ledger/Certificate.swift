package import Journal
package import Meals

/// What a closed window stands on: for each till how far its journal was known, and who is missing.
package struct Certificate: Hashable, Sendable {
    /// 清算日期, the settlement date.
    package let window: Day
    /// True where a person closed it although tills were missing.
    package let forced: Bool
    package let marks: [Mark]
    /// Earlier lives of the tills' journals that the window has records of, too.
    package var earlier: [Life] = []
    /// Tills that had no journal yet when the window was closed.
    package var neverEnrolled: [Till] = []
    /// What missing tills probably still hold, by their usual day; those of whom nothing is known
    /// are left out.
    package var estimate: [TerminalID: Int] = [:]

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

    /// A life of a journal that another one followed: its last record in the window.
    package struct Life: Hashable, Sendable {
        package let terminal: TerminalID
        package let canteen: CanteenID
        package let epoch: Int
        package let seq: Int
        package let hash: Digest
        package let records: Int
    }

    /// A till of the list.
    package struct Till: Hashable, Sendable {
        package let terminal: TerminalID
        package let canteen: CanteenID
    }

    package init(window: Day, forced: Bool, marks: [Mark]) {
        self.window = window
        self.forced = forced
        self.marks = marks
    }

    package var missing: [TerminalID] { marks.filter { !$0.complete }.map(\.terminal) }
    package var records: Int { marks.reduce(0) { $0 + $1.records } }

    /// The records that the window has of the life that a mark names.
    package func ownRecords(_ mark: Mark) -> Int {
        earlier.reduce(mark.records) { $1.terminal == mark.terminal ? $0 - $1.records : $0 }
    }
}

extension Certificate {
    /// One line a till, for a proof bundle: `window,terminal,canteen,epoch,seq,hash,state,records`.
    package var csv: String {
        CSV.row(Certificate.columns)
            + marks.map { mark in
                CSV.row(row(mark, records: mark.records))
            }.joined()
    }

    /// One line for each life of a journal that the window has records of, and for each till that is
    /// missing or has none yet; `missing_estimate` is what probably is still to come.
    package var table: String {
        let lives = marks.map { mark -> (TerminalID, Int, [String]) in
            let estimate = estimate[mark.terminal].map { "\($0)" } ?? ""
            return (
                mark.terminal, mark.epoch,
                row(mark, records: ownRecords(mark)) + [mark.complete ? "" : estimate]
            )
        }
        let ended = earlier.map { life -> (TerminalID, Int, [String]) in
            (
                life.terminal, life.epoch,
                [
                    "\(window)", life.terminal.text, life.canteen.text, "\(life.epoch)",
                    "\(life.seq)", life.hash.hex, "ended", "\(life.records)", "",
                ]
            )
        }
        let none = neverEnrolled.map { till -> (TerminalID, Int, [String]) in
            let row = ["\(window)", till.terminal.text, till.canteen.text]
            return (till.terminal, 0, row + ["", "", "", "never-enrolled", "0", ""])
        }
        let rows = (lives + ended + none).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        return CSV.row(Certificate.columns + ["missing_estimate"])
            + rows.map { CSV.row($0.2) }.joined()
    }

    private static let columns = [
        "window", "terminal", "canteen", "epoch", "seq", "hash", "state", "records",
    ]

    private func row(_ mark: Mark, records: Int) -> [String] {
        [
            "\(window)", mark.terminal.text, mark.canteen.text, "\(mark.epoch)", "\(mark.seq)",
            mark.hash.hex, mark.complete ? "complete" : "missing", "\(records)",
        ]
    }
}
