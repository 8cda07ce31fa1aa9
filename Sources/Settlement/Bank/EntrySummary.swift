internal import Meals

/// What a bank states of the number and the sum of entries: of all, of credits or of debits.
struct EntrySummary: Hashable, Sendable {
    let side: Side
    let count: Int?
    let sum: BankAmount?
    /// Of all entries, with its sign.
    let net: BankAmount?
    let line: Int

    enum Side: String, CaseIterable, Sendable {
        case all = "TtlNtries"
        case credits = "TtlCdtNtries"
        case debits = "TtlDbtNtries"
    }

    var place: String { side.rawValue }

    /// What the entries do not bear out.
    ///
    /// Banks count what is only pending, or leave it out: either is right.
    func complaints(_ entries: [BankEntry]) -> [String] {
        let own = entries.filter { entry in
            switch side {
            case .all: true
            case .credits: entry.amount > .zero
            case .debits: entry.amount < .zero
            }
        }
        let (whole, booked) = (complaints(of: own), complaints(of: own.filter(\.isBooked)))
        return booked.isEmpty ? [] : whole
    }

    private func complaints(of entries: [BankEntry]) -> [String] {
        var complaints: [String] = []
        if let count, count != entries.count {
            complaints.append("counts \(count) entries, there are \(entries.count)")
        }
        guard let size = BankAmount.sum(entries.lazy.map(\.amount.size)),
            let balance = BankAmount.sum(entries.lazy.map(\.amount))
        else { return complaints + [BankAmount.tooMuch] }
        if let sum, sum != size {
            complaints.append("states a sum of \(sum), the entries give \(size)")
        }
        if let net, net != balance {
            complaints.append("states a net of \(net), the entries give \(balance)")
        }
        return complaints
    }
}
