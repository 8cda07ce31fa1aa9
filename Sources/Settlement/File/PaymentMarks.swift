internal import Meals

/// Finds a payment that two sales have: the acquirer gives each its own references.
///
/// Voids and refunds may repeat those of their sale.
struct PaymentMarks {
    private var traces: [Mark] = []
    private var retrievals: [Mark] = []

    private struct Mark {
        let hash: UInt64
        let line: Int
    }

    mutating func add(_ transaction: SettlementTransaction, line: Int) {
        guard transaction.type == .sale else { return }
        for tender in transaction.tenders {
            guard let reference = tender.reference else { continue }
            traces.append(
                Mark(
                    hash: RowMarks.hash(
                        "\(transaction.termId) \(reference.batch) \(reference.trace)"), line: line))
            retrievals.append(
                Mark(hash: RowMarks.hash("\(transaction.merId) \(reference.rrn)"), line: line))
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
        _ marks: [Mark], _ what: String
    ) -> [(line: Int, defect: SettlementDefect)] {
        let sorted = marks.sorted { ($0.hash, $0.line) < ($1.hash, $1.line) }
        return zip(sorted, sorted.dropFirst()).filter { $0.hash == $1.hash }.map {
            ($1.line, .paymentTwice(what, line: $0.line))
        }
    }
}
