internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// Reads from the books what a record's subsidies came to.
struct ProofRows {
    let store: StoreReading
    private let accounts: [Int: (kind: Account.Kind, name: SubsidyName)]

    init(store: StoreReading) throws {
        self.store = store
        var accounts: [Int: (Account.Kind, SubsidyName)] = [:]
        for row in try store.accounts() {
            guard let kind = Account.Kind(rawValue: row.kind), let name = SubsidyName(row.party)
            else { continue }
            accounts[row.number] = (kind, name)
        }
        self.accounts = accounts
    }

    /// A record's parts in the order of their names; empty where none of its money is a subsidy.
    func parts(of key: RecordKey) throws -> [ProofPart] {
        var parts: [SubsidyName: ProofPart] = [:]
        for line in try store.postings(record: key)
        where line.entry == 0 || line.entry >= Ledger.firstCorrection {
            guard let account = accounts[line.account] else { continue }
            var part = parts[account.name] ?? ProofPart(name: account.name)
            switch account.kind {
            case .claim: part.claimed += line.amount
            case .variance: part.variance += line.amount
            case .suspense: part.suspended += line.amount
            case .tender, .discount, .revenue, .cashMove, .cashDifference, .cleared, .acquirer,
                .fee, .bank, .claimPayment, .putRight, .writeOff:
                continue
            }
            parts[account.name] = part
        }
        return parts.values.filter { !$0.isNothing }.sorted { $0.name < $1.name }
    }
}
