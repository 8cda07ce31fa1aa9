/// The order of numbered keys, found by sorting digit by digit: linear, and stable.
struct KeyOrder {
    /// Row numbers in the order of their keys.
    private(set) var rows: [UInt32]
    /// The keys in that order.
    private(set) var keys: [UInt64]

    private static let bits = 12

    init(_ input: [UInt64], rows: [UInt32]? = nil) {
        keys = input
        self.rows = rows ?? Array(0..<UInt32(input.count))
        let isSorted = zip(input, input.dropFirst()).allSatisfy { $0 <= $1 }
        if !isSorted { sort() }
    }

    private mutating func sort() {
        var varying: UInt64 = 0
        let first = keys[0]
        for key in keys { varying |= key ^ first }
        var otherKeys = keys
        var otherRows = rows
        var counts = [Int](repeating: 0, count: 1 << KeyOrder.bits)
        while varying != 0 {
            // Bits in which all keys agree move nothing.
            let shift = varying.trailingZeroBitCount
            let mask = UInt64(counts.count - 1)
            varying &= ~(mask << UInt64(shift))
            for index in counts.indices { counts[index] = 0 }
            for key in keys { counts[Int(key >> UInt64(shift) & mask)] += 1 }
            var place = 0
            for index in counts.indices {
                let count = counts[index]
                counts[index] = place
                place += count
            }
            KeyOrder.distribute(keys, rows, shift, mask, &counts, &otherKeys, &otherRows)
            swap(&keys, &otherKeys)
            swap(&rows, &otherRows)
        }
    }

    private static func distribute(
        _ keys: [UInt64], _ rows: [UInt32], _ shift: Int, _ mask: UInt64, _ places: inout [Int],
        _ newKeys: inout [UInt64], _ newRows: inout [UInt32]
    ) {
        keys.withUnsafeBufferPointer { keys in
            rows.withUnsafeBufferPointer { rows in
                newKeys.withUnsafeMutableBufferPointer { newKeys in
                    newRows.withUnsafeMutableBufferPointer { newRows in
                        places.withUnsafeMutableBufferPointer { places in
                            for index in keys.indices {
                                let digit = Int(keys[index] >> UInt64(shift) & mask)
                                let place = places[digit]
                                places[digit] = place + 1
                                newKeys[place] = keys[index]
                                newRows[place] = rows[index]
                            }
                        }
                    }
                }
            }
        }
    }

    /// The first place whose key is not below a key.
    func firstPlace(of key: UInt64) -> Int {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The rows with a key.
    func rows(of key: UInt64) -> ArraySlice<UInt32> {
        let first = firstPlace(of: key)
        var last = first
        while last < keys.count, keys[last] == key { last += 1 }
        return rows[first..<last]
    }
}

/// Walks two orders side by side: for each key that both have, its stretch in either.
struct CommonKeys: Sequence, IteratorProtocol {
    private let left: [UInt64]
    private let right: [UInt64]
    private var i = 0
    private var j = 0

    init(_ left: KeyOrder, _ right: KeyOrder) {
        self.left = left.keys
        self.right = right.keys
    }

    mutating func next() -> (left: Range<Int>, right: Range<Int>)? {
        while i < left.count, j < right.count {
            let (a, b) = (left[i], right[j])
            if a < b {
                i += 1
            } else if b < a {
                j += 1
            } else {
                let (i0, j0) = (i, j)
                while i < left.count, left[i] == a { i += 1 }
                while j < right.count, right[j] == a { j += 1 }
                return (i0..<i, j0..<j)
            }
        }
        return nil
    }
}
