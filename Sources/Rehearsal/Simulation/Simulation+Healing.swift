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
        try closeWindows(upTo: now.day)
        // A clock that was wrong from its first record on has windows in other years.
        for date in try service.ledger.store.read({ try $0.windows() }).sorted() {
            try service.close(date)
        }
    }
}
