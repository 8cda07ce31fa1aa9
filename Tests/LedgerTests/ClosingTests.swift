import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Closing a window")
struct ClosingTests {
    private let monday = SampleDistrict.monday

    @Test("H6: a sale in the closing minute is in exactly one window, by its time to the second")
    func closingMinute() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        let seconds = [22 * 3600 + 48 * 60, 23 * 3600 - 1, 23 * 3600, 23 * 3600 + 1]
        for second in seconds {
            try till.sell(to: nil, at: Moment(monday, secondOfDay: second))
        }
        try bureau.take(till, to: 3)
        #expect(bureau.ledger.missing(on: monday).isEmpty)
        let certificate = try bureau.ledger.close(monday)
        try bureau.take(till, from: 3)
        let windows = try till.lines.map { try #require(try bureau.row($0.id)).window }
        #expect(windows == [monday, monday, monday + 1, monday + 1])
        #expect(certificate.records == 2 && certificate.marks.map(\.seq) == [3])
    }

    @Test("H6: what is sold in the minute of the day's end, after it, is late and not lost")
    func afterTheDaysEnd() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(to: nil, at: SampleDistrict.time(0, 22, 48))
        till.close(monday, at: SampleDistrict.time(0, 22, 48))
        try till.sell(to: nil, at: SampleDistrict.time(0, 22, 48))
        try bureau.take(till, to: 2)
        _ = try bureau.ledger.close(monday)
        try bureau.take(till, from: 2)
        let row = try #require(try bureau.row(till.lines[2].id))
        #expect(row.window == monday + 1 && row.lateFrom == monday)
        #expect(try bureau.balances(inWindow: monday)[Account(.revenue, "yp.001")] == Fen(-2000))
    }

    @Test("I8: what is late goes to the next window that is open, with a note of the one it missed")
    func late() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(to: nil, at: SampleDistrict.time(0, 12))
        for day in [0, 1, 3] { _ = try bureau.ledger.close(monday + day, force: true) }
        try bureau.take(till)
        let row = try #require(try bureau.row(till.lines[0].id))
        #expect(row.window == monday + 2 && row.lateFrom == monday)
    }

    @Test("H12: with the clock three days slow and the drift known, the settlement date is right")
    func drift() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        till.drift = -3 * 86_400_000
        let sold = try till.sell(to: "D0", at: SampleDistrict.time(0, 12))
        try bureau.take(till)
        let row = try #require(try bureau.row(sold))
        #expect(row.window == monday && row.lateFrom == nil)
        let record = try Record(bytes: row.bytes)
        #expect(record.at.day == monday + -3 && record.trueTime.day == monday)
        #expect(try bureau.flags(sold).isEmpty)
    }

    @Test("H16: windows closed while tills post hold all postings, each once")
    func whilePosting() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        var random = SeededRandom(seed: 111)
        var closed = 0
        var known = 0
        for step in 0..<60 {
            try till.sell(
                Int64(1 + step), to: nil, at: SampleDistrict.time(step / 12, 8 + step % 12))
            if random.chance(60) {
                try bureau.take(till, from: known)
                known = till.lines.count
            }
            if random.chance(15), closed <= step / 12 {
                _ = try bureau.ledger.close(monday + closed, force: true)
                closed += 1
            }
        }
        try bureau.take(till, from: known)
        for day in closed...9 { _ = try bureau.ledger.close(monday + day, force: true) }
        var sum = Fen.zero
        var records = 0
        for day in 0...9 {
            sum += try bureau.balances(inWindow: monday + day)[Account(.revenue, "yp.001")] ?? .zero
            records += try bureau.ledger.certificate(of: monday + day).records
        }
        #expect(records == 60 && sum == Fen(-100 * (60 * 61 / 2)))
    }

    @Test("is refused while a till is missing, which is named; forced, the certificate names it")
    func missing() throws {
        var bureau = try Bureau()
        var tills = [
            try bureau.till("YP001A01", key: 1), try bureau.till("YP001A02", key: 2),
            try bureau.till("YP002A01", key: 3), try bureau.till("YP003A01", key: 4),
        ]
        for index in tills.indices {
            try tills[index].sell(to: nil, at: SampleDistrict.time(0, 12))
        }
        tills[0].close(monday, at: SampleDistrict.time(0, 20))
        try tills[1].sell(to: nil, at: SampleDistrict.time(1, 8))
        for till in tills.dropLast() { try bureau.take(till) }
        #expect(throws: LedgerError.incomplete(monday, missing: ["YP002A01", "YP003A01"])) {
            _ = try bureau.ledger.close(monday)
        }
        #expect(throws: LedgerError.notClosed(monday)) {
            _ = try bureau.ledger.certificate(of: monday)
        }
        let certificate = try bureau.ledger.close(monday, force: true)
        #expect(certificate.forced && certificate.missing == ["YP002A01", "YP003A01"])
        #expect(certificate.marks.map(\.terminal) == tills.map(\.terminal))
        #expect(certificate.marks.map(\.records) == [2, 1, 1, 0])
        #expect(certificate.marks.map(\.seq) == [2, 2, 1, 0])
        #expect(
            certificate.marks.map(\.hash) == [
                tills[0].head.hash, tills[1].head.hash, tills[2].head.hash,
                tills[3].enrolment.genesis,
            ])
        let lines = certificate.csv.split(separator: "\n")
        #expect(
            lines.count == 5 && lines[4].hasSuffix(",missing,0") && lines[1].contains("complete"))
        #expect(throws: LedgerError.alreadyClosed(monday)) {
            _ = try bureau.ledger.close(monday, force: true)
        }
        // Read again it is the same, whatever came in since.
        try bureau.take(tills[3])
        try bureau.reopen()
        #expect(try bureau.ledger.certificate(of: monday) == certificate)
    }

    @Test("a window that nothing is missing from is not forced, even if one asks")
    func notForced() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        till.close(monday, at: SampleDistrict.time(0, 20))
        try bureau.take(till)
        #expect(try bureau.ledger.close(monday, force: true).forced == false)
    }

    @Test("a till enrolled anew counts by its old journal until the new one speaks")
    func newEpoch() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        till.close(monday, at: SampleDistrict.time(0, 20))
        try bureau.take(till)
        var renewed = try bureau.till("YP001A01", key: 2)
        #expect(renewed.enrolment.epoch == 2)
        #expect(bureau.ledger.missing(on: monday).isEmpty)
        try renewed.sell(to: nil, at: SampleDistrict.time(0, 21))
        try bureau.take(renewed)
        #expect(bureau.ledger.missing(on: monday) == ["YP001A01"])
        renewed.close(monday, at: SampleDistrict.time(0, 22))
        try bureau.take(renewed, from: 1)
        let mark = try bureau.ledger.close(monday).marks[0]
        #expect(mark.epoch == 2 && mark.seq == 2 && mark.records == 3)
    }

    @Test("knows the bounds of a settlement date and puts every moment into one")
    func calendar() {
        for cutOver in [0, 23 * 3600, 22 * 3600 + 1800] {
            let calendar = SettlementCalendar(cutOver: cutOver)
            for second in stride(from: 0, to: 3 * 86_400, by: 601) {
                let moment = Moment(monday, secondOfDay: 0).adding(seconds: second)
                let bounds = calendar.bounds(of: calendar.date(of: moment))
                #expect(bounds.from <= moment && moment < bounds.to)
            }
        }
    }
}
