internal import Journal
internal import Ledger
internal import Meals
internal import Store

extension Simulation {
    /// Holds the books against the journals, once nothing is on its way any more.
    mutating func check() throws {
        try checkReceipts()
        try checkAccusations()
        let books = try SimulatedBooks(service.ledger.store, world)
        try books.checkEntries()
        try books.checkMoney()
        try books.checkReturns()
        try books.checkLimits(world.snapshot)
        try service.checkClosedWindows()
        try checkReplay()
    }

    /// Receipts, journals and records are one to one: nothing printed is missing, nothing is there
    /// that no till sealed.
    private func checkReceipts() throws {
        var sealed: Set<Digest> = []
        for box in boxes {
            sealed.formUnion(box.archived)
            for (epoch, hashes) in box.printed {
                for (index, hash) in hashes.enumerated() {
                    sealed.insert(hash)
                    let id = RecordID(terminal: box.terminal, epoch: epoch, seq: index + 1)
                    let kept = try service.hash(at: id)
                    let forks = try service.forks(at: id)
                    guard kept == hash || forks.contains(hash) else {
                        throw SimulationFailure("\(box.name) printed \(id), the service lacks it")
                    }
                }
            }
        }
        try service.ledger.store.read { store in
            for (terminal, epoch, _) in try store.epochs() {
                for row in try store.records(terminal: terminal, epoch: epoch) {
                    guard sealed.contains(row.hash) else {
                        throw SimulationFailure("record \(row.key.rawValue) was sealed by no till")
                    }
                }
            }
        }
    }

    /// Only tills whose disks were copied or put back are accused of a fork or a rollback, and two
    /// records for one place are always noticed.
    private func checkAccusations() throws {
        let (incidents, quarantine) = try service.ledger.store.read {
            (try $0.incidents(), try $0.quarantine())
        }
        for incident in incidents where ["fork", "rollback"].contains(incident.kind) {
            guard tampered.contains(incident.terminal) else {
                throw SimulationFailure("\(incident.terminal) is accused of a \(incident.kind)")
            }
        }
        for row in quarantine where row.entry > 0 {
            let terminal = world.terminals[row.record.terminal - 1].id
            guard incidents.contains(where: { $0.kind == "fork" && $0.terminal == terminal })
            else { throw SimulationFailure("a fork of \(terminal) was not noticed") }
        }
    }

    /// The same journals in other batches and another order leave the same books.
    private mutating func checkReplay() throws {
        var ledger = try Ledger(store: Store(inMemory: world.books), snapshots: world.shelf)
        var waiting: [(submission: Submission, at: Moment)] = []
        func take(_ ledger: inout Ledger) throws {
            // A submission keeps its place among those of its own till.
            while !waiting.isEmpty {
                let terminals = Set(waiting.map(\.submission.upload.start.terminal)).sorted()
                let terminal = random.pick(terminals)
                guard
                    let place = waiting.firstIndex(where: {
                        $0.submission.upload.start.terminal == terminal
                    })
                else { break }
                let (submission, at) = waiting.remove(at: place)
                _ = try ledger.accept([submission], at: at)
            }
        }
        for deed in service.deeds {
            switch deed {
            case .enrol(let terminal, let key, let earlier, let at):
                try take(&ledger)
                _ = try SimulatedService.enrol(terminal, key, earlier, at: at, in: &ledger)
            case .take(let submission, let at): waiting.append((submission, at))
            case .close(let date):
                try take(&ledger)
                _ = try ledger.close(date, force: true)
            case .revoke(let terminal, let at):
                try take(&ledger)
                try SimulatedService.revoke(terminal, at: at, in: &ledger)
            }
        }
        try take(&ledger)
        guard try StateDigest.of(ledger.store) == StateDigest.of(service.ledger.store) else {
            throw SimulationFailure("the same journals in another order leave other books")
        }
    }
}
