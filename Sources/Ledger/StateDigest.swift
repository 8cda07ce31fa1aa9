package import Journal
internal import Meals
package import Store

/// A digest of everything the books say, whatever order the journals came in.
///
/// Two ledgers that took the same journals and closed the same windows have the same digest.
package struct StateDigest {
    private var text: [UInt8] = []

    /// Computes the digest of a store.
    package static func of(_ store: Store) throws -> Digest {
        try store.read { reading in
            var digest = StateDigest()
            try digest.add(reading)
            return Digest(of: digest.text)
        }
    }

    private mutating func line(_ parts: [String]) {
        text.append(contentsOf: parts.joined(separator: "|").utf8)
        text.append(UInt8(ascii: "\n"))
    }

    private mutating func add(_ store: StoreReading) throws {
        let accounts = Dictionary(
            uniqueKeysWithValues: try store.accounts().map {
                ($0.number, "\($0.kind):\($0.canteen):\($0.party)")
            })
        for (terminal, epoch, _) in try store.epochs() {
            for record in try store.records(terminal: terminal, epoch: epoch) {
                line([
                    "record", "\(record.key.rawValue)", record.hash.hex, record.kind,
                    record.window.description, record.lateFrom?.description ?? "",
                ])
            }
        }
        for posting in try store.allPostings() {
            line([
                "posting", "\(posting.record.rawValue)", "\(posting.entry)", "\(posting.line)",
                accounts[posting.account] ?? "?", "\(posting.amount.fen)",
                posting.window.description,
            ])
        }
        for balance in try store.balances() {
            line([
                "balance", balance.kind, balance.canteen.text, balance.party,
                balance.window.description, "\(balance.debit.fen)", "\(balance.credit.fen)",
            ])
        }
        for grant in try store.allGrants() {
            line([
                "grant", grant.diner.text, grant.use.rule, grant.use.day.description,
                "\(grant.record.rawValue)", "\(grant.use.count)", "\(grant.use.amount.fen)",
                "\(grant.suspended.fen)",
            ])
        }
        for flag in try store.flags() {
            line(["flag", "\(flag.record.rawValue)", flag.kind, flag.detail])
        }
        for window in try store.closedWindows() { line(["closed", window.date.description]) }
    }
}
