package import Meals

/// What a new roster changes, and the rows that hold from then on.
///
/// A diner of the new roster has the rows that it says. One whom it leaves out keeps the past: rows
/// end the day before the leaving, so that facts of earlier days stay as they were.
package struct RosterDifference: Sendable {
    /// Of every diner with another fact on any day, in the order of ids.
    package private(set) var changes: [RosterChange] = []
    /// Diners of the new roster for whom every day has the same facts.
    package private(set) var unchanged = 0
    /// The rows that hold from now on, by diner and time.
    package private(set) var rows: [Diner] = []

    /// Compares two rosters.
    ///
    /// - Parameters:
    ///   - before: the rows that held until now.
    ///   - after: the new file's.
    ///   - day: the first day on which those whom the file leaves out are not listed any more.
    package init(before: [Diner], after: [Diner], leaving day: Day) {
        let (old, new) = (before.inOrder, after.inOrder)
        rows.reserveCapacity(max(old.count, new.count) + old.count / 16)
        var (oldStart, newStart) = (0, 0)
        while oldStart < old.count || newStart < new.count {
            let id: DinerID
            if oldStart < old.count, newStart < new.count {
                id = min(old[oldStart].id, new[newStart].id)
            } else {
                id = oldStart < old.count ? old[oldStart].id : new[newStart].id
            }
            let oldEnd = old.end(of: id, from: oldStart)
            let newEnd = new.end(of: id, from: newStart)
            compare(old[oldStart..<oldEnd], new[newStart..<newEnd], leaving: day)
            (oldStart, newStart) = (oldEnd, newEnd)
        }
    }

    private mutating func compare(
        _ old: ArraySlice<Diner>, _ new: ArraySlice<Diner>, leaving day: Day
    ) {
        let leaves = new.isEmpty
        let kept = leaves ? old.compactMap { $0.ended(before: day) }[...] : new
        rows.append(contentsOf: kept)
        let isSame = old.count == kept.count && old.elementsEqual(kept)
        let change =
            isSame
            ? nil : RosterChange(before: Array(old), after: Array(kept), leaves: leaves)
        if let change {
            changes.append(change)
        } else if !leaves {
            unchanged += 1
        }
    }

    /// How many changes there are of a kind.
    package func count(_ kind: RosterChange.Kind) -> Int {
        changes.count { $0.kind == kind }
    }
}

extension [Diner] {
    /// By diner and time, which is the order of snapshots too.
    fileprivate var inOrder: [Diner] {
        let isOrdered = zip(self, dropFirst()).allSatisfy { !Diner.isOrdered($1, $0) }
        return isOrdered ? self : sorted(by: Diner.isOrdered)
    }

    fileprivate func end(of id: DinerID, from start: Int) -> Int {
        var end = start
        while end < count, self[end].id == id { end += 1 }
        return end
    }
}

extension Diner {
    fileprivate static func isOrdered(_ a: Diner, _ b: Diner) -> Bool {
        a.id == b.id ? a.validFrom < b.validFrom : a.id < b.id
    }

    /// The row without the days from one on; nil where nothing is left.
    fileprivate func ended(before day: Day) -> Diner? {
        guard validFrom < day else { return nil }
        if let validTo, validTo < day { return self }
        return Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: cards, validFrom: validFrom, validTo: day + -1)
    }
}
