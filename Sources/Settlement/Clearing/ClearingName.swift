package import Meals

/// What the name of an ACP file says: `INN` yymmdd nn `ZM_` merId, `…ZME_…`, `RD2010` yymmdd nn `_`.
///
/// UnionPay's own programs know a file by `INN` and characters 12 to 14; nn is `88` or `01` in what
/// it sent so far.
package struct ClearingName: Hashable, Sendable {
    package let kind: Kind
    package let settleDate: Day
    package let merchant: MerchantID
    /// The two characters behind the date.
    package let series: String

    package enum Kind: String, Sendable {
        case general = "ZM_"
        case disputes = "ZME_"
        case totals = "_"

        fileprivate var front: String { self == .totals ? "RD2010" : "INN" }

        /// The two characters behind the date, as UnionPay sends them.
        package var usualSeries: String { self == .totals ? "01" : "88" }
    }

    package init(
        kind: Kind, settleDate: Day, merchant: MerchantID, series: String? = nil
    ) {
        self.kind = kind
        self.settleDate = settleDate
        self.merchant = merchant
        self.series = series ?? kind.usualSeries
    }

    /// Reads the last part of a path; nil where it is not such a name.
    package init?(_ path: some StringProtocol) {
        let name = String(path).split(separator: "/" as Character).last.map(String.init) ?? ""
        for kind in [Kind.general, .disputes, .totals] where name.hasPrefix(kind.front) {
            let rest = name.dropFirst(kind.front.count)
            let (digits, series) = (rest.prefix(6), rest.dropFirst(6).prefix(2))
            guard digits.utf8.count == 6, let number = Int(decimal: digits.utf8),
                let day = Day(
                    year: 2000 + number / 10_000, month: number / 100 % 100, day: number % 100),
                ClearingName.isSeries(String(series)), rest.dropFirst(8).hasPrefix(kind.rawValue),
                let merchant = MerchantID(checked: rest.dropFirst(8 + kind.rawValue.count))
            else { continue }
            self.init(kind: kind, settleDate: day, merchant: merchant, series: String(series))
            return
        }
        return nil
    }

    /// Two digits or letters.
    static func isSeries(_ text: String) -> Bool { SettlementShape.isAlphanumeric(text, 2) }
}

extension ClearingName: CustomStringConvertible {
    /// The file's name.
    package var description: String {
        let (year, month, day) = settleDate.parts
        let date = (year % 100).padded(2) + month.padded(2) + day.padded(2)
        return kind.front + date + series + kind.rawValue + merchant.text
    }
}
