internal import Journal
internal import Ledger
internal import Meals
internal import Store
internal import Subsidies

/// Which records a bundle needs, found before anything is written.
struct ProofPlan {
    /// One life of a till's journal.
    struct JournalKey: Hashable {
        let terminal: Int
        let epoch: Int
    }

    /// Records of the bundle's windows.
    private(set) var counted: Set<RecordKey> = []
    /// Meals outside them, and their reversals, that limits or reversals hang on.
    private(set) var uses: Set<RecordKey> = []
    private(set) var runs: [JournalKey: [ClosedRange<Int>]] = [:]

    /// A run goes on over so many records that are not needed, so that its chain stays whole.
    private static let longestLink = 500

    /// - Parameters:
    ///   - closed: every window that was closed when the last of `windows` was.
    ///   - terminals: those of the canteens that the bundle is about.
    init(
        _ store: StoreReading, windows: [Day], closed: Set<Day>, terminals: Set<Int>
    ) throws {
        for window in windows {
            for place in try store.places(inWindow: window)
            where terminals.contains(place.key.terminal) { counted.insert(place.key) }
        }
        try addUses(store, windows, closed)
        let marks = try windows.last.map { try store.watermarks(of: $0) } ?? []
        layRuns(marks)
    }

    /// Grants that fall in the same limits as one of the bundle's, and sales that its reversals
    /// take from.
    private mutating func addUses(
        _ store: StoreReading, _ windows: [Day], _ closed: Set<Day>
    ) throws {
        let lengths = try ProofPlan.lengths(store)
        var diners: [DinerID: [GrantUseRow]] = [:]
        for window in windows {
            for row in try store.grants(inWindow: window) where counted.contains(row.record) {
                diners[row.diner, default: []].append(row)
            }
        }
        for (diner, own) in diners {
            var buckets: Set<LimitBucket> = []
            for row in own { buckets.formUnion(LimitBucket.all(of: row.use, lengths)) }
            let taken = Set(own.map(\.sale))
            let days = own.map(\.use.day)
            guard let first = days.min(), let end = days.max() else { continue }
            let rows = try store.grants(
                of: diner, from: min(first.firstOfMonth, first.monday), to: end + 31)
            var sales = taken
            for row in rows where row.record == row.sale && !counted.contains(row.record) {
                guard !buckets.isDisjoint(with: LimitBucket.all(of: row.use, lengths)),
                    try store.isPlaced(row.record, in: closed)
                else { continue }
                sales.insert(row.sale)
            }
            // A sale may be taken back in a window that was closed before its own.
            for row in rows where sales.contains(row.sale) && !counted.contains(row.record) {
                if try row.record == row.sale || store.isPlaced(row.record, in: closed) {
                    uses.insert(row.record)
                }
            }
        }
    }

    /// The lengths of each rule's limits, over all policies that ever were in a snapshot.
    private static func lengths(_ store: StoreReading) throws -> [String: Set<LimitWindow>] {
        var texts: Set<String> = []
        var lengths: [String: Set<LimitWindow>] = [:]
        for id in try store.snapshotIDs() {
            guard let line = try store.snapshotHead(id) else { continue }
            for source in try SnapshotContents(firstLine: line, id: id).policies
            where texts.insert(source.text).inserted {
                let policy = try Policy(yaml: source.text, file: source.file)
                for rule in policy.subsidyRules {
                    lengths[rule, default: []].formUnion(
                        policy.limits(ofRule: rule).map(\.window))
                }
            }
        }
        return lengths
    }

    private mutating func layRuns(_ marks: [WatermarkRow]) {
        var seqs: [JournalKey: (counted: [Int], uses: [Int])] = [:]
        for key in counted {
            seqs[JournalKey(terminal: key.terminal, epoch: key.epoch), default: ([], [])]
                .counted.append(key.seq)
        }
        for key in uses {
            seqs[JournalKey(terminal: key.terminal, epoch: key.epoch), default: ([], [])]
                .uses.append(key.seq)
        }
        for (journal, list) in seqs {
            var ranges = ProofPlan.joined(
                list.counted.sorted().map { $0...$0 }, over: ProofPlan.longestLink)
            // The certificate's mark: so far the bureau vouched for the journal.
            if let last = ranges.last,
                let mark = marks.first(where: {
                    $0.terminal == journal.terminal && $0.epoch == journal.epoch
                }), mark.seq > last.upperBound,
                mark.seq - last.upperBound <= ProofPlan.longestLink
            {
                ranges[ranges.count - 1] = last.lowerBound...mark.seq
            }
            ranges += list.uses.map { $0...$0 }
            runs[journal] = ProofPlan.joined(
                ranges.sorted { $0.lowerBound < $1.lowerBound }, over: 0)
        }
    }

    /// Ranges in ascending order, those joined that lie no further apart than a gap.
    private static func joined(_ ranges: [ClosedRange<Int>], over gap: Int) -> [ClosedRange<Int>] {
        var joined: [ClosedRange<Int>] = []
        for range in ranges {
            if let last = joined.last, range.lowerBound <= last.upperBound + 1 + gap {
                joined[joined.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }
}

extension StoreReading {
    fileprivate func isPlaced(_ record: RecordKey, in windows: Set<Day>) throws -> Bool {
        try place(of: record).map { windows.contains($0.window) } ?? false
    }
}

/// One stretch of time in which a limit of a rule counts.
private struct LimitBucket: Hashable {
    let rule: String
    let window: LimitWindow
    let first: Day

    static func all(
        of use: RuleUse, _ lengths: [String: Set<LimitWindow>]
    ) -> [LimitBucket] {
        (lengths[use.rule] ?? []).map { window in
            let first =
                switch window {
                case .meal, .day: use.day
                case .week: use.day.monday
                case .month: use.day.firstOfMonth
                }
            return LimitBucket(rule: use.rule, window: window, first: first)
        }
    }
}
