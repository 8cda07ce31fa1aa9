internal import Journal
internal import Meals

/// Why nothing can be given back.
package enum ReturnError: Error, Hashable, Sendable {
    case saleNotFound
    case lineNotFound(Int)
    case moreThanSold(line: Int, left: Int)
    case nothingLeft
}

extension ReturnError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .saleNotFound: "the sale is not in this till's journal"
        case .lineNotFound(let line): "the sale has no line \(line + 1)"
        case .moreThanSold(let line, let left):
            "of line \(line + 1) only \(left) can still be given back"
        case .nothingLeft: "everything was given back already"
        }
    }
}

extension TillEngine.Sold {
    /// Works out what goes back of a sale, as a whole or by its lines.
    ///
    /// Discount, subsidies and payment go back in the proportion of what was returned so far; the
    /// last refund of a sale returns exactly what is left of each.
    /// - Parameter lines: nil for all that is left.
    func quoteReturn(of lines: [Reversal.Line]? = nil) throws(ReturnError) -> ReturnQuote {
        let lines = lines ?? left
        guard !lines.isEmpty else { throw .nothingLeft }
        var gross = Fen.zero
        var taken: [Int: Int] = [:]
        for line in lines {
            guard sale.lines.indices.contains(line.index) else { throw .lineNotFound(line.index) }
            let sold = sale.lines[line.index]
            taken[line.index, default: 0] += line.quantity
            let left = sold.quantity - (returned.quantities[line.index] ?? 0)
            guard line.quantity > 0, taken[line.index] ?? 0 <= left else {
                throw .moreThanSold(line: line.index, left: left)
            }
            gross += sold.unitPrice * line.quantity
        }
        return apportion(gross, lines: lines)
    }

    /// What was not given back yet.
    private var left: [Reversal.Line] {
        sale.lines.indices.map { index in
            Reversal.Line(
                index: index,
                quantity: sale.lines[index].quantity - (returned.quantities[index] ?? 0))
        }.filter { $0.quantity > 0 }
    }

    private func apportion(_ gross: Fen, lines: [Reversal.Line]) -> ReturnQuote {
        var parts = ReturnParts(
            gross: gross,
            fraction: Rational((returned.gross + gross).fen, max(sale.gross.fen, 1)))
        let paidLeft = sale.paid - returned.paid
        let discount = parts.take(of: sale.discount, earlier: returned.discount)
        var grants: [[Fen]] = sale.grants.map { grant in
            grant.shares.map { share in
                parts.take(of: share.amount, earlier: returned.amount(grant.rule, share.funder))
            }
        }
        // Rounding down everywhere may leave a fen more than was paid: it belongs to a funder.
        var over = max(parts.left - paidLeft, .zero)
        for (g, grant) in sale.grants.enumerated() {
            for (s, share) in grant.shares.enumerated() where over > .zero {
                let room =
                    share.amount - returned.amount(grant.rule, share.funder) - grants[g][s]
                let more = min(room, over)
                grants[g][s] += more
                over -= more
            }
        }
        let back = zip(sale.grants, grants).map { grant, amounts in
            Grant(
                rule: grant.rule,
                shares: zip(grant.shares, amounts)
                    .map { FunderShare(funder: $0.funder, amount: $1) }
                    .filter { $0.amount > .zero })
        }.filter { !$0.shares.isEmpty }
        let moreDiscount = discount + over
        let paid = gross - moreDiscount - back.total(\.amount)
        return ReturnQuote(
            sale: id, lines: lines, gross: gross, discount: moreDiscount, grants: back,
            tenders: tenders(paid))
    }

    /// Money goes back the way it came, first tender first.
    private func tenders(_ amount: Fen) -> [Tender] {
        var left = amount
        var earlier = returned.tenders
        return sale.tenders.compactMap { tender in
            let gone = min(earlier[tender.kind] ?? .zero, tender.amount)
            earlier[tender.kind, default: .zero] -= gone
            let back = min(tender.amount - gone, left)
            left -= back
            return back > .zero ? Tender(kind: tender.kind, amount: back) : nil
        }
    }
}

/// Takes proportional parts out of an amount without ever taking more than is there.
private struct ReturnParts {
    let fraction: Rational
    private(set) var left: Fen

    init(gross: Fen, fraction: Rational) {
        self.fraction = fraction
        left = gross
    }

    mutating func take(of whole: Fen, earlier: Fen) -> Fen {
        let target = whole.times(fraction, .down)
        let part = min(max(target - earlier, .zero), left)
        left -= part
        return part
    }
}
