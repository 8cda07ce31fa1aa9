/// Cells that fill a block: any of some values on each axis.
struct Box: Hashable {
    /// For each axis the places of its values, one bit each.
    var sides: [UInt64]

    init(_ cell: Cell) { sides = Axis.allCases.map { 1 << UInt64(cell[$0]) } }

    var cells: Int { sides.reduce(1) { $0 * $1.nonzeroBitCount } }

    /// Covers cells by few boxes that do not overlap.
    ///
    /// Axis by axis, the innermost first, boxes that differ in that axis alone become one.
    static func covering(_ cells: [Cell]) -> [Box] {
        var boxes = cells.map { Box($0) }
        for axis in Axis.allCases.reversed() {
            var sides: [[UInt64]: UInt64] = [:]
            var order: [[UInt64]] = []
            for box in boxes {
                var rest = box.sides
                rest[axis.rawValue] = 0
                if sides[rest] == nil { order.append(rest) }
                sides[rest, default: 0] |= box.sides[axis.rawValue]
            }
            boxes = order.map { rest in
                var box = rest
                box[axis.rawValue] = sides[rest] ?? 0
                return Box(sides: box)
            }
        }
        return boxes
    }

    private init(sides: [UInt64]) { self.sides = sides }
}
