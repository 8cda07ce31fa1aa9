internal import Dispatch

extension KeyOrder {
    /// Rows below which a second core is not worth its start.
    private static let fewRows = 20_000

    /// The orders of both sides, sorted side by side on two cores where they are long.
    static func both(
        _ ours: [ReconciliationRow], _ theirs: [ReconciliationRow]
    ) -> (KeyOrder, KeyOrder) {
        guard ours.count + theirs.count > fewRows else {
            return (KeyOrder(ours.map(\.key)), KeyOrder(theirs.map(\.key)))
        }
        let sides = [ours, theirs]
        let orders = [KeyOrder](unsafeUninitializedCapacity: 2) { slots, count in
            // Each core fills the slot of its own side, and both are done before anyone reads.
            nonisolated(unsafe) let slots = slots
            DispatchQueue.concurrentPerform(iterations: 2) { side in
                slots.initializeElement(at: side, to: KeyOrder(sides[side].map(\.key)))
            }
            count = 2
        }
        return (orders[0], orders[1])
    }
}
