import Journal
import Meals
import Testing

@Suite("A journal on disk")
struct JournalTextTests {
    private func read(_ bytes: [UInt8]) -> Result<JournalText, Problems> {
        do throws(Problems) {
            return .success(try JournalText(bytes, file: "j"))
        } catch {
            return .failure(error)
        }
    }

    @Test("reads back as it was written")
    func roundTrip() throws {
        for count in [0, 1, 7] {
            let journal = try GeneratedJournal(seed: 51, count: count)
            let text = try JournalText(journal.text, file: "j")
            #expect(text.lines == journal.lines && text.head == journal.head)
            #expect(text.enrolment == journal.enrolment && text.length == journal.text.count)
        }
    }

    @Test("torn at any byte it keeps exactly the whole records before")
    func torn() throws {
        let journal = try GeneratedJournal(seed: 52, count: 4)
        let bytes = journal.text
        let title = JournalText.title(journal.enrolment).count
        for count in 0..<bytes.count {
            let torn = read(Array(bytes.prefix(count)))
            guard count >= title else {
                #expect(throws: Problems.self) { try torn.get() }
                continue
            }
            let whole = bytes[title..<count].count { $0 == UInt8(ascii: "\n") }
            let text = try torn.get()
            #expect(text.lines == Array(journal.lines.prefix(whole)))
            #expect(text.head.seq == whole)
            #expect(
                text.length == title
                    + journal.lines.prefix(whole).map(JournalText.line).joined().count)
        }
    }

    @Test("a last line of which blocks never reached the disk is torn, too")
    func zeros() throws {
        let journal = try GeneratedJournal(seed: 53, count: 3)
        let bytes = journal.text
        let last = JournalText.line(journal.lines[2]).count
        for start in 1..<last {
            var torn = bytes
            for index in (bytes.count - start)..<(bytes.count - 1) { torn[index] = 0 }
            let text = try read(torn).get()
            #expect(text.lines.count == (start == 1 ? 3 : 2))
        }
        // In front of other lines a zero is an alteration.
        var altered = bytes
        altered[JournalText.title(journal.enrolment).count + 80] = 0
        #expect(throws: Problems.self) { try read(altered).get() }
        let stretched = try read(bytes + Array(repeating: 0, count: 4096)).get()
        #expect(stretched.lines.count == 3 && stretched.length == bytes.count)
    }

    @Test("altered at any byte it is refused with the line, the last line's end apart")
    func altered() throws {
        let journal = try GeneratedJournal(seed: 54, count: 2)
        let bytes = journal.text
        var line = 1
        for index in bytes.indices.dropLast() {
            let isEnd = bytes[index] == UInt8(ascii: "\n")
            for flip in [0x01, 0x20, 0x80] as [UInt8] where bytes[index] ^ flip != 0 {
                var altered = bytes
                altered[index] ^= flip
                guard case .failure(let problems) = read(altered) else {
                    Issue.record("byte \(index) of line \(line) may be changed by \(flip)")
                    continue
                }
                // A changed title shows at the title or at the first record's link to it.
                let lines = line == 1 ? [1, 2] : [line]
                #expect(problems.all.count == 1 && lines.contains(problems.all[0].line ?? 0))
            }
            if isEnd { line += 1 }
        }
        #expect(line == 3)
    }

    @Test("a line taken out, moved, doubled or put in is refused with its line")
    func moved() throws {
        let journal = try GeneratedJournal(seed: 55, count: 5)
        let title = JournalText.title(journal.enrolment)
        let lines = journal.lines.map(JournalText.line)
        func line(_ order: [Int]) -> Int? {
            guard case .failure(let problems) = read(title + order.flatMap { lines[$0] }) else {
                return nil
            }
            return problems.all[0].line
        }
        #expect(line([0, 1, 2, 3, 4]) == nil)
        #expect(line([0, 2, 3, 4]) == 3 && line([1, 2]) == 2)
        #expect(line([0, 2, 1, 3, 4]) == 3 && line([0, 1, 1, 2]) == 4)
        let other = try GeneratedJournal(seed: 56, count: 1)
        let foreign = read(title + lines[0] + JournalText.line(other.lines[0]))
        #expect(throws: Problems.self) { try foreign.get() }
    }

    @Test("says what is whole and what to do")
    func words() throws {
        let journal = try GeneratedJournal(seed: 57, count: 2)
        var bytes = journal.text
        bytes[JournalText.title(journal.enrolment).count + 70] ^= 1
        guard case .failure(let problems) = read(bytes) else {
            Issue.record("was read")
            return
        }
        #expect(problems.description.hasPrefix("j:2: record YP001A01-003-0000001 does not fit"))
        #expect(problems.description.contains("0 records before it are whole"))
    }

    @Test("random bytes are refused and never crash")
    func randomBytes() throws {
        var random = SeededRandom(seed: 58)
        let title = JournalText.title(try GeneratedJournal(seed: 59, count: 0).enrolment)
        for _ in 0..<500 {
            let noise = random.bytes(Int.random(in: 0...200, using: &random))
            #expect(throws: Problems.self) { try read(noise + [10]).get() }
            // Behind a title noise without a line end is a torn line.
            let torn = noise.filter { $0 != UInt8(ascii: "\n") }
            #expect(try read(title + torn).get().lines.isEmpty)
        }
    }
}
