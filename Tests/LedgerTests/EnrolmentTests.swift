import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Enrolment")
struct EnrolmentTests {
    private let soon = SampleDistrict.time(0, 10)

    private func enrol(
        _ bureau: inout Bureau, _ code: String, _ terminal: TerminalID = "YP001A01",
        key: Int = 1, at: Moment = SampleDistrict.time(0, 9)
    ) throws -> Enrolment {
        try bureau.ledger.enrol(
            terminal, code: code, key: try SampleTill.key(key).publicKey, at: at)
    }

    @Test("takes the code that was given, however it is typed, once and in time")
    func codes() throws {
        var bureau = try Bureau()
        try bureau.ledger.allowEnrolment(of: "YP001A01", code: "AB12-CD34", until: soon)
        #expect(throws: LedgerError.wrongCode("YP001A01")) { try enrol(&bureau, "AB12-CD35") }
        #expect(throws: LedgerError.wrongCode("YP001A02")) {
            try enrol(&bureau, "AB12-CD34", "YP001A02")
        }
        #expect(throws: LedgerError.expiredCode("YP001A01")) {
            try enrol(&bureau, "AB12-CD34", at: soon)
        }
        #expect(throws: LedgerError.unknownTerminal("ZZZZZZZZ")) {
            try enrol(&bureau, "AB12-CD34", "ZZZZZZZZ")
        }
        let enrolment = try enrol(&bureau, " ab12 cd34 ", at: soon.adding(seconds: -1))
        #expect(enrolment.epoch == 1 && enrolment.terminal == "YP001A01")
        #expect(throws: LedgerError.wrongCode("YP001A01")) { try enrol(&bureau, "AB12-CD34") }
        #expect(throws: LedgerError.unknownTerminal("ZZZZZZZZ")) {
            try bureau.ledger.allowEnrolment(of: "ZZZZZZZZ", code: "x", until: soon)
        }
    }

    @Test("a new code takes the place of the old one")
    func replacing() throws {
        var bureau = try Bureau()
        try bureau.ledger.allowEnrolment(of: "YP001A01", code: "FIRST", until: soon)
        try bureau.ledger.allowEnrolment(of: "YP001A01", code: "SECOND", until: soon)
        #expect(throws: LedgerError.wrongCode("YP001A01")) { try enrol(&bureau, "FIRST") }
        #expect(try enrol(&bureau, "SECOND").epoch == 1)
    }

    @Test("anew begins a second epoch with its own key; the first journal still counts")
    func secondEpoch() throws {
        var bureau = try Bureau()
        var old = try bureau.till()
        try old.sell(10, to: nil, at: SampleDistrict.time(0, 11))
        try bureau.take(old)
        var new = try bureau.till("YP001A01", key: 2)
        #expect(new.enrolment.epoch == 2)
        #expect(new.enrolment.genesis != old.enrolment.genesis)
        try new.sell(20, to: nil, at: SampleDistrict.time(0, 12))
        #expect(try bureau.take(new) == Answer(.accepted, mark: new.head))
        try old.sell(40, to: nil, at: SampleDistrict.time(0, 12))
        #expect(try bureau.take(old, from: 1) == Answer(.accepted, mark: old.head))
        #expect(try bureau.balances()[Account(.revenue, "yp.001")] == Fen(-7000))
        try bureau.reopen()
        #expect(bureau.ledger.end(of: "YP001A01", epoch: 1)?.mark == old.head)
        #expect(bureau.ledger.end(of: "YP001A01", epoch: 2)?.mark == new.head)
        #expect(bureau.ledger.end(of: "YP001A01", epoch: 3) == nil)
        #expect(Set(bureau.ledger.keys) == [old.enrolment, new.enrolment])
    }

    @Test("without it nothing is taken")
    func unknownEpoch() throws {
        var bureau = try Bureau()
        let stranger = SampleTill(
            Enrolment(terminal: "YP001A01", epoch: 1, key: try SampleTill.key(1).publicKey),
            key: try SampleTill.key(1), canteen: "yp.001", snapshot: bureau.snapshot)
        #expect(throws: LedgerError.unknownEpoch("YP001A01", 1)) { try bureau.take(stranger) }
    }

    @Test("a terminal that has moved to another canteen is refused, all or nothing")
    func moved() throws {
        var bureau = try Bureau()
        let list = SampleDistrict.canteens
        let moved = Canteen(
            id: "yp.009", name: "九", kind: .point, street: "310110009",
            merchant: "898310058120001", terminals: ["YP009A01", "YP001A01"], kitchen: "K1",
            seats: 1)
        #expect(throws: LedgerError.terminalMoved("YP001A01", from: "yp.001")) {
            try bureau.ledger.register(list + [moved])
        }
        let rows = try bureau.ledger.store.read { try $0.terminals() }
        #expect(rows.map(\.id) == SampleDistrict.terminals.map(\.id))
        try bureau.ledger.register(list)
        #expect(try bureau.ledger.store.read { try $0.terminals() } == rows)
    }
}
