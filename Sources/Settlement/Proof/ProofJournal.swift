internal import Journal
internal import Meals

/// A till's sealed lines in a bundle: runs of one journal, each with the hash that it follows.
///
///     mulin-run 1 TERMINAL EPOCH KEY
///     after 41 HASH
///     HASH {"v":1,…}
enum ProofJournal {
    static func title(_ enrolment: Enrolment) -> [UInt8] {
        Array(
            "mulin-run 1 \(enrolment.terminal) \(enrolment.epoch) \(enrolment.key.bytes.hex)\n"
                .utf8)
    }

    static func start(after seq: Int, _ hash: Digest) -> [UInt8] {
        Array("after \(seq) \(hash)\n".utf8)
    }

    /// Where a chain does not hold.
    struct Break: Error {
        let place: String
        let reason: String
    }

    /// Visits every line whose hash follows from the one before it and its bytes.
    ///
    /// - Parameters:
    ///   - started: told where each run begins.
    /// - Throws: ``Break`` at the first line that does not fit; the rest was not looked at.
    static func read(
        _ bytes: [UInt8], of till: ProofTill, started: (ChainHead) -> Void,
        _ visit: (SealedLine) throws -> Void
    ) throws {
        let lines = Upload.lines(of: bytes)
        guard let first = lines.first, first.elementsEqual(title(till.enrolment).dropLast()) else {
            throw Break(place: "line 1", reason: "is not the journal of \(till.terminal)")
        }
        var head: ChainHead?
        var last = 0
        for (index, line) in lines.enumerated().dropFirst() {
            if line.starts(with: "after ".utf8) {
                guard let next = start(line, till), next.seq >= last,
                    next.seq > 0 || next.hash == till.enrolment.genesis
                else {
                    throw Break(
                        place: "line \(index + 1)", reason: "no run of this journal begins so")
                }
                started(next)
                head = next
                continue
            }
            guard let before = head else {
                throw Break(place: "line \(index + 1)", reason: "stands in no run")
            }
            let place = "\(before.next)"
            guard line.count > 65, line[line.startIndex + 64] == UInt8(ascii: " ") else {
                throw Break(place: place, reason: "is no sealed line")
            }
            let sealed = before.appending(line.dropFirst(65))
            guard line.prefix(64).elementsEqual(sealed.hash.hex.utf8) else {
                throw Break(
                    place: place,
                    reason: "does not follow from the record before it: it, or one before it, was "
                        + "altered, added or taken out")
            }
            try visit(
                SealedLine(id: before.next, bytes: Array(line.dropFirst(65)), hash: sealed.hash))
            head = sealed
            last = sealed.seq
        }
    }

    private static func start(_ line: ArraySlice<UInt8>, _ till: ProofTill) -> ChainHead? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3, let seq = Int(decimal: words[1].utf8), seq < 1 << 32,
            let hash = Digest(hex: words[2])
        else { return nil }
        return ChainHead(terminal: till.terminal, epoch: till.epoch, seq: seq, hash: hash)
    }
}
