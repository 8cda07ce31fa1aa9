internal import Journal
internal import Ledger
internal import Meals
internal import Store

extension ProofReading {
    /// Rates a sale again and keeps what follows for its claim.
    mutating func rate(
        _ sale: Sale, _ record: Record, _ key: RecordKey, _ place: ProofPlace, _ till: ProofTill,
        _ notes: [String: String], _ verdict: inout ProofVerdict
    ) {
        guard sale.canteen == till.canteen else {
            verdict.differ(
                "\(record.id)",
                "was sold for canteen \(sale.canteen), its till is \(till.canteen)'s")
            return
        }
        // A till may name a snapshot that nobody published: then the books, too, could not rate it.
        let snapshot = registers.snapshots[sale.snapshot]
        var rating = Rating(sale, at: record.trueTime, snapshot: snapshot)
        if rating.finding != notes["rated-otherwise"] {
            verdict.differ(
                "\(record.id)",
                "rated again by the packed policy: \(rating.finding ?? "as the till did"); the books "
                    + "say: \(notes["rated-otherwise"] ?? "as the till did")")
        }
        if let card = sale.card, let since = registers.hot[card], sale.day >= since,
            registers.stops[card] == nil
        {
            verdict.differ(
                "\(record.id)",
                "was sold to a card that is stopped since \(since) by a snapshot's hot list, but "
                    + "registers/stopped-cards.csv has it not: its row was taken out")
        }
        if sale.diner != nil, let card = sale.card, let stopped = registers.stops[card],
            stopped <= record.trueTime
        {
            let isLate = sale.day > stopped.day + head.stoppedCardDays
            if isLate { rating = rating.withholdingClaims() }
            verdict.explain(
                "\(record.id): sold to a stopped card; the subsidy is "
                    + (isLate ? "not claimed" : "claimed"))
        }
        verdict.rated += 1
        var rules: [(rule: String, parts: [ProofPart])] = []
        for grant in sale.grants {
            let shares = rating.shares.filter { $0.name.rule == grant.rule }
            rules.append(
                (
                    grant.rule,
                    shares.map {
                        facts.shared(
                            ProofPart(name: $0.name, claimed: $0.claimed, variance: $0.variance))
                    }
                ))
        }
        let isCounted = place.role == .claim
        if !isCounted { carried[key] = rules.flatMap(\.parts) }
        facts.sales[key] = ProofSale(
            id: record.id, window: place.window, isCounted: isCounted, time: record.trueTime,
            canteen: sale.canteen, diner: sale.diner, day: sale.day, period: sale.period,
            snapshot: sale.snapshot, policy: sale.policy, grants: rules, gross: sale.gross)
    }
}
