/// What changes between two snapshot documents, small enough for a till's thin line.
///
/// Its text is lines of canonical JSON. The first names both documents and rebuilds the first line
/// of the new one; the others rebuild its roster. Wherever a list is rebuilt, `[start,count]` takes
/// over a run of the old list and an object is new: what no run takes over is gone.
package struct SnapshotDelta: Sendable {
    /// The id of the document that it applies to.
    package let old: String
    /// The id of the document that it leads to.
    package let new: String
    /// What a till asks for and gets.
    package let text: [UInt8]

    /// Why a delta does not lead to the document that it names.
    package enum Failure: Error, Hashable, Sendable {
        case damaged(line: Int)
        case otherDocument(wanted: String)
    }
}

extension SnapshotDelta {
    /// Compares two documents; nil where one is not shaped as a snapshot.
    package init?(from old: [UInt8], to new: [UInt8]) {
        let (before, after) = (Upload.lines(of: old), Upload.lines(of: new))
        guard let oldHead = before.first.flatMap(SnapshotDelta.head),
            let newHead = after.first.flatMap(SnapshotDelta.head),
            let fields = SnapshotDelta.fields(from: oldHead, to: newHead),
            let rows = SnapshotDelta.script(
                from: before.dropFirst(), to: after.dropFirst(),
                isEntry: { $0.first == UInt8(ascii: "{") })
        else { return nil }
        self.old = Snapshot.id(of: old)
        self.new = Snapshot.id(of: new)
        let title: JSON = [
            "kind": "snapshot-delta", "v": 1, "from": .text(self.old), "to": .text(self.new),
            "head": .object(fields),
        ]
        var text = title.bytes
        text.append(UInt8(ascii: "\n"))
        for row in rows {
            switch row {
            case .kept(let start, let count): text += SnapshotDelta.run(start, count).bytes
            case .new(let line): text += line
            }
            text.append(UInt8(ascii: "\n"))
        }
        self.text = text
        // Documents of another shape, such as one with blank lines, are sent whole.
        guard (try? SnapshotDelta.applying(text, to: old)) == new else { return nil }
    }

    /// Rebuilds the new document.
    ///
    /// - Throws: ``Failure`` where the text is damaged, is about another document, or does not lead
    ///   to the document whose id it names.
    package static func applying(
        _ text: [UInt8], to old: [UInt8]
    ) throws(Failure) -> [UInt8] {
        let (before, lines) = (Upload.lines(of: old), Upload.lines(of: text))
        guard let title = lines.first.flatMap({ try? JSON($0, canonical: true) }),
            title["kind"]?.text == "snapshot-delta", title["v"]?.int == 1,
            let from = title["from"]?.text, let to = title["to"]?.text,
            let fields = title["head"]?.object
        else { throw .damaged(line: 1) }
        guard from == Snapshot.id(of: old), let oldHead = before.first.flatMap(head) else {
            throw .otherDocument(wanted: from)
        }
        guard let head = rebuilt(fields, from: oldHead) else { throw .damaged(line: 1) }
        var output = head.bytes
        output.append(UInt8(ascii: "\n"))
        output.reserveCapacity(old.count + text.count)
        let rows = before.dropFirst()
        for (index, line) in lines.enumerated().dropFirst() {
            switch line.first {
            case UInt8(ascii: "{"):
                output += line
                output.append(UInt8(ascii: "\n"))
            default:
                guard let json = try? JSON(line, canonical: true),
                    let run = range(json, in: rows.count)
                else { throw .damaged(line: index + 1) }
                for row in rows.dropFirst(run.lowerBound).prefix(run.count) {
                    output += row
                    output.append(UInt8(ascii: "\n"))
                }
            }
        }
        guard Snapshot.id(of: output) == to else { throw .damaged(line: lines.count) }
        return output
    }
}

extension SnapshotDelta {
    /// A part of a list that is rebuilt.
    private enum Piece<New> {
        case kept(start: Int, count: Int)
        case new(New)
    }

    private static func head(_ line: ArraySlice<UInt8>) -> [String: JSON]? {
        (try? JSON(line, canonical: true))?.object
    }

    private static func run(_ start: Int, _ count: Int) -> JSON {
        [.int(Int64(start)), .int(Int64(count))]
    }

    private static func range(_ json: JSON, in count: Int) -> Range<Int>? {
        guard let run = json.list, run.count == 2, let start = run[0].int, let length = run[1].int,
            start >= 0, length > 0, start <= Int64(count), length <= Int64(count) - start
        else { return nil }
        return Int(start)..<Int(start + length)
    }

    /// The first line of the new document: its lists as scripts, all else as it is.
    ///
    /// - Returns: nil where a list holds anything but objects.
    private static func fields(
        from old: [String: JSON], to new: [String: JSON]
    ) -> [String: JSON]? {
        var fields: [String: JSON] = [:]
        for (key, value) in new {
            guard let list = value.list else {
                fields[key] = value
                continue
            }
            let pieces = script(
                from: (old[key]?.list ?? [])[...], to: list[...], isEntry: { $0.object != nil })
            guard let pieces else { return nil }
            fields[key] = .list(
                pieces.map { piece in
                    switch piece {
                    case .kept(let start, let count): run(start, count)
                    case .new(let entry): entry
                    }
                })
        }
        return fields
    }

    private static func rebuilt(
        _ fields: [String: JSON], from old: [String: JSON]
    ) -> JSON? {
        var head: [String: JSON] = [:]
        for (key, value) in fields {
            guard let pieces = value.list else {
                head[key] = value
                continue
            }
            let before = old[key]?.list ?? []
            var list: [JSON] = []
            for piece in pieces {
                if piece.object != nil {
                    list.append(piece)
                } else if let run = range(piece, in: before.count) {
                    list += before[run]
                } else {
                    return nil
                }
            }
            head[key] = .list(list)
        }
        return .object(head)
    }

    /// Rebuilds one list from runs of another.
    ///
    /// - Returns: nil where the new list holds something that is no entry.
    private static func script<Entry: Hashable>(
        from old: ArraySlice<Entry>, to new: ArraySlice<Entry>, isEntry: (Entry) -> Bool
    ) -> [Piece<Entry>]? {
        var pieces: [Piece<Entry>] = []
        var places: [Entry: Int]?
        var next = old.startIndex
        var start = next
        func end(_ place: Int) {
            if place > start {
                pieces.append(.kept(start: start - old.startIndex, count: place - start))
            }
        }
        for wanted in new {
            guard isEntry(wanted) else { return nil }
            if next < old.endIndex, old[next] == wanted {
                next += 1
                continue
            }
            // Only what differs needs to be looked up.
            let known =
                places
                ?? Dictionary(
                    zip(old, old.indices), uniquingKeysWith: { first, _ in first })
            places = known
            end(next)
            if let place = known[wanted], place >= next {
                next = place + 1
                start = place
            } else {
                pieces.append(.new(wanted))
                start = next
            }
        }
        end(next)
        return pieces
    }
}

extension SnapshotDelta.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .damaged(let line): "the change of the snapshot is damaged at line \(line)"
        case .otherDocument(let wanted): "the change applies to snapshot \(wanted)"
        }
    }
}
