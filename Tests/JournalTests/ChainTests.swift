import Journal
import Meals
import Testing

@Suite("The hash chain")
struct ChainTests {
    @Test("links each line to the one before, as an independent computation does")
    func links() throws {
        let journal = try GeneratedJournal(seed: 41, count: 20)
        let key = journal.enrolment.key.bytes.hex
        var hash = plainSHA256(Array("mulin enrolment 1\nYP001A01 3 \(key)\n".utf8))
        #expect(journal.enrolment.genesis.bytes == hash)
        for (index, line) in journal.lines.enumerated() {
            hash = plainSHA256(hash + line.bytes)
            #expect(line.hash.bytes == hash && line.id.seq == index + 1)
        }
        #expect(journal.head.hash.bytes == hash && journal.head.seq == 20)
    }

    @Test("begins otherwise for another terminal, epoch or key")
    func beginnings() throws {
        let key = try #require(SigningKey(secret: Array(repeating: 1, count: 32))).publicKey
        let other = try #require(SigningKey(secret: Array(repeating: 2, count: 32))).publicKey
        let beginnings = [
            Enrolment(terminal: "YP001A01", epoch: 1, key: key),
            Enrolment(terminal: "YP001A02", epoch: 1, key: key),
            Enrolment(terminal: "YP001A01", epoch: 2, key: key),
            Enrolment(terminal: "YP001A01", epoch: 1, key: other),
        ]
        #expect(Set(beginnings.map(\.genesis)).count == 4)
        #expect(Set(beginnings.map { ChainHead($0).message }).count == 4)
    }

    @Test("what a till signs names terminal, epoch, place and hash, each")
    func messages() throws {
        let hash = Digest(of: [1])
        let head = ChainHead(terminal: "YP001A01", epoch: 1, seq: 12, hash: hash)
        #expect(
            String(decoding: head.message, as: UTF8.self)
                == "mulin head 1\nYP001A01 1 12 \(hash.hex)\n")
        #expect(head.next == RecordID(terminal: "YP001A01", epoch: 1, seq: 13))
    }
}

@Suite("An upload")
struct UploadTests {
    private func upload(_ journal: GeneratedJournal, after count: Int) throws -> Upload {
        let start = ChainHead(
            terminal: journal.enrolment.terminal, epoch: journal.enrolment.epoch, seq: count,
            hash: count == 0 ? journal.enrolment.genesis : journal.lines[count - 1].hash)
        return Upload(
            after: start, lines: journal.lines.dropFirst(count).map { $0.bytes[...] },
            signature: try journal.key.sign(journal.head.message))
    }

    @Test("chains its lines as the till did")
    func chaining() throws {
        let journal = try GeneratedJournal(seed: 42, count: 9)
        for count in 0..<9 {
            let upload = try upload(journal, after: count)
            #expect(upload.lines == Array(journal.lines.dropFirst(count)))
            #expect(upload.head == journal.head && upload.start.seq == count)
            #expect(upload.isSigned(by: journal.enrolment.key))
        }
    }

    @Test("its signature covers every byte, every place, the start and the till")
    func signature() throws {
        let journal = try GeneratedJournal(seed: 43, count: 3)
        let good = try upload(journal, after: 1)
        let lines = good.lines.map(\.bytes)
        func isSigned(_ start: ChainHead, _ lines: [[UInt8]]) -> Bool {
            Upload(after: start, lines: lines.map { $0[...] }, signature: good.signature)
                .isSigned(by: journal.enrolment.key)
        }
        #expect(isSigned(good.start, lines))
        for line in lines.indices {
            for byte in lines[line].indices {
                var altered = lines
                altered[line][byte] ^= 0x20
                #expect(!isSigned(good.start, altered))
            }
        }
        #expect(!isSigned(good.start, lines.reversed()))
        #expect(!isSigned(good.start, Array(lines.dropLast())))
        #expect(!isSigned(good.start, lines + [lines[0]]))
        #expect(!isSigned(good.start, [lines[0] + lines[1]]))
        let start = good.start
        for other in [
            ChainHead(terminal: "YP001A02", epoch: start.epoch, seq: start.seq, hash: start.hash),
            ChainHead(terminal: start.terminal, epoch: 4, seq: start.seq, hash: start.hash),
            ChainHead(terminal: start.terminal, epoch: start.epoch, seq: 2, hash: start.hash),
            ChainHead(
                terminal: start.terminal, epoch: start.epoch, seq: start.seq,
                hash: Digest(of: [])),
        ] {
            #expect(!isSigned(other, lines))
        }
    }

    @Test("a body is split at line ends; an empty line is none")
    func lines() {
        let lines = Upload.lines(of: Array("ab\n\nc\n".utf8)).map { Array($0) }
        #expect(lines == [Array("ab".utf8), Array("c".utf8)])
        #expect(Upload.lines(of: []).isEmpty)
    }
}
