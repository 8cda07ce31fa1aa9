/// Small trees that mend one another's errors, grown on the columns of ``ForecastRows``.
///
/// They aim at the weighted median: each leaf answers with the median of what is still wrong.
struct BoostedTrees {
    /// How large a forest may grow.
    struct Shape {
        var trees = 150
        var leaves = 15
        var rate = 0.1
        /// The least share of all weight in a leaf.
        var leastShare = 0.002
        /// The share of rows that each tree sees.
        var seen = 0.6
        /// Columns that no tree may ask about.
        var blind: Set<Int> = []
    }

    private struct Node {
        var column: Int32
        var limit: Float
        /// The place of the child for values up to the limit; the other one follows.
        ///
        /// 0 in a leaf.
        var child: Int32
        var answer: Float
    }

    private var trees: [[Node]] = []

    /// What is to be added to a row's score.
    func score(_ rows: ForecastRows, _ row: Int) -> Double {
        var sum: Float = 0
        for tree in trees {
            var node = tree[0]
            while node.child > 0 {
                let right = rows.columns[Int(node.column)][row] > node.limit
                node = tree[Int(node.child) + (right ? 1 : 0)]
            }
            sum += node.answer
        }
        return Double(sum)
    }

    /// Grows a forest on some rows whose targets are known.
    init(rows: ForecastRows, on chosen: [Int], shape: Shape) {
        var grower = TreeGrower(rows: rows, chosen: chosen, shape: shape)
        for number in 0..<shape.trees {
            let tree = grower.grow(number)
            trees.append(
                tree.map { node in
                    Node(
                        column: Int32(node.column), limit: node.limit, child: Int32(node.child),
                        answer: node.answer)
                })
        }
    }
}

/// Grows trees one after another on binned columns.
private struct TreeGrower {
    struct Node {
        var column = 0
        var limit: Float = 0
        var child = 0
        var answer: Float = 0
        var bin: UInt8 = 0
    }

    private struct Leaf {
        var node: Int
        var range: Range<Int>
        var histogram: [Double]
        var gain = 0.0
        var column = 0
        var bin = 0
    }

    private static let bins = 48
    private let shape: BoostedTrees.Shape
    private let columns: Int
    private let limits: [[Float]]
    /// Row after row.
    private let binned: [UInt8]
    private let weight: [Double]
    private let totalWeight: Double
    private var residual: [Float]
    private var pull: [Double]
    private var order: [Int32] = []

    init(rows: ForecastRows, chosen: [Int], shape: BoostedTrees.Shape) {
        self.shape = shape
        columns = rows.columns.count
        limits = rows.columns.indices.map { column in
            shape.blind.contains(column) ? [] : TreeGrower.limits(rows.columns[column], chosen)
        }
        var binned = [UInt8](repeating: 0, count: chosen.count * columns)
        for column in 0..<columns {
            let (values, edges) = (rows.columns[column], limits[column])
            for (place, row) in chosen.enumerated() {
                binned[place * columns + column] = TreeGrower.bin(values[row], edges)
            }
        }
        self.binned = binned
        weight = chosen.map { max(rows.base[$0], 0.1) }
        totalWeight = weight.reduce(0, +)
        residual = chosen.map { rows.target[$0] }
        pull = [Double](repeating: 0, count: chosen.count)
    }

    /// Edges that deal the values into bins of about equal size.
    private static func limits(_ values: [Float], _ chosen: [Int]) -> [Float] {
        let step = max(1, chosen.count / 4000)
        let sample = stride(from: 0, to: chosen.count, by: step).map { values[chosen[$0]] }.sorted()
        var edges: [Float] = []
        for cut in 1..<bins where !sample.isEmpty {
            let edge = sample[min(sample.count - 1, cut * sample.count / bins)]
            if edges.last != edge, edge < sample[sample.count - 1] { edges.append(edge) }
        }
        return edges
    }

    private static func bin(_ value: Float, _ edges: [Float]) -> UInt8 {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < value { low = middle + 1 } else { high = middle }
        }
        return UInt8(low)
    }

    mutating func grow(_ number: Int) -> [Node] {
        // The same rows for the same tree, on every machine.
        var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
        let share = UInt64(shape.seen * 1024)
        order.removeAll(keepingCapacity: true)
        for place in weight.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if (state >> 40) & 1023 < share { order.append(Int32(place)) }
            pull[place] = residual[place] > 0 ? weight[place] : -weight[place]
        }
        var nodes = [Node()]
        var leaves = [Leaf(node: 0, range: 0..<order.count, histogram: histogram(0..<order.count))]
        findSplit(&leaves[0])
        while leaves.count < shape.leaves {
            guard let best = leaves.indices.max(by: { leaves[$0].gain < leaves[$1].gain }),
                leaves[best].gain > 0
            else { break }
            split(best, &leaves, &nodes)
        }
        for leaf in leaves { nodes[leaf.node].answer = answer(leaf.range) }
        mend(nodes)
        return nodes
    }

    private mutating func split(_ place: Int, _ leaves: inout [Leaf], _ nodes: inout [Node]) {
        var parent = leaves[place]
        let limit = limits[parent.column][parent.bin]
        var middle = parent.range.lowerBound
        for position in parent.range {
            if Int(binned[Int(order[position]) * columns + parent.column]) <= parent.bin {
                order.swapAt(position, middle)
                middle += 1
            }
        }
        nodes[parent.node].column = parent.column
        nodes[parent.node].limit = limit
        nodes[parent.node].bin = UInt8(parent.bin)
        nodes[parent.node].child = nodes.count
        let (left, right) = (
            parent.range.lowerBound..<middle, middle..<parent.range.upperBound
        )
        let small = left.count < right.count ? left : right
        let counted = histogram(small)
        for cell in counted.indices { parent.histogram[cell] -= counted[cell] }
        var leftLeaf = Leaf(
            node: nodes.count, range: left,
            histogram: left.count < right.count ? counted : parent.histogram)
        var rightLeaf = Leaf(
            node: nodes.count + 1, range: right,
            histogram: left.count < right.count ? parent.histogram : counted)
        nodes.append(Node())
        nodes.append(Node())
        findSplit(&leftLeaf)
        findSplit(&rightLeaf)
        leaves[place] = leftLeaf
        leaves.append(rightLeaf)
    }

    /// For each column and bin the pull upwards and the weight.
    private func histogram(_ range: Range<Int>) -> [Double] {
        let width = columns
        return [Double](unsafeUninitializedCapacity: width * TreeGrower.bins * 2) { cells, count in
            count = width * TreeGrower.bins * 2
            cells.initialize(repeating: 0)
            binned.withUnsafeBufferPointer { binned in
                order.withUnsafeBufferPointer { order in
                    for position in range {
                        let place = Int(order[position])
                        let (pull, weight) = (pull[place], weight[place])
                        var cell = 0
                        let first = place * width
                        for column in 0..<width {
                            let at = cell + Int(binned[first + column]) * 2
                            cells[at] += pull
                            cells[at + 1] += weight
                            cell += TreeGrower.bins * 2
                        }
                    }
                }
            }
        }
    }

    private func findSplit(_ leaf: inout Leaf) {
        let least = shape.leastShare * totalWeight * shape.seen
        leaf.gain = 0
        var (pull, weight) = (0.0, 0.0)
        for bin in 0..<TreeGrower.bins {
            pull += leaf.histogram[bin * 2]
            weight += leaf.histogram[bin * 2 + 1]
        }
        guard weight >= 2 * least else { return }
        let whole = pull * pull / weight
        for column in 0..<columns {
            var (leftPull, leftWeight) = (0.0, 0.0)
            let first = column * TreeGrower.bins * 2
            for bin in limits[column].indices {
                leftPull += leaf.histogram[first + bin * 2]
                leftWeight += leaf.histogram[first + bin * 2 + 1]
                let rightWeight = weight - leftWeight
                guard leftWeight >= least else { continue }
                guard rightWeight >= least else { break }
                let rightPull = pull - leftPull
                let gain =
                    leftPull * leftPull / leftWeight + rightPull * rightPull / rightWeight - whole
                // A hair more than the one before: sums in another order must not decide.
                if gain > leaf.gain * (1 + 1e-9) + 1e-9 {
                    leaf.gain = gain
                    leaf.column = column
                    leaf.bin = bin
                }
            }
        }
    }

    /// The weighted median of what is still wrong, times the rate.
    private func answer(_ range: Range<Int>) -> Float {
        let (edge, slots) = (Float(1.5), 3000)
        var tally = [Double](repeating: 0, count: slots + 1)
        var total = 0.0
        for position in range {
            let place = Int(order[position])
            let held = min(max(residual[place], -edge), edge)
            tally[Int((held + edge) / (2 * edge) * Float(slots))] += weight[place]
            total += weight[place]
        }
        var sum = 0.0
        for slot in 0...slots {
            sum += tally[slot]
            if sum * 2 >= total, total > 0 {
                let middle = (Float(slot) + 0.5) / Float(slots) * 2 * edge - edge
                return middle * Float(shape.rate)
            }
        }
        return 0
    }

    private mutating func mend(_ nodes: [Node]) {
        for place in residual.indices {
            var node = nodes[0]
            while node.child > 0 {
                let right = binned[place * columns + node.column] > node.bin
                node = nodes[node.child + (right ? 1 : 0)]
            }
            residual[place] -= node.answer
        }
    }
}
