internal import Meals

/// Adds up transactions: what the claims and the trailer of their file must say.
///
/// Memory grows with the claims and the diners in them, not with the transactions.
struct SettlementTally {
    private var sums = SettlementTotals()
    private var subsidies: [ClaimKey: SubsidySums] = [:]
    // A handful: walked sooner than hashed.
    private var tenders: [(kind: TenderKind, sums: TenderSums)] = []
    private var merchants = SummaryTally()
    /// Σ tenders with references, seen from the merchants.
    private(set) var tendered = Fen.zero

    /// What one kind of tender has in common.
    private struct TenderSums {
        var count = 0
        var sum = CreditDebit()
    }

    /// What one funder, rule and merchant have in common.
    fileprivate struct SubsidySums {
        var count = 0
        var persons: Set<DinerToken> = []
        var isClaimed = false
        var claimed = CreditDebit()
        var suspense = CreditDebit()
        var variance = CreditDebit()
    }

    var txnCount: Int { sums.txnCount }

    mutating func add(_ transaction: SettlementTransaction) {
        let type = transaction.type
        sums.txnCount += 1
        sums.meal.add(transaction.meal, of: type)
        sums.discount.add(transaction.discount, of: type)
        var (paid, granted) = (Fen.zero, Fen.zero)
        for tender in transaction.tenders {
            paid += tender.amount
            if tender.reference != nil {
                tendered += type == .sale ? tender.amount : -tender.amount
            }
            let place = place(tender.kind)
            tenders[place].sums.count += 1
            tenders[place].sums.sum.add(tender.amount, of: type)
        }
        sums.amount.add(paid, of: type)
        for subsidy in transaction.subsidies {
            granted += subsidy.amount
            let key = ClaimKey(
                merId: transaction.merId.text, policy: subsidy.policy, rule: subsidy.rule,
                fund: subsidy.fund)
            subsidies[key, default: SubsidySums()].add(
                subsidy, of: type, diner: transaction.diner)
        }
        sums.subsidy.add(granted, of: type)
        merchants.add(transaction, granted: granted, amount: paid)
    }

    private mutating func place(_ kind: TenderKind) -> Int {
        if let place = tenders.firstIndex(where: { $0.kind == kind }) { return place }
        tenders.append((kind, TenderSums()))
        return tenders.count - 1
    }

    /// Adds a record of an acquirer's file; one without figures adds nothing.
    ///
    /// Records within the limit keep every sum far inside 64 bits; those beyond it are told.
    mutating func add(_ movement: SettlementMovement, in file: SettlementClearingFile) {
        guard sums.clearedCount + sums.disputeCount < SettlementRules.rowLimit else { return }
        guard file.layout != .disputes else {
            sums.disputeCount += 1
            sums.disputed += ClearingFields.directed(movement.record[16]) ?? .zero
            return
        }
        guard let figures = MovementFigures(movement.record) else { return }
        sums.clearedCount += 1
        sums.cleared.add(figures.gained)
        sums.fee.add(-figures.fee)
        sums.net += figures.settled
        merchants.add(figures, of: file.merId)
    }

    /// Σ movements, seen from the merchants.
    var cleared: Fen { sums.cleared.credit - sums.cleared.debit }

    /// By merchant, ascending.
    var summaries: [SettlementSummary] { merchants.summaries }

    /// The claims, ascending.
    var claims: [SettlementClaim] {
        subsidies.filter(\.value.isClaimed).sorted { $0.key < $1.key }.map { key, sums in
            SettlementClaim(
                merId: MerchantID(key.merId), policy: key.policy, rule: key.rule, fund: key.fund,
                count: sums.count, persons: sums.persons.count, amount: sums.claimed.credit,
                reversed: sums.claimed.debit)
        }
    }

    /// The trailer of a file with these deliveries and items.
    func totals(
        with deliveries: [SettlementDelivery], _ items: [SettlementItem]
    ) -> SettlementTotals {
        var totals = sums
        totals.funds = funds
        totals.tenders = tenders.sorted { $0.kind.rawValue < $1.kind.rawValue }.map {
            SettlementTenderTotal(kind: $0.kind, count: $0.sums.count, sum: $0.sums.sum)
        }
        for sums in subsidies.values where sums.isClaimed {
            totals.claimCount += 1
            totals.payable += sums.claimed.credit - sums.claimed.debit
        }
        totals.deliveryCount = deliveries.count
        for delivery in deliveries {
            totals.portions += delivery.portions
            totals.returned += delivery.returned
            totals.supplyAmount += delivery.amount
        }
        totals.itemCount = items.count
        totals.difference = items.total(\.difference)
        return totals
    }

    private var funds: [SettlementFundTotal] {
        var byName: [String: SubsidySums] = [:]
        for (key, sums) in subsidies {
            byName[key.fund, default: SubsidySums()].claimed += sums.claimed
            byName[key.fund]?.suspense += sums.suspense
            byName[key.fund]?.variance += sums.variance
        }
        return byName.sorted { $0.key < $1.key }.flatMap { name, sums in
            SettlementSubsidyState.allCases.map {
                SettlementFundTotal(name: name, state: $0, sum: sums[$0])
            }
            .filter { $0.sum != CreditDebit() }
        }
    }
}

extension SettlementTally.SubsidySums {
    fileprivate subscript(state: SettlementSubsidyState) -> CreditDebit {
        switch state {
        case .claimed: claimed
        case .suspense: suspense
        case .variance: variance
        }
    }

    fileprivate mutating func add(
        _ subsidy: SettlementSubsidy, of type: SettlementType, diner: DinerToken?
    ) {
        switch subsidy.state {
        case .claimed:
            isClaimed = true
            claimed.add(subsidy.amount, of: type)
            guard type == .sale else { return }
            count += 1
            if let diner { persons.insert(diner) }
        case .suspense: suspense.add(subsidy.amount, of: type)
        case .variance: variance.add(subsidy.amount, of: type)
        }
    }
}
