import Ledger
import Meals
import Store
import Testing

@Suite("Incidents of a settlement date")
struct IncidentTests {
    @Test("lie between the cut-overs, and what comes again of one till is told once")
    func listed() throws {
        let bureau = try Bureau()
        let monday = SampleDistrict.monday
        func note(
            _ kind: String, _ terminal: TerminalID, _ detail: String, _ at: Moment
        ) throws {
            try bureau.ledger.store.write {
                try $0.insertIncident(kind: kind, terminal: terminal, detail: detail, seenAt: at)
            }
        }
        let cut = Moment(monday, secondOfDay: 23 * 3600)
        try note("fork", "YP001A01", "a", cut.adding(seconds: -86_401))
        try note("fork", "YP001A01", "b", cut.adding(seconds: -86_400))
        try note("fork", "YP001A01", "c", cut.adding(seconds: -20))
        try note("bad-signature", "YP001A01", "d", cut.adding(seconds: -10))
        try note("bad-signature", "YP001A01", "d", cut.adding(seconds: -1))
        try note("of-a-newer-version", "ZZ999Z99", "e", cut.adding(seconds: -1))
        try note("fork", "YP001A01", "f", cut)
        let found = try bureau.ledger.incidents(from: monday, to: monday)
        #expect(found.map(\.name) == ["fork", "bad-signature", "of-a-newer-version"])
        #expect(found.map(\.kind) == [.fork, .badSignature, nil])
        #expect(found.map(\.canteen) == ["yp.001", "yp.001", nil])
        #expect(found.map(\.count) == [2, 2, 1])
        #expect(found.map(\.details) == [["b", "c"], ["d"], ["e"]])
        #expect(found[0].firstSeen == cut.adding(seconds: -86_400))
        #expect(found[0].lastSeen == cut.adding(seconds: -20))
        let next = try bureau.ledger.incidents(from: monday + 1, to: monday + 3)
        #expect(next.map(\.details) == [["f"]])
        #expect(try bureau.ledger.incidents(from: monday + -1, to: monday + 1)[0].count == 4)
    }

    @Test("each kind that a service notes has its words, no two the same")
    func words() {
        let kinds = Incident.Kind.allCases
        #expect(Set(kinds.map(\.title)).count == kinds.count)
        #expect(Set(kinds.map(\.meaning)).count == kinds.count)
        #expect(Set(kinds.map(\.nextStep)).count == kinds.count)
        for verdict in [Answer.Verdict.fork, .rollback, .reorder, .badSignature, .revoked] {
            #expect(Incident.Kind(rawValue: verdict.rawValue) != nil)
        }
    }
}
