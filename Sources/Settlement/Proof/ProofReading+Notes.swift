internal import Journal
internal import Ledger
internal import Meals
internal import Store

// What the books say of a record beside its figures keeps money out of the claims or lets a record
// lie in another window: whoever writes such a note could move money with it. So each is derived
// from the sealed lines again, as far as they tell.
extension ProofReading {
    /// A line is in quarantine because it cannot be booked as what it says.
    func checkQuarantine(
        _ line: SealedLine, _ till: ProofTill, _ verdict: inout ProofVerdict
    ) {
        let notes = registers.notes["\(line.id)"] ?? [:]
        guard let reason = notes["quarantine"] ?? notes["revoked"] else {
            verdict.differ(
                "\(line.id)", "stands in quarantine, but registers/notes.csv says not why")
            return
        }
        verdict.explain("\(line.id): kept in quarantine, nothing of it is claimed: \(reason)")
        if notes["revoked"] != nil {
            verdict.trust(
                "\(line.id): that its till's key had ended before it is not in the bundle")
        } else if let record = try? Record(bytes: line.bytes), record.id == line.id {
            if case .sale(let sale) = record.body, sale.canteen != till.canteen { return }
            verdict.differ(
                "\(line.id)",
                "stands in quarantine, but it can be read and is its till's own: it was taken out "
                    + "of the claims")
        }
    }

    /// A clock that nobody believes: further from the line before than a till is ever cut off.
    func isDoubtful(
        _ record: Record, _ date: Day, _ stated: Day, _ before: Day?,
        _ verdict: inout ProofVerdict
    ) -> Bool {
        guard let before else {
            verdict.trust(
                "\(record.id): that its clock was wrong: the line before it is not packed")
            return true
        }
        return stated == before && (date - before).magnitude > ProofReading.longestOutage
    }

    /// Days for which a till may be cut off and still be believed, as when its lines were accepted.
    private static let longestOutage = 62

    /// A refund takes nothing from a claim where more would come back than was sold, or where its
    /// sale is not there.
    func checkUnexplained(_ verdict: inout ProofVerdict) {
        let backs = Dictionary(grouping: facts.reversals, by: \.sale)
        for refund in facts.unexplained {
            guard let sale = facts.sales[refund.sale] else {
                verdict.trust(
                    "\(refund.id): that it takes nothing from a claim: its sale "
                        + "\(facts.id(of: refund.sale)) is not packed")
                continue
            }
            if sale.canteen != refund.canteen || isTooMuch(refund, of: sale, backs[refund.sale]) {
                continue
            }
            verdict.differ(
                "\(refund.id)",
                "is said to take nothing from the claim, but all that it takes back of \(sale.id) "
                    + "was there: registers/notes.csv keeps the claim too high")
        }
    }

    private func isTooMuch(
        _ refund: ProofReversal, of sale: ProofSale, _ others: [ProofReversal]?
    ) -> Bool {
        let others = others ?? []
        if others.total(\.gross) + refund.gross > sale.gross { return true }
        return refund.grants.contains { grant in
            let given = sale.grants.first { $0.rule == grant.rule }?.parts ?? []
            return grant.shares.contains { share in
                let before = others.flatMap(\.grants).filter { $0.rule == grant.rule }
                    .flatMap(\.shares).filter { $0.funder == share.funder }.total(\.amount)
                let granted = given.filter { $0.name.funder == share.funder }
                    .reduce(Fen.zero) { $0 + $1.claimed + $1.variance }
                return before + share.amount > granted
            }
        }
    }
}
