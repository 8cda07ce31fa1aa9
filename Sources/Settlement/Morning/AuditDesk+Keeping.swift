internal import Ledger
internal import Meals
internal import Store

extension AuditDesk {
    /// Keeps what was found; gives the identities of the flags that stand for it now.
    ///
    /// What is found again is the same flag, known by its rule, its subject and a record in common,
    /// for a record that comes late may make a burst begin earlier. An open flag takes in what is
    /// new. A decided one stays what was decided on: where a quarter more was found since, that is
    /// a new flag.
    func keep(_ flags: [AuditFlag]) throws -> Set<String> {
        try ledger.store.write { store in
            var kept = KeptFlags(try store.reading.auditFlags())
            var standing: Set<String> = []
            for flag in flags {
                switch kept.place(of: flag) {
                case .same(let row): standing.insert(row.identity)
                case .extends(let row):
                    try store.update(row)
                    kept.replace(row)
                    standing.insert(row.identity)
                case .new(let row):
                    try store.insertIfNew(row)
                    kept.add(row)
                    standing.insert(row.identity)
                }
            }
            return standing
        }
    }
}

/// The flags of the books, found by what they are about.
struct KeptFlags {
    enum Place: Hashable {
        case same(AuditFlagRow)
        case extends(AuditFlagRow)
        case new(AuditFlagRow)
    }

    private var rows: [Name: [AuditFlagRow]] = [:]

    private struct Name: Hashable {
        let rule: String
        let subject: String
    }

    init(_ rows: [AuditFlagRow]) { for row in rows { add(row) } }

    mutating func add(_ row: AuditFlagRow) {
        rows[Name(rule: row.rule, subject: row.knownSubject), default: []].append(row)
    }

    mutating func replace(_ row: AuditFlagRow) {
        let name = Name(rule: row.rule, subject: row.knownSubject)
        if let place = rows[name]?.firstIndex(where: { $0.identity == row.identity }) {
            rows[name]?[place] = row
        }
    }

    /// Whether something found is a flag that is kept, more of one, or a new one.
    func place(of flag: AuditFlag) -> Place {
        let found = Set(flag.evidence)
        let alike = (rows[Name(rule: flag.rule.rawValue, subject: flag.subject)] ?? [])
            .map { (row: $0, evidence: $0.evidence.split(separator: " ").map(String.init)) }
            .filter { !found.isDisjoint(with: $0.evidence) }
        let seen = Set(alike.flatMap(\.evidence))
        let more = flag.evidence.filter { !seen.contains($0) }
        guard let last = alike.last else { return .new(flag.row(flag.identity)) }
        if let open = alike.last(where: { $0.row.state == "open" }) {
            if more.isEmpty { return .same(open.row) }
            return .extends(
                open.row.extended(
                    evidence: (open.evidence + more).joined(separator: " "), words: flag.words,
                    day: max(open.row.day, flag.day)))
        }
        if more.count < max(1, seen.count / 4) { return .same(last.row) }
        return .new(flag.row("\(flag.identity) after flag \(last.row.number)"))
    }
}

extension AuditFlag {
    fileprivate func row(_ identity: String) -> AuditFlagRow {
        AuditFlagRow(
            identity: identity, rule: rule.rawValue, subject: subject,
            severity: rule.severity.rawValue, canteen: canteen.text, day: day, words: words,
            evidence: evidence.joined(separator: " "))
    }
}

extension AuditFlagRow {
    /// Flags from before subjects were kept have theirs at the end of their identity.
    fileprivate var knownSubject: String {
        if !subject.isEmpty { return subject }
        let start = "\(rule) \(canteen) \(day) "
        return identity.hasPrefix(start) ? String(identity.dropFirst(start.count)) : ""
    }
}
