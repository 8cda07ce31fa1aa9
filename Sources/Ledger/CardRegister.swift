internal import Journal
package import Meals
package import Store

/// The cards that were stopped (止付) and those that took their place.
///
/// It keeps nothing in memory and may be used beside a running service: its tills hear of a stop
/// with their next news. A card that was stopped never comes back.
package struct CardRegister: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// Every stopped card, the last one first.
    package func stopped() throws -> [StoppedCardRow] { try store.read { try $0.stoppedCards() } }

    /// Stops a card.
    ///
    /// - Returns: the id of the snapshot that says so.
    @discardableResult
    package func stop(_ card: CardToken, reason: String, at now: Moment) throws -> String {
        try publish(at: now, reason) { contents in
            [Stop(card: card, diner: try contents.holder(of: card, on: now.day))]
        }
    }

    /// Stops every card that a diner has.
    package func stop(
        cardsOf diner: DinerID, reason: String, at now: Moment
    ) throws -> (snapshot: String, cards: Int) {
        let stopped = Set(try stopped().map(\.card))
        var count = 0
        let snapshot = try publish(at: now, reason) { contents in
            let rows = contents.diners.filter { $0.id == diner }
            guard !rows.isEmpty else { throw CardError.unknownDiner(diner) }
            let cards = Set(rows.filter { $0.holds(on: now.day) }.flatMap(\.cards))
                .subtracting(stopped)
            guard !cards.isEmpty else { throw CardError.noCard(diner) }
            count = cards.count
            return cards.sorted().map { Stop(card: $0, diner: diner) }
        }
        return (snapshot, count)
    }

    /// Gives a diner a new card in the place of an old one, which is stopped.
    ///
    /// What was sold to the old card stays the diner's, also what has not been heard of yet.
    package func replace(
        _ old: CardToken, with new: CardToken, reason: String, at now: Moment
    ) throws -> (snapshot: String, diner: DinerID) {
        guard old != new else { throw CardError.sameCard }
        if try stopped().contains(where: { $0.card == new }) { throw CardError.isStopped }
        var holder: DinerID?
        let snapshot = try publish(at: now, reason) { contents in
            let diner = try contents.holder(of: old, on: now.day)
            if let other = contents.diners.first(where: { $0.cards.contains(new) })?.id {
                throw CardError.taken(by: other)
            }
            contents.diners = contents.diners.map { row in
                row.id == diner && row.holds(on: now.day) ? row.replacing([old: new]) : row
            }
            holder = diner
            return [Stop(card: old, diner: diner, replacement: new)]
        }
        guard let holder else { throw CardError.unknownCard }
        return (snapshot, holder)
    }

    private struct Stop {
        let card: CardToken
        let diner: DinerID
        var replacement: CardToken?
    }

    private func publish(
        at now: Moment, _ reason: String, _ stops: (inout SnapshotContents) throws -> [Stop]
    ) throws -> String {
        guard (1...200).contains(reason.count) else { throw CardError.noReason }
        // Read before the transaction, so that the tills' uploads do not wait for it.
        let known = try store.read { store in
            try store.currentSnapshot().flatMap { id in
                try store.snapshotDocument(id).map { (id: id, document: $0) }
            }
        }
        guard let known else { throw CardError.noSnapshot }
        var contents = try SnapshotContents(document: known.document)
        let stopped = try stops(&contents)
        contents.hot += stopped.map { HotCard(card: $0.card, since: now.day) }
        let document = contents.document
        let id = Snapshot.id(of: document)
        return try store.write { store in
            guard try store.reading.currentSnapshot() == known.id else {
                throw CardError.changedMeanwhile
            }
            for stop in stopped {
                if let earlier = try store.reading.stoppedCard(stop.card) {
                    throw CardError.stoppedBefore(earlier.stoppedAt)
                }
                try store.insert(
                    StoppedCardRow(
                        card: stop.card, diner: stop.diner, stoppedAt: now, reason: reason,
                        replacement: stop.replacement))
            }
            try store.insertSnapshot(id: id, document: document)
            return id
        }
    }
}

extension SnapshotContents {
    /// Whose card it is on a day or later.
    fileprivate func holder(of card: CardToken, on day: Day) throws(CardError) -> DinerID {
        let rows = diners.filter { $0.cards.contains(card) }
        guard let row = rows.first(where: { $0.holds(on: day) }) ?? rows.last else {
            throw .unknownCard
        }
        return row.id
    }
}

extension Diner {
    /// True where the row counts on a day or later.
    fileprivate func holds(on day: Day) -> Bool { validTo.map { $0 >= day } ?? true }

    /// The row with other cards in the place of some; none is there twice.
    package func replacing(_ replacements: [CardToken: CardToken]) -> Diner {
        guard cards.contains(where: { replacements[$0] != nil }) else { return self }
        var now: [CardToken] = []
        for card in cards {
            var card = card
            // A new card may have been replaced, too.
            for _ in 0..<replacements.count { card = replacements[card] ?? card }
            if !now.contains(card) { now.append(card) }
        }
        return Diner(
            id: id, birth: birth, hukou: hukou, residence: residence, statuses: statuses,
            cards: now, validFrom: validFrom, validTo: validTo)
    }
}

/// Why a card is not stopped or replaced; nothing has changed then.
package enum CardError: Error, Hashable, Sendable {
    case unknownCard
    case unknownDiner(DinerID)
    case noCard(DinerID)
    case stoppedBefore(Moment)
    case isStopped
    case sameCard
    case taken(by: DinerID)
    case noReason
    case noSnapshot
    case changedMeanwhile
}

extension CardError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownCard:
            "the card is nobody's in the roster; check its number (mulin roster show DINER)"
        case .unknownDiner(let diner):
            "diner \(diner) is not in the roster; look for the id in the register's file"
        case .noCard(let diner): "diner \(diner) has no card that could be stopped"
        case .stoppedBefore(let time): "the card was stopped before, \(time)"
        case .isStopped: "the new card was stopped once; give another one"
        case .sameCard: "the new card is the old one"
        case .taken(let diner): "the new card is diner \(diner)'s; give another one"
        case .noReason: "a reason of 1 to 200 characters is needed (--reason)"
        case .noSnapshot: "there is no roster yet; make the directory with mulin init"
        case .changedMeanwhile:
            "policies or roster were changed by someone else meanwhile; nothing was written, try "
                + "again"
        }
    }
}
