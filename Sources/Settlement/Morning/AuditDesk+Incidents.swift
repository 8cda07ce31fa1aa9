internal import Ledger
package import Meals
internal import Store

extension AuditDesk {
    /// Keeps a flag for every incident of some settlement dates, as for a suspicion of a rule.
    ///
    /// What is seen again after a person decided is a new flag: the old decision did not know it.
    /// - Returns: the identities of the flags that stand for these incidents now.
    package func keepIncidents(from: Day, to: Day) throws -> Set<String> {
        var found: Set<String> = []
        for offset in 0...max(0, to - from) {
            let day = from + offset
            let incidents = try ledger.incidents(from: day, to: day)
            try ledger.store.write { store in
                let kept = try store.reading.auditFlags()
                for incident in incidents {
                    let identity = incident.identity(on: day, beside: kept)
                    found.insert(identity)
                    try store.insertIfNew(incident.flag(identity, on: day))
                }
            }
        }
        return found
    }
}

extension Incident {
    fileprivate func identity(on day: Day, beside kept: [AuditFlagRow]) -> String {
        var identity = "\(name) \(terminal) \(day)"
        while let flag = kept.first(where: { $0.identity == identity }),
            let decided = flag.decidedAt, decided < lastSeen
        {
            identity = "\(name) \(terminal) \(day) after flag \(flag.number)"
        }
        return identity
    }

    fileprivate func flag(_ identity: String, on day: Day) -> AuditFlagRow {
        AuditFlagRow(
            identity: identity, rule: name, severity: severity.rawValue,
            canteen: canteen?.text ?? "", day: day,
            words: [kind?.title, "terminal \(terminal)", details.first].compactMap { $0 }
                .joined(separator: ", "),
            evidence: "")
    }

    private var severity: AuditRule.Severity {
        switch kind {
        case .fork, .rollback, .reorder, .badSignature, nil: .high
        case .restored: .medium
        case .revoked: .low
        }
    }
}
