package import Meals

/// The head of a settlement file: which window it closes and which file it follows.
///
/// There is no time of making: the same input gives the same bytes.
package struct SettlementHeader: Hashable, Sendable {
    /// 1 to 35 letters, digits, `-`, `_` or `.`.
    package let fileId: String
    package let settleDate: Day
    /// 1 for the first file of a settlement date, then one more for each correction, up to 999.
    package let issue: Int
    /// The first instant of the window.
    package let windowFrom: Moment
    /// The first instant after the window.
    package let windowTo: Moment
    /// 发送机构标识码, 8 to 11 digits.
    package let sendInsCode: String
    /// 接收机构标识码, 8 to 11 digits.
    package let recvInsCode: String
    package let previous: Previous?

    /// The file before this one, named by its bytes.
    package struct Previous: Hashable, Sendable {
        package let fileId: String
        /// SHA-256 in 64 small hexadecimal digits.
        package let digest: String

        package init(fileId: String, digest: String) {
            self.fileId = fileId
            self.digest = digest
        }
    }

    package init(
        fileId: String, settleDate: Day, issue: Int, windowFrom: Moment, windowTo: Moment,
        sendInsCode: String, recvInsCode: String, previous: Previous? = nil
    ) {
        self.fileId = fileId
        self.settleDate = settleDate
        self.issue = issue
        self.windowFrom = windowFrom
        self.windowTo = windowTo
        self.sendInsCode = sendInsCode
        self.recvInsCode = recvInsCode
        self.previous = previous
    }
}

/// A canteen as the settlement file names it.
package struct SettlementMerchant: Hashable, Sendable {
    package let merId: MerchantID
    package let name: String
    /// 商户类别码, four digits.
    package let mcc: String
    /// Canteen and street are nil where only the acquirer's files tell of a merchant.
    package let canteen: CanteenID?
    package let street: DivisionCode?
    package let terminals: [TerminalID]

    package init(
        merId: MerchantID, name: String, mcc: String, canteen: CanteenID?,
        street: DivisionCode?, terminals: [TerminalID]
    ) {
        self.merId = merId
        self.name = name
        self.mcc = mcc
        self.canteen = canteen
        self.street = street
        self.terminals = terminals
    }
}
