import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("A till's key that was revoked")
struct RevocationTests {
    private func sold(_ bureau: inout Bureau, _ count: Int) throws -> SampleTill {
        var till = try bureau.till()
        for minute in 0..<count {
            try till.sell(10, to: nil, at: SampleDistrict.time(0, 12, minute))
        }
        return till
    }

    @Test("keeps what came later in quarantine, its money in suspense, and what came before")
    func later() throws {
        var bureau = try Bureau()
        var till = try sold(&bureau, 3)
        try bureau.take(till, to: 2)
        let ended = try bureau.ledger.revoke(
            "YP001A01", reason: "stolen", at: SampleDistrict.time(0, 13))
        #expect(ended.map(\.epoch) == [1] && ended.map(\.seq) == [2])
        try till.sell(70, to: nil, at: SampleDistrict.time(0, 14))
        let answer = try bureau.take(till, from: 2)
        #expect(answer.says(.revoked, till.head, quarantined: [3, 4]))
        #expect(answer.refused.allSatisfy { $0.reason.contains("stolen") })
        #expect(
            try bureau.balances() == [
                Account(.tender, "yp.001", "cash"): Fen(10_000),
                Account(.revenue, "yp.001"): Fen(-2_000),
                Account(.suspense, "yp.001", "revoked"): Fen(-8_000),
            ])
        #expect(try bureau.flags(till.lines[3].id)["revoked"]?.contains("stolen") == true)
        #expect(try bureau.row(till.lines[3].id)?.bytes == till.lines[3].bytes)
        #expect(try bureau.incidents() == ["revoked YP001A01"])
    }

    @Test("answers repetitions and greetings the same after a restart, and books nothing twice")
    func repeated() throws {
        var bureau = try Bureau()
        let till = try sold(&bureau, 4)
        try bureau.take(till, to: 2)
        _ = try bureau.ledger.revoke("YP001A01", reason: "stolen", at: Bureau.now)
        let first = try bureau.take(till, from: 2)
        let digest = try bureau.digest()
        try bureau.reopen()
        #expect(try bureau.take(till, from: 2) == first)
        #expect(try bureau.take(till).says(.revoked, till.head, quarantined: [3, 4]))
        #expect(
            try bureau.ledger.greet(till.head, at: Bureau.now)
                .says(.revoked, till.head, quarantined: [3, 4]))
        #expect(try bureau.digest() == digest)
        #expect(bureau.ledger.revoked.map(\.epoch) == [1])
    }

    @Test("is not waited for when its windows close; a new epoch sells as ever")
    func replaced() throws {
        var bureau = try Bureau()
        let stolen = try sold(&bureau, 1)
        try bureau.take(stolen)
        #expect(bureau.ledger.missing(on: SampleDistrict.monday) == ["YP001A01"])
        _ = try bureau.ledger.revoke("YP001A01", reason: "stolen", at: Bureau.now)
        #expect(bureau.ledger.missing(on: SampleDistrict.monday).isEmpty)
        var fresh = try bureau.till("YP001A01", key: 2)
        #expect(fresh.enrolment.epoch == 2)
        try fresh.sell(10, to: nil, at: SampleDistrict.time(0, 15))
        #expect(try bureau.take(fresh) == Answer(.accepted, mark: fresh.head))
        #expect(bureau.ledger.missing(on: SampleDistrict.monday) == ["YP001A01"])
    }

    @Test("is refused a second time, without a reason, or where there was none; its code is void")
    func refusals() throws {
        var bureau = try Bureau()
        _ = try sold(&bureau, 1)
        func outcome(_ terminal: TerminalID, _ reason: String = "stolen") -> LedgerError? {
            do {
                _ = try bureau.ledger.revoke(terminal, reason: reason, at: Bureau.now)
            } catch { return error as? LedgerError }
            return nil
        }
        #expect(outcome("ZZZZZZZZ") == .unknownTerminal("ZZZZZZZZ"))
        #expect(outcome("YP002A01") == .neverEnrolled("YP002A01"))
        #expect(outcome("YP001A01", "") == .noReason)
        try bureau.ledger.allowEnrolment(of: "YP001A01", code: "1234-5678", until: Bureau.now)
        #expect(outcome("YP001A01") == nil)
        #expect(outcome("YP001A01") == .revoked("YP001A01"))
        #expect(throws: LedgerError.wrongCode("YP001A01")) {
            try bureau.ledger.enrol(
                "YP001A01", code: "12345678", key: try SampleTill.key(4).publicKey,
                at: SampleDistrict.time(0, 9))
        }
    }
}

@Suite("An enrolment code that is guessed at")
struct GuessedCodeTests {
    @Test("holds no more after some wrong ones, not even the right one; a new one does")
    func locked() throws {
        var bureau = try Bureau()
        let key = try SampleTill.key(1).publicKey
        let noon = SampleDistrict.time(0, 12)
        func enrol(_ code: String) throws -> Int {
            try bureau.ledger.enrol("YP001A01", code: code, key: key, at: noon).epoch
        }
        try bureau.ledger.allowEnrolment(of: "YP001A01", code: "1234-5678", until: Bureau.now)
        for guess in 0..<Ledger.wrongCodes {
            #expect(throws: LedgerError.wrongCode("YP001A01")) { try enrol("0000-000\(guess)") }
        }
        for code in ["1234-5678", "0000-0000"] {
            #expect(throws: LedgerError.lockedCode("YP001A01")) { try enrol(code) }
        }
        try bureau.reopen()
        #expect(throws: LedgerError.lockedCode("YP001A01")) { try enrol("1234-5678") }
        try bureau.ledger.allowEnrolment(of: "YP001A01", code: "8765-4321", until: Bureau.now)
        for guess in 1..<Ledger.wrongCodes {
            #expect(throws: LedgerError.wrongCode("YP001A01")) { try enrol("0000-000\(guess)") }
        }
        #expect(try enrol("８７６５ ４３２１") == 1)
    }
}
