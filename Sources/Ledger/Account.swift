package import Meals

/// An account of the books; a debit to it is positive, a credit negative.
package struct Account: Hashable, Sendable {
    package let kind: Kind
    package let canteen: CanteenID
    /// Who or what stands on the other side: a tender kind, a funder, a reason; empty for none.
    package let party: String

    package init(_ kind: Kind, _ canteen: CanteenID, _ party: String = "") {
        self.kind = kind
        self.canteen = canteen
        self.party = party
    }

    package enum Kind: String, CaseIterable, Sendable {
        /// Money taken from diners, by tender.
        case tender
        /// 优惠: given by the canteen itself.
        case discount
        /// 补贴申请: owed by a funder.
        case claim
        /// Sales at full price.
        case revenue
        /// Where the till's decision and the service's re-rating differ.
        case variance
        /// 挂账: not explained yet.
        case suspense
        /// Change put into drawers and takings brought to the safe.
        case cashMove = "cash-move"
        /// 长短款: counted less expected.
        case cashDifference = "cash-difference"
        /// 待清算: card takings that were held against the acquirer's file; with the tenders that
        /// the acquirer clears it comes to 0.
        case cleared
        /// 应收收单机构: cleared, and not in the bank yet.
        case acquirer
        /// 手续费: kept by the acquirer.
        case fee
        /// 银行到账.
        case bank
        /// 补贴拨付: where payments of claims differ from what is claimed.
        case claimPayment = "claim-payment"
        /// 已更正: open items that were put right outside of the files.
        case putRight = "put-right"
        /// 核销: open items that two people gave up.
        case writeOff = "write-off"

        /// True for what the office books, and no till's record.
        package var isOffice: Bool {
            switch self {
            case .tender, .discount, .claim, .revenue, .variance, .suspense, .cashMove,
                .cashDifference:
                false
            case .cleared, .acquirer, .fee, .bank, .claimPayment, .putRight, .writeOff: true
            }
        }
    }
}

extension Account: CustomStringConvertible {
    package var description: String {
        "\(kind.rawValue):\(canteen)" + (party.isEmpty ? "" : ":\(party)")
    }
}

/// One line of a double entry.
package struct Posting: Hashable, Sendable {
    package let account: Account
    /// Positive is debit, negative credit.
    package let amount: Fen

    package static func debit(_ account: Account, _ amount: Fen) -> Posting {
        Posting(account: account, amount: amount)
    }

    package static func credit(_ account: Account, _ amount: Fen) -> Posting {
        Posting(account: account, amount: -amount)
    }
}

extension [Posting] {
    /// The lines that move money.
    var moving: [Posting] { filter { $0.amount != .zero } }
}
