internal import Journal
internal import Meals
internal import Store

/// Finds the sale that a reversal names, as it was booked.
struct OriginalSearch {
    let store: StoreReading
    let state: LedgerState
    let snapshots: SnapshotShelf

    static func key(of id: RecordID, state: LedgerState) -> RecordKey? {
        guard let terminal = state.terminals[id.terminal], (1...4_095).contains(id.epoch),
            (1..<(1 << 32)).contains(id.seq)
        else { return nil }
        return RecordKey(terminal: terminal.number, epoch: id.epoch, seq: id.seq)
    }

    func find(_ id: RecordID) throws -> Original? {
        guard let key = OriginalSearch.key(of: id, state: state), let row = try store.record(key),
            row.kind == "sale", let record = try? Record(bytes: row.bytes),
            case .sale(let sale) = record.body
        else { return nil }
        let reversals = try store.reversals(of: key).compactMap { reversal -> Reversal? in
            guard let row = try store.record(reversal), let record = try? Record(bytes: row.bytes)
            else { return nil }
            switch record.body {
            case .void(let body), .refund(let body): return body
            case .sale, .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose:
                return nil
            }
        }
        return Original(
            sale: sale, rating: try rating(of: sale, record),
            reversed: Returned(reversals), suspended: try suspended(sale, key: key))
    }

    private func rating(of sale: Sale, _ record: Record) throws -> Rating {
        let snapshot = try snapshots.snapshot(sale.snapshot) {
            try store.snapshotDocument(sale.snapshot)
        }
        return Rating(sale, at: record.trueTime, snapshot: snapshot)
    }

    private func suspended(_ sale: Sale, key: RecordKey) throws -> [String: Fen] {
        guard let diner = sale.diner else { return [:] }
        var suspended: [String: Fen] = [:]
        for grant in try store.grants(of: diner, from: sale.day, to: sale.day)
        where grant.record == key {
            suspended[grant.use.rule] = grant.suspended
        }
        return suspended
    }
}
