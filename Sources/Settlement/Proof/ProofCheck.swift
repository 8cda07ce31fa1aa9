internal import Archive
internal import Foundation
package import Journal
internal import Ledger
internal import Meals
internal import Subsidies
internal import XML

/// Computes a proof bundle again from its sealed lines, without the service and without its data.
package struct ProofCheck {
    private let members: ProofMembers
    private let schema: String
    private let key: StatementPublicKey?
    private var verdict = ProofVerdict()

    /// - Parameters:
    ///   - schema: the path of `settlement-1.xsd`, for settlement files in the bundle.
    ///   - key: the bureau's key, where the reader has it from elsewhere.
    /// - Throws: `ArchiveError` and `Problems` for a file that cannot be read as a bundle.
    package static func verify(
        path: String, schema: String, key: StatementPublicKey? = nil
    ) throws -> ProofVerdict {
        var check = ProofCheck(members: try ProofMembers(path: path), schema: schema, key: key)
        check.members.checkSeals(key, &check.verdict)
        // What was altered is not worth computing with; its own words would hide the reason.
        if check.verdict.holds { try check.run() }
        return check.verdict
    }

    private init(members: ProofMembers, schema: String, key: StatementPublicKey?) {
        self.members = members
        self.schema = schema
        self.key = key
    }

    private mutating func run() throws {
        guard let head = members.small[ProofNames.head].flatMap({ ProofHead($0) }) else {
            throw Problems(
                Problem(
                    file: "\(members.path)/\(ProofNames.head)",
                    reason: "is not the head of a bundle of version 1; update mulin"))
        }
        (verdict.from, verdict.to) = (head.from, head.to)
        (verdict.windows, verdict.open) = (head.windows.count, head.open)
        let registers = try ProofRegisters(members, head: head, &verdict)
        var reading = ProofReading(head: head, registers: registers)
        var statements: [(name: String, bytes: [UInt8])] = []
        var signatures: [String: [UInt8]] = [:]
        try members.eachLarge { name, bytes in
            if name.hasPrefix("settlement/") {
                if name.hasSuffix(".xml") {
                    statements.append((name, bytes))
                } else {
                    signatures[name] = bytes
                }
            } else {
                try reading.take(name, bytes, in: members.path, &verdict)
            }
        }
        reading.finish(&verdict)
        let limits = ProofLimits(reading.facts, closingOrder: head.closingOrder) {
            snapshot, policy, rule in
            registers.snapshots[snapshot]?.policies.first { $0.id == policy }?
                .limits(ofRule: rule) ?? []
        }
        compare(limits, reading)
        for (id, words) in limits.explanations.sorted(by: { $0.id < $1.id }) {
            verdict.explain("\(id): \(words)")
        }
        checkSums(reading, registers, head)
        let claims = checkClaims(reading, registers, head)
        for statement in statements {
            checkSignature(of: statement, signatures[DetachedSignature.path(of: statement.name)])
            try checkStatement(statement, claims, head)
        }
        sayWhatIsTrusted(head, registers)
    }

    /// A settlement file's own signature says that these claims were issued, whoever packed them.
    private mutating func checkSignature(
        of statement: (name: String, bytes: [UInt8]), _ signature: [UInt8]?
    ) {
        let path = DetachedSignature.path(of: statement.name)
        guard let signature else {
            if verdict.signature == .none, key == nil {
                verdict.trust("\(statement.name) is not signed")
            } else {
                verdict.differ(
                    path, "is missing: the bureau's settlement file has its signature beside it")
            }
            return
        }
        let name = statement.name.dropFirst("settlement/".count)
        let text = String(decoding: signature, as: UTF8.self)
        guard let read = try? DetachedSignature(text: text, path: path), read.file == name,
            let key = members.key(key),
            read.holds(for: Digest(of: statement.bytes), key: key)
        else {
            verdict.differ(
                path,
                "does not sign \(statement.name): one of them was altered, or another key made it; "
                    + "fetch the file from the bureau")
            return
        }
        verdict.signedStatements += 1
    }

    /// What follows from no sealed line, in words for who has to decide on it.
    private mutating func sayWhatIsTrusted(_ head: ProofHead, _ registers: ProofRegisters) {
        if !head.holdsWholeSnapshots, !registers.snapshots.isEmpty {
            verdict.trust(
                "\(registers.snapshots.count) snapshots are cut down to the packed diners: that "
                    + "their policies and rows are those the tills sealed by id rests on who packed "
                    + "them; pack them whole (mulin bundle --whole-snapshots) to have the ids computed"
            )
        }
        let isAnchored = verdict.isSigned && verdict.signedStatements == head.windows.count
        if !isAnchored {
            verdict.trust(
                "that the journals end where the certificates say rests on who packed them; pack "
                    + "the signed settlement files (mulin bundle --with-statements) and name the "
                    + "bureau's key (--key) to hold the claims against them")
        }
    }

    /// Holds what the books say of each record against what follows from the sealed lines.
    private mutating func compare(_ limits: ProofLimits, _ reading: ProofReading) {
        let facts = reading.facts
        for key in Set(limits.derived.keys).union(facts.stated.keys).sorted() {
            guard let due = limits.derived[key] ?? reading.carried[key] else {
                verdict.differ(
                    facts.id(of: key),
                    "receipts/ states subsidies for it, but no sealed meal of these claims has any "
                        + "there; the row was added")
                continue
            }
            let isCarried = limits.derived[key] == nil
            let stated = facts.stated[key] ?? []
            for name in Set(due.map(\.name)).union(stated.map(\.name)).sorted() {
                let own = stated.first { $0.name == name } ?? ProofPart(name: name)
                let follows = due.first { $0.name == name } ?? ProofPart(name: name)
                // Of a meal that is only carried along, another bundle proves what was suspended.
                let isSame =
                    isCarried
                    ? own.claimed + own.suspended == follows.claimed + follows.suspended
                        && own.variance == follows.variance
                    : own == follows
                guard !isSame else { continue }
                verdict.differ(
                    facts.id(of: key),
                    "\(name.party): receipts/ says \(own.words), but \(follows.words) follows from "
                        + "the sealed line, its policy and the limits"
                        + (facts.stated[key] == nil ? "; its receipt was taken out" : ""))
            }
            if !isCarried { verdict.variance += stated.total(\.variance) }
        }
    }

    /// Adds up each limit on its own: the net claims of a diner at all canteens.
    private mutating func checkSums(
        _ reading: ProofReading, _ registers: ProofRegisters, _ head: ProofHead
    ) {
        let facts = reading.facts
        let closed = Set(head.closingOrder)
        let backs = Dictionary(grouping: facts.reversals, by: \.sale)
        var sums: [ProofLimitSum: LimitAudit] = [:]
        for (key, sale) in facts.sales.sorted(by: { $0.key < $1.key }) {
            // One that was only taken back has its claim from later on.
            guard closed.contains(sale.window), let diner = sale.diner, let policy = sale.policy,
                let rules = registers.snapshots[sale.snapshot]?.policies
                    .first(where: { $0.id == policy })
            else { continue }
            let records = [key] + (backs[key] ?? []).map(\.key)
            for grant in sale.grants {
                let claimed = records.reduce(Fen.zero) { sum, record in
                    sum
                        + (facts.stated[record] ?? []).filter { $0.name.rule == grant.rule }
                        .total(\.claimed)
                }
                guard claimed > .zero else { continue }
                let name = ProofLimitSum(diner: diner, policy: policy)
                var audit = sums[name] ?? LimitAudit(rules)
                if let sum = audit.add(claimed, of: grant.rule, on: sale.day, sale.period) {
                    verdict.differ(
                        "\(sale.id)",
                        "rule \(grant.rule): with it ¥\(sum) are claimed for one diner, beyond the "
                            + "rule's limit over all canteens; it belongs into suspense")
                }
                sums[name] = audit
            }
        }
    }

    /// Sums up the receipts and holds them against the claims.
    private mutating func checkClaims(
        _ reading: ProofReading, _ registers: ProofRegisters, _ head: ProofHead
    ) -> [ProofClaim] {
        var rest = reading.claims.filter {
            head.selection.contains(
                funder: $0.key.subsidy.funder, policy: $0.key.subsidy.policy,
                rule: $0.key.subsidy.rule)
                && ($0.value.sales != 0 || $0.value.claimed != .zero
                    || $0.value.takenBack != .zero)
        }
        for claim in registers.claims {
            let own = rest.removeValue(forKey: claim.name)
            let payable = (own?.claimed ?? .zero) - (own?.takenBack ?? .zero)
            if claim.payable != payable {
                verdict.differ(
                    claim.words,
                    "¥\(claim.payable) are claimed, but ¥\(payable) follow from its receipts: "
                        + "¥\(claim.payable - payable) follow from nothing")
            } else if claim.sales != own?.sales ?? 0 || claim.claimed != own?.claimed ?? .zero
                || claim.takenBack != own?.takenBack ?? .zero
            {
                verdict.differ(
                    claim.words,
                    "\(claim.sales) sales, ¥\(claim.claimed) less ¥\(claim.takenBack) are stated, "
                        + "but its receipts make \(own?.sales ?? 0), ¥\(own?.claimed ?? .zero) less "
                        + "¥\(own?.takenBack ?? .zero)")
            }
        }
        for claim in rest.values.sorted(by: { $0.name < $1.name }) {
            verdict.differ(
                claim.words,
                "its receipts make ¥\(claim.claimed - claim.takenBack), but claims.csv has no such "
                    + "claim")
        }
        verdict.claims = registers.claims.count
        verdict.payable = registers.claims.total(\.payable)
        return registers.claims
    }

    /// Holds the claims of a settlement file against the bundle's.
    private mutating func checkStatement(
        _ statement: (name: String, bytes: [UInt8]), _ claims: [ProofClaim], _ head: ProofHead
    ) throws {
        let path = FileManager.default.temporaryDirectory.path + "/mulin-\(UUID().uuidString).xml"
        try Data(statement.bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let reader: SettlementReader
        let closing: SettlementClosing
        do {
            reader = try SettlementReader(path: path, schema: try XMLSchema(path: schema))
            closing = try reader.closing()
        } catch {
            verdict.differ(statement.name, "cannot be read as a settlement file: \(error)")
            return
        }
        var sums: [String: Fen] = [:]
        let merchants = Set(claims.map(\.merchant))
        for claim in closing.claims where merchants.contains(claim.merId) {
            guard
                head.selection.contains(
                    funder: claim.fund, policy: claim.policy, rule: claim.rule)
            else { continue }
            sums["\(claim.merId) \(claim.fund) \(claim.policy) \(claim.rule)", default: .zero] +=
                claim.payable
        }
        for claim in claims where claim.name.window == reader.header.settleDate {
            sums["\(claim.merchant) \(claim.name.subsidy.party)", default: .zero] -= claim.payable
        }
        for (name, rest) in sums.sorted(by: { $0.key < $1.key }) where rest != .zero {
            verdict.differ(
                statement.name, "claim \(name): the file has ¥\(rest) more than claims.csv")
        }
        verdict.statements += 1
    }
}

private struct ProofLimitSum: Hashable {
    let diner: DinerID
    let policy: String
}

extension ProofPart {
    fileprivate var words: String {
        "¥\(claimed) claimed, ¥\(variance) variance, ¥\(suspended) suspense"
    }
}

extension ProofClaim {
    fileprivate var words: String {
        "claim \(name.window) \(name.canteen) \(name.subsidy.party)"
    }
}
