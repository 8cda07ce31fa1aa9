extension Reconciler {
    /// A sale and what takes it back whole, by their rows.
    typealias UndonePair = (sale: Int, undo: Int)

    /// Takes out, on each side, sales with the void or reversal that undoes them whole.
    ///
    /// A side that names no original has its pairs by the other's: both movements are there.
    mutating func cleanUp() {
        let mine = Reconciler.cancelPairs(ours, ourOrder, &ourStates)
        let others = Reconciler.cancelPairs(theirs, theirOrder, &theirStates)
        Reconciler.cancelAlike(mine, ours, theirs, theirOrder, &theirStates)
        Reconciler.cancelAlike(others, theirs, ours, ourOrder, &ourStates)
    }

    private static func cancelPairs(
        _ rows: [ReconciliationRow], _ order: KeyOrder, _ states: inout [RowState]
    ) -> [UndonePair] {
        var pairs: [UndonePair] = []
        for (index, row) in rows.enumerated() where row.original != 0 && row.undoesWhole {
            guard states[index] == .open else { continue }
            let sale = order.rows(of: row.original).first {
                let sale = rows[Int($0)]
                return sale.kind == .sale && sale.amount == row.amount
                    && states[Int($0)] == .open
            }
            if let sale {
                states[Int(sale)] = .cancelled
                states[index] = .cancelled
                pairs.append((Int(sale), index))
            }
        }
        return pairs
    }

    /// Takes out of one side what the other side paired: the same sale and the same undoing.
    private static func cancelAlike(
        _ pairs: [UndonePair], _ paired: [ReconciliationRow], _ rows: [ReconciliationRow],
        _ order: KeyOrder, _ states: inout [RowState]
    ) {
        func open(_ wanted: ReconciliationRow) -> Int? {
            order.rows(of: wanted.key).first {
                let row = rows[Int($0)]
                return states[Int($0)] == .open && row.amount == wanted.amount
                    && row.undoesWhole == wanted.undoesWhole
                    && (row.kind == .sale) == (wanted.kind == .sale)
            }.map(Int.init)
        }
        for pair in pairs {
            guard let sale = open(paired[pair.sale]), let undo = open(paired[pair.undo]),
                sale != undo
            else { continue }
            states[sale] = .cancelled
            states[undo] = .cancelled
        }
    }
}

extension ReconciliationRow {
    /// 撤销 or 冲正: takes a sale back as if it had never been.
    fileprivate var undoesWhole: Bool { kind == .void || kind == .reversal }
}
