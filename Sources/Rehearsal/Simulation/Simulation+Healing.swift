internal import Journal
internal import Ledger
internal import Meals
internal import Store
internal import Till

extension Simulation {
    /// Ends all faults: every till is reachable, sends what it has, and the windows close.
    mutating func heal() throws {
        note("all faults end")
        while !underway.isEmpty { try deliverLate() }
        for place in boxes.indices {
            boxes[place].isOnline = true
            boxes[place].disk.fill(false)
            boxes[place].disk.planCut(afterActs: nil)
        }
        // A till that was refused is enrolled anew and sends what it sold meanwhile.
        for round in 1...3 {
            for place in boxes.indices {
                try restart(place)
                try sync(place, faults: false)
                if boxes[place].needsEnrolment {
                    try enrol(place)
                    try sync(place, faults: false)
                }
            }
            if boxes.allSatisfy({ !$0.needsEnrolment && $0.look { $0.unsentCount } == 0 }) { break }
            if round == 3 { throw SimulationFailure("a till still has something unsent") }
        }
        let last = try service.ledger.store.read { try $0.windows() }.max()
        try closeWindows(upTo: max(last ?? now.day, now.day))
    }
}
