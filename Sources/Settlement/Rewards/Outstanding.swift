package import Meals

/// What funders still owe, by age: each payment goes to the oldest claims first.
package enum Outstanding {
    /// A claim of one date on one funder.
    package struct Claim: Hashable, Sendable {
        package let funder: String
        package let date: Day
        package let amount: Fen

        package init(funder: String, date: Day, amount: Fen) {
            self.funder = funder
            self.date = date
            self.amount = amount
        }
    }

    /// What is left of a claim.
    package struct Line: Hashable, Sendable {
        package let funder: String
        package let date: Day
        package let ageDays: Int
        package let open: Fen
    }

    /// What is left of the claims, oldest first.
    ///
    /// What is owed back lowers the oldest claims as a payment does; what is too much in the end
    /// stands as a negative line of the last claim that was owed back, or of today.
    package static func lines(
        claims: [Claim], paid: [String: Fen], on today: Day
    ) -> [Line] {
        var lines: [Line] = []
        for funder in Set(claims.map(\.funder)).union(paid.keys).sorted() {
            let own = claims.filter { $0.funder == funder }.sorted { $0.date < $1.date }
            let back = own.filter { $0.amount < .zero }
            var left = (paid[funder] ?? .zero) - back.total(\.amount)
            for claim in own where claim.amount > .zero {
                let part = min(max(.zero, left), claim.amount)
                left -= part
                let open = claim.amount - part
                if open != .zero {
                    lines.append(
                        Line(
                            funder: funder, date: claim.date, ageDays: today - claim.date,
                            open: open))
                }
            }
            if left != .zero {
                let date = (paid[funder] ?? .zero) > .zero ? today : back.last?.date ?? today
                lines.append(
                    Line(funder: funder, date: date, ageDays: today - date, open: .zero - left))
            }
        }
        return lines
    }
}
