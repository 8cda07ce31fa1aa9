import Meals
import Store
import Testing

@testable import Settlement

@Suite("Flags that are kept")
struct KeptFlagsTests {
    private static func flag(_ evidence: [String], subject: String = "T1") -> AuditFlag {
        AuditFlag(
            rule: .burst, canteen: "C1", day: AuditSample.monday, subject: subject,
            evidence: evidence, words: "\(evidence.count) cards")
    }

    private static func row(_ flag: AuditFlag, state: String = "open", number: Int = 1)
        -> AuditFlagRow
    {
        AuditFlagRow(
            number: number, identity: flag.identity, rule: "burst", subject: flag.subject,
            severity: "high", canteen: "C1", day: flag.day, words: flag.words,
            evidence: flag.evidence.joined(separator: " "), state: state)
    }

    @Test("a second burst at one till that day is another flag")
    func second() {
        let (one, two) = (Self.flag(["r1", "r2"]), Self.flag(["r7", "r8"]))
        #expect(one.identity != two.identity)
        let kept = KeptFlags([Self.row(one)])
        #expect(kept.place(of: one) == .same(Self.row(one)))
        guard case .new = kept.place(of: two) else {
            Issue.record("the second burst was lost")
            return
        }
        guard case .new = kept.place(of: Self.flag(["r1", "r2"], subject: "T2")) else {
            Issue.record("another till's burst was lost")
            return
        }
    }

    @Test("an open flag takes in what is found of it later, even where it begins earlier")
    func open() {
        let kept = KeptFlags([Self.row(Self.flag(["r1", "r2"]))])
        guard case .extends(let row) = kept.place(of: Self.flag(["r0", "r1", "r2"])) else {
            Issue.record("the late record was lost")
            return
        }
        #expect(row.evidence == "r1 r2 r0" && row.words == "3 cards" && row.number == 1)
    }

    @Test("a decided flag stays as it is; a quarter more evidence is a new one")
    func decided() {
        let evidence = (1...8).map { "r\($0)" }
        let kept = KeptFlags([
            Self.row(Self.flag(evidence), state: "dismissed", number: 4)
        ])
        #expect(
            kept.place(of: Self.flag(evidence + ["r9"]))
                == .same(Self.row(Self.flag(evidence), state: "dismissed", number: 4)))
        guard case .new(let row) = kept.place(of: Self.flag(evidence + ["r9", "r10"])) else {
            Issue.record("new evidence on a dismissed flag was lost")
            return
        }
        #expect(row.identity.hasSuffix("after flag 4") && row.state == "open")
    }

    @Test("flags from before subjects were kept are known by their identity")
    func older() {
        let old = AuditFlagRow(
            number: 2, identity: "burst C1 \(AuditSample.monday) T1", rule: "burst",
            severity: "high", canteen: "C1", day: AuditSample.monday, words: "", evidence: "r1 r2",
            state: "confirmed")
        #expect(KeptFlags([old]).place(of: Self.flag(["r1", "r2"])) == .same(old))
    }
}
