/// How a print job ended.
package enum PrintOutcome: Hashable, Sendable {
    /// It is on paper, as far as the printer lets us know.
    ///
    /// - Parameters:
    ///   - missing: characters that the printer does not have; □ stands in their place.
    ///   - paperIsLow: the printer says that its roll is nearly at its end.
    case printed(missing: [Unicode.Scalar], paperIsLow: Bool)
    /// It is not on paper, or nobody knows; the job is kept.
    case kept(PrintFailure)
}

/// Why a slip was not printed; the sale stands whatever the printer does.
package enum PrintFailure: Error, Hashable, Sendable {
    /// Nobody is there, or no answer came in time.
    case noAnswer
    case outOfPaper
    /// The path or the name cannot be opened; `reason` is for the cashier.
    case cannotOpen(String, reason: String)
}

extension PrintOutcome {
    /// The one line for the cashier; nil where there is nothing to say.
    package var line: String? {
        switch self {
        case .kept(.noAnswer): return "E21 打印机没有响应 → [重印]"
        case .kept(.outOfPaper): return "E22 打印机缺纸 → 换纸后 [重印]"
        case .kept(.cannotOpen(let place, let reason)):
            return "E23 打不开打印机 \(place)（\(reason)） → 查线后 [重印]"
        case .printed(let missing, let paperIsLow):
            if !missing.isEmpty {
                var said: [String] = []
                for scalar in missing where !said.contains(scalar.said) { said.append(scalar.said) }
                return "E24 有字打不出，印成 □：\(said.joined(separator: " "))"
            }
            return paperIsLow ? "E25 打印纸快用完 → 备好纸卷" : nil
        }
    }
}

extension Unicode.Scalar {
    /// The character where it can be shown, and its code.
    fileprivate var said: String {
        let code = "U+" + String(value, radix: 16, uppercase: true)
        switch properties.generalCategory {
        case .control, .privateUse, .unassigned, .surrogate: return code
        default: return "\(Character(self)) \(code)"
        }
    }
}
