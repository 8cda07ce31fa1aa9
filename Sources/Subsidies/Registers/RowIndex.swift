/// Finds the rows of a table that share a key, without a list of its own for every key.
struct RowIndex<Key: Hashable & Sendable>: Sendable {
    private var newest: [Key: Int] = [:]
    // Entries of one key form a chain, from the newest to the oldest.
    private var chain: [(row: Int, older: Int)] = []

    mutating func reserve(_ count: Int) {
        newest.reserveCapacity(count)
        chain.reserveCapacity(count)
    }

    mutating func add(_ row: Int, under key: Key) {
        chain.append((row, newest.updateValue(chain.count, forKey: key) ?? -1))
    }

    /// The newest row of a key that passes a test.
    func row(under key: Key, where passes: (Int) -> Bool) -> Int? {
        var entry = newest[key] ?? -1
        while entry >= 0 {
            if passes(chain[entry].row) { return chain[entry].row }
            entry = chain[entry].older
        }
        return nil
    }

    /// The rows of every key that has more than one.
    var shared: [[Int]] {
        newest.values.compactMap { start in
            guard chain[start].older >= 0 else { return nil }
            var rows: [Int] = []
            var entry = start
            while entry >= 0 {
                rows.append(chain[entry].row)
                entry = chain[entry].older
            }
            return rows
        }
    }
}
