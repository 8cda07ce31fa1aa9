import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Tills with one identity, and lines that come twice")
struct IdentityTests {
    private func line(_ till: SampleTill, _ seq: Int) -> RecordID { till.lines[seq - 1].id }

    @Test("H1: a sequence reused after a power cut keeps both sales, one as a fork in suspense")
    func powerCut() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 11))
        var forgetful = till
        let lost = try till.sell(20, to: "D0", at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        // The disk forgot the second sale; the next one takes its place.
        try forgetful.sell(7, to: nil, at: SampleDistrict.time(0, 12, 5))
        try forgetful.sell(8, to: nil, at: SampleDistrict.time(0, 12, 6))
        let answer = try bureau.take(forgetful, from: 1)
        #expect(answer.says(.fork, till.head, quarantined: [2, 3]))
        let suspense = Account(.suspense, "yp.001", "fork")
        let balances = try bureau.balances()
        #expect(balances[suspense] == Fen(-1500))
        let paid = try #require(till.sale(2)).paid
        #expect(balances[Account(.tender, "yp.001", "cash")] == Fen(1000 + 1500) + paid)
        #expect(balances[Account(.revenue, "yp.001")] == Fen(-3000))
        let kept = try bureau.ledger.store.read { try $0.quarantine() }
        #expect(kept.map(\.bytes) == forgetful.lines.dropFirst().map(\.bytes))
        #expect(try bureau.flags(lost).keys.contains("fork"))
        #expect(try bureau.incidents() == ["fork YP001A01", "fork YP001A01"])
        // Asked again it says the same and books nothing more.
        #expect(try bureau.take(forgetful, from: 1) == answer)
        #expect(try bureau.balances() == balances)
    }

    @Test("H1: a restored disk is recognised when it greets, before it sells anything")
    func greetings() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 11))
        let image = till
        try till.sell(20, to: nil, at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        func verdict(
            _ head: ChainHead, told: ChainHead? = nil
        ) throws -> Answer.Verdict {
            let answer = try bureau.ledger.greet(head, told: told, at: Bureau.now)
            #expect(answer.mark == till.head)
            return answer.verdict
        }
        #expect(try verdict(till.head) == .accepted)
        #expect(try verdict(image.head) == .rollback)
        #expect(try verdict(ChainHead(till.enrolment)) == .rollback)
        // So far these may be greetings of long ago, held up on their way: nobody is accused.
        #expect(try bureau.incidents().isEmpty)
        #expect(try verdict(image.head, told: till.head) == .rollback)
        #expect(try bureau.incidents() == ["rollback YP001A01"])
        var other = image
        try other.sell(30, to: nil, at: SampleDistrict.time(0, 12))
        #expect(try verdict(other.head) == .fork)
        try other.sell(30, to: nil, at: SampleDistrict.time(0, 12))
        // Ahead of the service nothing can be said yet: the upload will tell.
        #expect(try verdict(other.head) == .accepted)
        #expect(try bureau.incidents() == ["rollback YP001A01", "fork YP001A01"])
        #expect(throws: LedgerError.unknownEpoch("YP001A01", 2)) {
            try bureau.ledger.greet(
                ChainHead(terminal: "YP001A01", epoch: 2, seq: 0, hash: till.head.hash),
                at: Bureau.now)
        }
    }

    @Test("H2 H20: the same offline orders uploaded twice, also in one batch, are posted once")
    func twice() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        for minute in 0..<5 { try till.sell(to: "D0", at: SampleDistrict.time(0, 12, minute)) }
        let both = [try bureau.submission(till), try bureau.submission(till)]
        let answers = try bureau.ledger.accept(both, at: Bureau.now)
        #expect(
            answers == [Answer(.accepted, mark: till.head), Answer(.accepted, mark: till.head)])
        let digest = try bureau.digest()
        for from in 0..<5 {
            for to in from...5 {
                #expect(try bureau.take(till, from: from, to: to).verdict == .accepted)
            }
        }
        #expect(try bureau.digest() == digest && bureau.incidents().isEmpty)
        #expect(try bureau.balances()[Account(.revenue, "yp.001")] == Fen(-10_000))
    }

    @Test("H3: a cloned till repeats sequences: the clone is detected and no sale is missing")
    func clone() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 11))
        try bureau.take(till)
        var clone = till
        var takings = Fen(1000)
        for minute in 1...6 {
            try till.sell(Int64(minute), to: nil, at: SampleDistrict.time(0, 12, minute))
            try clone.sell(Int64(10 * minute), to: nil, at: SampleDistrict.time(0, 12, minute))
            takings += Fen(Int64(1100 * minute))
            let known = till.lines.count - 1
            #expect(try bureau.take(till, from: known).verdict == .accepted)
            #expect(try bureau.take(clone, from: known).verdict == .fork)
        }
        #expect(try bureau.balances()[Account(.tender, "yp.001", "cash")] == takings)
        #expect(try bureau.balances()[Account(.suspense, "yp.001", "fork")] == Fen(-21_000))
        // A third box with the same identity is kept beside the second.
        var third = clone
        try third.sell(99, to: nil, at: SampleDistrict.time(0, 13))
        let odd = third.lines.count - 1
        try clone.sell(98, to: nil, at: SampleDistrict.time(0, 13))
        try bureau.take(third, from: odd)
        try bureau.take(clone, from: odd)
        #expect(
            try bureau.balances()[Account(.suspense, "yp.001", "fork")]
                == Fen(-21_000 - 9_900 - 9_800))
    }

    @Test("H5: after a time-out the retry gets the identical answer, also much later")
    func retry() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(to: "D0", at: SampleDistrict.time(0, 12))
        till.seal(bytes: Array("broken".utf8))
        let first = try bureau.take(till)
        #expect(first.says(.accepted, till.head, quarantined: [2]))
        #expect(try bureau.take(till) == first)
        try bureau.reopen()
        _ = try bureau.ledger.close(SampleDistrict.monday, force: true)
        let digest = try bureau.digest()
        #expect(try bureau.take(till).verdict == .accepted)
        #expect(try bureau.digest() == digest)
    }

    @Test("a gap is answered with where to send from, and nothing is taken")
    func gap() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        for minute in 0..<4 { try till.sell(to: nil, at: SampleDistrict.time(0, 12, minute)) }
        try bureau.take(till, to: 1)
        let digest = try bureau.digest()
        #expect(try bureau.take(till, from: 2) == Answer(.gap, mark: till.head(after: 1)))
        #expect(try bureau.digest() == digest)
        // Lines of which the first are known are taken from the first new one on.
        #expect(
            try bureau.take(till, from: 0, to: 3) == Answer(.accepted, mark: till.head(after: 3)))
        #expect(try bureau.take(till, from: 3) == Answer(.accepted, mark: till.head))
    }

    @Test("lines in another order, or under another's signature, are told from sound ones")
    func disorder() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        for minute in 0..<3 { try till.sell(to: nil, at: SampleDistrict.time(0, 12, minute)) }
        let lines = till.lines.map { $0.bytes[...] }
        let signature = try till.key.sign(till.head.message)
        let start = ChainHead(till.enrolment)
        let swapped = Upload(
            after: start, lines: [lines[0], lines[2], lines[1]], signature: signature)
        #expect(!swapped.isSigned(by: till.enrolment.key) && swapped.isReordered)
        let foreign = Upload(
            after: start, lines: lines,
            signature: try SampleTill.key(2).sign(till.head.message))
        #expect(!foreign.isSigned(by: till.enrolment.key) && !foreign.isReordered)
        let mark = try bureau.ledger.note(.reorder, of: till.terminal, epoch: 1, at: Bureau.now)
        #expect(mark == start)
        #expect(try bureau.incidents() == ["reorder YP001A01"])
        #expect(throws: LedgerError.unknownEpoch("YP001A01", 2)) {
            _ = try bureau.ledger.note(.reorder, of: till.terminal, epoch: 2, at: Bureau.now)
        }
    }

    @Test("I2: a place and its bytes belong together for ever")
    func injective() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        for minute in 0..<6 { try till.sell(to: nil, at: SampleDistrict.time(0, 12, minute)) }
        try bureau.take(till)
        var other = try SampleTill(
            till.enrolment, key: SampleTill.key(1), canteen: till.canteen, snapshot: bureau.snapshot
        )
        for minute in 0..<9 { try other.sell(5, to: nil, at: SampleDistrict.time(0, 13, minute)) }
        for to in 1...9 { try bureau.take(other, to: to) }
        let rows = try bureau.ledger.store.read { try $0.records(terminal: 1, epoch: 1) }
        #expect(rows.map(\.bytes) == till.lines.map(\.bytes))
        #expect(rows.map(\.key.seq) == Array(1...6))
        #expect(try bureau.ledger.store.read { try $0.quarantine() }.count == 9)
    }
}
