package import Meals

/// What the name of an ACP file says: `INN` yymmdd `88ZM_` merId, `…ZME_…`, `RD2010` yymmdd `01_`.
package struct ClearingName: Hashable, Sendable {
    package let kind: Kind
    package let settleDate: Day
    package let merchant: MerchantID

    package enum Kind: String, Sendable {
        case general = "88ZM_"
        case disputes = "88ZME_"
        case totals = "01_"
    }

    package init(kind: Kind, settleDate: Day, merchant: MerchantID) {
        self.kind = kind
        self.settleDate = settleDate
        self.merchant = merchant
    }

    /// Reads the last part of a path; nil where it is not such a name.
    package init?(_ path: some StringProtocol) {
        let name = String(path).split(separator: "/" as Character).last.map(String.init) ?? ""
        for (front, kind) in [
            ("INN", Kind.general), ("INN", .disputes), ("RD2010", .totals),
        ] where name.hasPrefix(front) {
            let rest = name.dropFirst(front.count)
            let digits = rest.prefix(6)
            guard digits.utf8.count == 6, let number = Int(decimal: digits.utf8),
                let day = Day(
                    year: 2000 + number / 10_000, month: number / 100 % 100, day: number % 100),
                rest.dropFirst(6).hasPrefix(kind.rawValue),
                let merchant = MerchantID(checked: rest.dropFirst(6 + kind.rawValue.count))
            else { continue }
            self.init(kind: kind, settleDate: day, merchant: merchant)
            return
        }
        return nil
    }
}

extension ClearingName: CustomStringConvertible {
    /// The file's name.
    package var description: String {
        let (year, month, day) = settleDate.parts
        let date = (year % 100).padded(2) + month.padded(2) + day.padded(2)
        let front = kind == .totals ? "RD2010" : "INN"
        return front + date + kind.rawValue + merchant.text
    }
}
