/// A list that grows piece by piece: nothing is copied, and little room stands empty.
struct RowList<Element>: Sequence {
    private var pieces: [[Element]] = []

    private static var pieceSize: Int { 4_096 }

    mutating func append(_ element: Element) {
        if pieces.last.map({ $0.count == RowList.pieceSize }) ?? true {
            pieces.append([])
            pieces[pieces.count - 1].reserveCapacity(RowList.pieceSize)
        }
        pieces[pieces.count - 1].append(element)
    }

    func makeIterator() -> FlattenSequence<[[Element]]>.Iterator {
        pieces.joined().makeIterator()
    }
}
