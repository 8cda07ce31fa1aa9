internal import Meals

/// Finds a payment that two sales have: the acquirer gives each its own references.
///
/// Voids and refunds may repeat those of their sale.
struct PaymentMarks {
    private var traces = RowList<Mark>()
    private var retrievals = RowList<Mark>()

    private struct Mark {
        let hash: UInt64
        let line: UInt32
    }

    mutating func add(_ transaction: SettlementTransaction, line: Int) {
        guard transaction.type == .sale else { return }
        let line = UInt32(clamping: line)
        for tender in transaction.tenders {
            guard let reference = tender.reference else { continue }
            traces.append(
                Mark(
                    hash: RowMarks.hash(
                        transaction.termId.text, reference.batch, reference.trace), line: line))
            retrievals.append(
                Mark(hash: RowMarks.hash(transaction.merId.text, reference.rrn), line: line))
        }
    }

    /// The lines of later payments with the references of an earlier one.
    var findings: [(line: Int, defect: SettlementDefect)] {
        let found =
            PaymentMarks.repeated(traces, "terminal, batchNo and traceNo")
            + PaymentMarks.repeated(retrievals, "rrn")
        return found.sorted { $0.line < $1.line }
    }

    private static func repeated(
        _ marks: RowList<Mark>, _ what: String
    ) -> [(line: Int, defect: SettlementDefect)] {
        let sorted = marks.sorted { ($0.hash, $0.line) < ($1.hash, $1.line) }
        return zip(sorted, sorted.dropFirst()).filter { $0.hash == $1.hash }.map {
            (Int($1.line), .paymentTwice(what, line: Int($0.line)))
        }
    }
}
