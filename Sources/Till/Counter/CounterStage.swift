internal import Journal
package import Meals

/// What the cashier is doing.
package enum CounterStage: Hashable, Sendable {
    case selling
    case menu
    case recall
    case form(CounterForm)
    case refund(RefundDraft)
    case report(CounterReport)
    /// The till was told to end.
    case stopped
}

/// What a form is for.
package enum CounterForm: Hashable, Sendable {
    case openShift
    case count
    /// A manager lets the counted drawer pass.
    case approve([Fen: Int])
    case setPIN
    case cash(isIn: Bool)
    /// The bank terminal's references of a payment.
    case references(TenderKind, Fen)
    /// Why something is given back.
    case reason(ReturnQuote, isVoid: Bool)
    case receipt(toRefund: Bool)
}

/// A list of figures to look at: an X, the end of a shift or of the day.
package struct CounterReport: Hashable, Sendable {
    package let title: String
    package let rows: [Row]

    package struct Row: Hashable, Sendable {
        package let label: String
        package let figure: String

        package init(_ label: String, _ figure: String) {
            self.label = label
            self.figure = figure
        }
    }
}
