package import Meals

/// A till's journal as it lies on disk: a title line, then `hash record` lines.
///
/// The hash in front of a record lets a torn or altered line be told from a whole one without
/// asking anyone; the chain through all of them lets no line be taken out or moved.
package struct JournalText: Sendable {
    package let enrolment: Enrolment
    package let lines: [SealedLine]
    package let head: ChainHead
    /// Bytes up to the end of the last whole line.
    package let length: Int

    /// The first line of an epoch's file.
    package static func title(_ enrolment: Enrolment) -> [UInt8] {
        let key = enrolment.key.bytes.hex
        return Array("mulin-journal 1 \(enrolment.terminal) \(enrolment.epoch) \(key)\n".utf8)
    }

    /// A record's line.
    package static func line(_ sealed: SealedLine) -> [UInt8] {
        Array("\(sealed.hash) ".utf8) + sealed.bytes + [UInt8(ascii: "\n")]
    }

    /// Reads a journal.
    ///
    /// A last line that a power cut tore is left out: it was never acknowledged to anyone.
    /// - Throws: a title that is none, or the line where a hash, a link or a place is wrong.
    package init(_ bytes: [UInt8], file: String) throws(Problems) {
        guard let titleEnd = bytes.firstIndex(of: UInt8(ascii: "\n")),
            let enrolment = JournalText.enrolment(
                String(decoding: bytes[..<titleEnd], as: UTF8.self)),
            bytes[...titleEnd].elementsEqual(JournalText.title(enrolment))
        else {
            throw Problems(
                Problem(file: file, line: 1, reason: "is not the journal of a till (no title line)")
            )
        }
        var head = ChainHead(enrolment)
        var lines: [SealedLine] = []
        var start = titleEnd + 1
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let sealed = JournalText.sealed(bytes[start..<end], after: head) else {
                // Blocks that never reached the disk read as zeros: only such a last line is torn.
                if end == bytes.count - 1, bytes[start..<end].contains(0) { break }
                throw Problems(
                    Problem(
                        file: file, line: lines.count + 2,
                        reason:
                            "record \(head.next) does not fit its hash: the file was altered or "
                            + "damaged here; \(lines.count) records before it are whole. Keep the "
                            + "file, restore it from the service's copy or enrol the till anew"))
            }
            lines.append(sealed)
            head = ChainHead(
                terminal: head.terminal, epoch: head.epoch, seq: head.seq + 1, hash: sealed.hash)
            start = end + 1
        }
        self.enrolment = enrolment
        self.lines = lines
        self.head = head
        length = start
    }

    /// What the first line of a journal says, whatever comes behind it; nil where it is damaged.
    package static func enrolment(titling bytes: [UInt8]) -> Enrolment? {
        bytes.firstIndex(of: UInt8(ascii: "\n")).flatMap {
            enrolment(String(decoding: bytes[..<$0], as: UTF8.self))
        }
    }

    private static func enrolment(_ title: String) -> Enrolment? {
        let words = title.split(separator: " ")
        guard words.count == 5, words[0] == "mulin-journal", words[1] == "1",
            let terminal = TerminalID(checked: words[2]),
            let epoch = Int(decimal: words[3].utf8),
            let keyBytes = [UInt8](hex: words[4]), let key = PublicKey(keyBytes)
        else { return nil }
        return Enrolment(terminal: terminal, epoch: epoch, key: key)
    }

    private static func sealed(_ line: ArraySlice<UInt8>, after head: ChainHead) -> SealedLine? {
        guard line.count > 65, line[line.startIndex + 64] == UInt8(ascii: " ") else { return nil }
        let next = head.appending(line.dropFirst(65))
        guard line.prefix(64).elementsEqual(next.hash.hex.utf8) else { return nil }
        return SealedLine(id: head.next, bytes: Array(line.dropFirst(65)), hash: next.hash)
    }
}
