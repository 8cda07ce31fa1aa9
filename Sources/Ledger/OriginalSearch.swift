internal import Journal
internal import Meals
internal import Store

/// Finds the sale that a reversal names, as it was booked.
struct OriginalSearch {
    let store: StoreReading
    let state: LedgerState

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
        let reversals = try store.reversals(of: key)
        var booked = BookedSums(state)
        for record in [key] + reversals {
            for posting in try store.postings(record: record) where posting.entry == 0 {
                booked.add(posting)
            }
        }
        return Original(
            sale: sale, reversed: Returned(try reversals.compactMap(reversal)), booked: booked)
    }

    private func reversal(_ key: RecordKey) throws -> Reversal? {
        guard let row = try store.record(key), let record = try? Record(bytes: row.bytes) else {
            return nil
        }
        switch record.body {
        case .void(let body), .refund(let body): return body
        case .sale, .shiftOpen, .shiftClose, .cashMove, .training, .clock, .dayClose: return nil
        }
    }
}
