internal import Meals

/// Holds voids and refunds against the sales that they name, once all rows are there.
///
/// A till may take back what another one sold, whose rows come later, so that nothing can be said
/// before the end; a sale is kept in a few dozen bytes.
struct OriginalRules {
    private var sales = RowList<SaleMark>()
    private var grants = RowList<GrantMark>()
    private var returns: [Return] = []
    /// Voids and refunds of sales in earlier files, which cannot be looked at here.
    private(set) var elsewhere = 0
    /// Those that the books could not tie to a sale; they stand in suspense.
    private(set) var unexplained = 0

    /// What is wrong with a row that was passed before.
    struct Finding {
        let line: Int
        let place: String
        let defect: SettlementDefect
    }

    /// Meal, discount and payment of a row.
    fileprivate struct Amounts {
        var meal = Fen.zero
        var discount = Fen.zero
        var paid = Fen.zero

        init() {}

        init(_ transaction: SettlementTransaction) {
            meal = transaction.meal
            discount = transaction.discount
            paid = transaction.amount
        }

        static func += (a: inout Amounts, b: Amounts) {
            a.meal += b.meal
            a.discount += b.discount
            a.paid += b.paid
        }

        /// What is left when others are taken off, by name.
        func less(_ other: Amounts) -> [(name: String, left: Fen)] {
            [
                ("mealAmt", meal - other.meal), ("discountAmt", discount - other.discount),
                ("txnAmt", paid - other.paid),
            ]
        }
    }

    private struct SaleMark {
        let ref: UInt64
        let amounts: Amounts
        let merchant: UInt32
        let terminal: UInt32
        let line: UInt32
    }

    /// What one funder gave to a sale by one rule, in whatever state it is.
    private struct GrantMark {
        let ref: UInt64
        let share: UInt64
        let amount: Fen
    }

    fileprivate struct Return {
        let ref: String
        let line: Int
        let original: String
        let isVoid: Bool
        let merchant: UInt32
        let terminal: UInt32
        let amounts: Amounts
        let shares: [(share: UInt64, name: String, amount: Fen)]
    }

    mutating func add(_ transaction: SettlementTransaction, line: Int) {
        if transaction.type == .sale {
            let ref = RowMarks.hash(transaction.ref)
            sales.append(
                SaleMark(
                    ref: ref, amounts: Amounts(transaction),
                    merchant: RowMarks.shortHash(transaction.merId.text),
                    terminal: RowMarks.shortHash(transaction.termId.text),
                    line: UInt32(clamping: line)))
            for subsidy in transaction.subsidies {
                grants.append(
                    GrantMark(ref: ref, share: subsidy.share, amount: subsidy.amount))
            }
            return
        }
        guard let original = transaction.original else { return }
        if original.isUnexplained {
            unexplained += 1
        } else if original.settleDate != nil {
            elsewhere += 1
        } else {
            returns.append(
                Return(
                    ref: transaction.ref, line: line, original: original.ref,
                    isVoid: transaction.type == .void,
                    merchant: RowMarks.shortHash(transaction.merId.text),
                    terminal: RowMarks.shortHash(transaction.termId.text),
                    amounts: Amounts(transaction),
                    shares: transaction.subsidies.map {
                        ($0.share, "subsidy of rule \($0.rule) and fund \($0.fund)", $0.amount)
                    }))
        }
    }

    /// What is wrong, sale by sale in the order of their first return.
    var findings: [Finding] {
        guard !returns.isEmpty else { return [] }
        let groups = Dictionary(grouping: returns, by: \.original)
        let wanted = Set(groups.keys.map { RowMarks.hash($0) })
        let found = Dictionary(
            sales.lazy.filter { wanted.contains($0.ref) }.map { ($0.ref, $0) },
            uniquingKeysWith: { first, _ in first })
        let granted = Dictionary(
            grouping: grants.lazy.filter { wanted.contains($0.ref) }, by: \.ref)
        return groups.values.sorted { $0[0].line < $1[0].line }.flatMap { group in
            let ref = RowMarks.hash(group[0].original)
            guard let sale = found[ref] else {
                return group.map { $0.finding(.originalNotHere($0.original)) }
            }
            return places(group, sale) + sums(group, sale, granted[ref] ?? [])
        }
    }

    private func places(_ group: [Return], _ sale: SaleMark) -> [Finding] {
        group.flatMap { row in
            var findings: [Finding] = []
            if row.merchant != sale.merchant {
                findings.append(row.finding(.originalElsewhere(row.original)))
            }
            if row.terminal == sale.terminal, row.line < Int(sale.line) {
                findings.append(row.finding(.originalBehind(row.original)))
            }
            return findings
        }
    }

    /// Several refunds add up; a void leaves nothing.
    private func sums(
        _ group: [Return], _ sale: SaleMark, _ grants: [GrantMark]
    ) -> [Finding] {
        guard let last = group.last else { return [] }
        var taken = Amounts()
        var shares: [UInt64: (name: String, amount: Fen)] = [:]
        for row in group {
            taken += row.amounts
            for (share, name, amount) in row.shares {
                shares[share, default: (name, .zero)].amount += amount
            }
        }
        let rests = sale.amounts.less(taken)
        var findings = rests.filter { $0.left < .zero }.map {
            last.finding(.takesBackMore(last.original, $0.name, by: -$0.left))
        }
        for (share, part) in shares.sorted(by: { $0.value.name < $1.value.name }) {
            let given = grants.filter { $0.share == share }.total(\.amount)
            if part.amount > given {
                findings.append(
                    last.finding(
                        .takesBackMore(last.original, part.name, by: part.amount - given)))
            }
        }
        if findings.isEmpty, let void = group.first(where: \.isVoid) {
            findings += rests.filter { $0.left > .zero }.map {
                void.finding(.voidLeaves(void.original, $0.name, $0.left))
            }
        }
        return findings
    }
}

extension OriginalRules.Return {
    fileprivate func finding(_ defect: SettlementDefect) -> OriginalRules.Finding {
        OriginalRules.Finding(line: line, place: "txn \(ref)", defect: defect)
    }
}

extension SettlementSubsidy {
    /// Rule and fund: what was suspended may be taken back as claimed, and the other way round.
    fileprivate var share: UInt64 { RowMarks.hash(rule, fund) }
}
