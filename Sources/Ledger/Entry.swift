internal import Journal
internal import Meals

/// The double entry that a record makes, and what of it a person should look at.
package struct Entry: Hashable, Sendable {
    package var postings: [Posting]
    /// Kind and detail of what to flag.
    package var flags: [Flag]

    package struct Flag: Hashable, Sendable {
        package let kind: String
        package let detail: String
    }

    init(_ postings: [Posting], flags: [Flag] = []) {
        self.postings = postings.moving
        self.flags = flags
    }

    /// Tenders, discount and claims against revenue at full price.
    init(sale: Sale, rating: Rating) {
        let canteen = sale.canteen
        var postings = sale.tenders.map {
            Posting.debit(Account(.tender, canteen, $0.kind.rawValue), $0.amount)
        }
        postings.append(.debit(Account(.discount, canteen), rating.discount))
        postings.append(
            .debit(Account(.variance, canteen, "discount"), rating.discountVariance))
        for share in rating.shares {
            postings.append(.debit(.claim(canteen, share.name), share.claimed))
            postings.append(.debit(.variance(canteen, share.name), share.variance))
        }
        postings.append(.credit(Account(.revenue, canteen), sale.gross))
        let finding = rating.finding.map { Flag(kind: "rated-otherwise", detail: $0) }
        self.init(postings, flags: finding.map { [$0] } ?? [])
    }

    /// The same backwards, for what a reversal takes back.
    ///
    /// What was variance in the sale is taken back first, then what was moved to suspense, then the
    /// claim: whatever the order of several refunds, all of them together undo the sale exactly.
    init(reversal: Reversal, of original: Original) {
        let canteen = original.sale.canteen
        var postings = reversal.tenders.map {
            Posting.credit(Account(.tender, canteen, $0.kind.rawValue), $0.amount)
        }
        let discounts = Layers([original.rating.discountVariance, original.rating.discount])
            .taking(reversal.discount, after: original.reversed.discount)
        postings.append(.credit(Account(.variance, canteen, "discount"), discounts[0]))
        postings.append(.credit(Account(.discount, canteen), discounts[1]))
        for grant in reversal.grants {
            for share in grant.shares {
                let name = SubsidyName(
                    funder: share.funder, policy: original.sale.policy ?? "none",
                    rule: grant.rule)
                let parts = original.layers(of: name).taking(
                    share.amount, after: original.reversed.amount(grant.rule, share.funder))
                postings.append(.credit(.variance(canteen, name), parts[0]))
                postings.append(.credit(.doubleGrant(canteen, name), parts[1]))
                postings.append(.credit(.claim(canteen, name), parts[2]))
            }
        }
        postings.append(.debit(Account(.revenue, canteen), reversal.gross))
        self.init(postings)
    }

    /// Money given back for a sale that cannot be found or was given back before.
    init(unexplained reversal: Reversal, canteen: CanteenID, reason: String) {
        var postings = reversal.tenders.map {
            Posting.credit(Account(.tender, canteen, $0.kind.rawValue), $0.amount)
        }
        postings.append(.debit(Account(.suspense, canteen, "refund"), reversal.paid))
        self.init(postings, flags: [Flag(kind: "refund-unexplained", detail: reason)])
    }

    /// Money that a record reports which cannot be booked as what it says.
    init(suspense tenders: [(kind: String, amount: Fen)], canteen: CanteenID, reason: String) {
        var postings = tenders.map {
            Posting.debit(Account(.tender, canteen, $0.kind), $0.amount)
        }
        postings.append(
            .credit(Account(.suspense, canteen, reason), tenders.total(\.amount)))
        self.init(postings)
    }

    init(cashMove: CashMove, canteen: CanteenID) {
        let cash = Account(.tender, canteen, TenderKind.cash.rawValue)
        self.init([
            .debit(cash, cashMove.amount), .credit(Account(.cashMove, canteen), cashMove.amount),
        ])
    }

    init(shiftClose: ShiftClose, canteen: CanteenID) {
        let cash = Account(.tender, canteen, TenderKind.cash.rawValue)
        let difference = shiftClose.counted - shiftClose.expected
        self.init([
            .debit(cash, difference), .credit(Account(.cashDifference, canteen), difference),
        ])
    }
}

/// An amount in parts that are taken back one after the other.
struct Layers: Hashable {
    let parts: [Fen]

    init(_ parts: [Fen]) { self.parts = parts }

    /// How much of each part a further return takes, after earlier ones.
    func taking(_ amount: Fen, after earlier: Fen) -> [Fen] {
        var (before, after) = (earlier, earlier + amount)
        return parts.map { part in
            let taken = min(part, after) - min(part, before)
            before = max(before - part, .zero)
            after = max(after - part, .zero)
            return taken
        }
    }
}
