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
        let flags = [
            rating.finding.map { Flag(kind: "rated-otherwise", detail: $0) },
            rating.uncovered.map { Flag(kind: "policy-none", detail: $0) },
        ]
        self.init(postings, flags: flags.compactMap(\.self))
    }

    /// The same backwards, for what a reversal takes back.
    ///
    /// What is variance in the sale is taken back first, then the claim: whatever the order of
    /// several refunds, all of them together undo the sale exactly.
    init(reversal: Reversal, of original: Original) {
        let canteen = original.sale.canteen
        var postings = reversal.tenders.map {
            Posting.credit(Account(.tender, canteen, $0.kind.rawValue), $0.amount)
        }
        let discountVariance = Account(.variance, canteen, "discount")
        let variance = min(reversal.discount, original.booked[discountVariance])
        postings.append(.credit(discountVariance, variance))
        postings.append(.credit(Account(.discount, canteen), reversal.discount - variance))
        for grant in reversal.grants {
            for share in grant.shares {
                let name = SubsidyName(
                    funder: share.funder, policy: original.sale.policy ?? "none",
                    rule: grant.rule)
                let variance = min(share.amount, original.booked[.variance(canteen, name)])
                postings.append(.credit(.variance(canteen, name), variance))
                postings.append(.credit(.claim(canteen, name), share.amount - variance))
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
