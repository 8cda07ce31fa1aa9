package import Meals

/// The references on a bank terminal's slip, typed field by field or pasted as one text.
package enum BankSlip: Hashable, Sendable {
    case empty
    case read(AcquirerReference)
    case unreadable

    /// - Parameter fields: `trace`, `batch`, `rrn`, `auth`, `card`; or `slip`, a whole text.
    package init(_ fields: [String: String]) {
        let typed = fields.mapValues { $0.trimmed }
        if let slip = typed["slip"], !slip.isEmpty {
            self = BankSlip.pasted(slip)
            return
        }
        let names = ["trace", "batch", "rrn", "auth", "card"]
        guard names.contains(where: { typed[$0]?.isEmpty == false }) else {
            self = .empty
            return
        }
        self.init(
            AcquirerReference(
                trace: typed["trace"] ?? "", batch: typed["batch"] ?? "",
                rrn: typed["rrn"] ?? "", authCode: typed["auth"] ?? "",
                maskedCard: typed["card"] ?? ""))
    }

    private init(_ reference: AcquirerReference) {
        self = reference.isWellFormed ? .read(reference) : .unreadable
    }

    /// Finds the words that slips put before each reference, and what stands behind them.
    private static func pasted(_ slip: String) -> BankSlip {
        let text = slip.uppercased()
        func value(after words: [String]) -> String {
            guard let place = words.lazy.compactMap({ text.firstRange(of: $0) }).first else {
                return ""
            }
            let rest = text[place.upperBound...].drop { " :：.\t\n".contains($0) }
            return String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "*") })
        }
        return BankSlip(
            AcquirerReference(
                trace: value(after: ["凭证号", "流水号", "系统跟踪号", "TRACE NO", "TRACE"]),
                batch: value(after: ["批次号", "BATCH NO", "BATCH"]),
                rrn: value(after: ["参考号", "REF NO", "RRN"]),
                authCode: value(after: ["授权码", "AUTH NO", "AUTH"]),
                maskedCard: value(after: ["卡号", "CARD NO", "CARD"])))
    }
}
