package import Journal
package import Meals

/// What an X or Z report says of a till: how far its journal goes, what was taken, what is in the
/// drawer.
package struct TillReport: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// A look.
        case x = "X"
        /// The close.
        case z = "Z"
    }

    /// What came in by one tender, less what went back.
    package struct TenderTotal: Hashable, Sendable {
        package let kind: TenderKind
        /// Payments and repayments.
        package let count: Int
        package let amount: Fen

        package init(kind: TenderKind, count: Int, amount: Fen) {
            self.kind = kind
            self.count = count
            self.amount = amount
        }
    }

    package var kind: Kind
    package var canteen: String
    /// The end of the journal when the report was made; of a Z its own record.
    package var head: ChainHead
    package var at: Moment
    package var cashier: String
    package var shift: Int?
    /// Sums since the last Z; its `first` and `last` are the records that they are made of.
    package var totals: DayClose
    package var tenders: [TenderTotal]
    /// Nil where the cash was not counted.
    package var drawer: DrawerCount?
    /// Records that the service does not have yet.
    package var unsent: Int

    package init(
        _ kind: Kind, canteen: String, head: ChainHead, at: Moment, cashier: String,
        shift: Int? = nil, totals: DayClose, tenders: [TenderTotal], drawer: DrawerCount? = nil,
        unsent: Int
    ) {
        self.kind = kind
        self.canteen = canteen
        self.head = head
        self.at = at
        self.cashier = cashier
        self.shift = shift
        self.totals = totals
        self.tenders = tenders
        self.drawer = drawer
        self.unsent = unsent
    }
}

/// The cash in a drawer: what should be there and what was counted.
package struct DrawerCount: Hashable, Sendable {
    /// So many notes or coins of one value.
    package struct Pile: Hashable, Sendable {
        package let value: Fen
        package let pieces: Int

        package init(value: Fen, pieces: Int) {
            self.value = value
            self.pieces = pieces
        }

        package var amount: Fen { value * pieces }
    }

    /// 备用金, what the shift began with.
    package var float: Fen
    /// Cash sales less cash refunds.
    package var taken: Fen
    package var paidIn: Fen
    /// As a positive amount.
    package var paidOut: Fen
    package var piles: [Pile]

    package init(float: Fen, taken: Fen, paidIn: Fen, paidOut: Fen, piles: [Pile]) {
        self.float = float
        self.taken = taken
        self.paidIn = paidIn
        self.paidOut = paidOut
        self.piles = piles
    }

    package var expected: Fen { float + taken + paidIn - paidOut }
    package var counted: Fen { piles.total(\.amount) }
    /// Above zero there is too much in the drawer.
    package var difference: Fen { counted - expected }
}
