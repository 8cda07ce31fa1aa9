import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("The register of policies")
struct PolicyRegisterTests {
    private let today = RegisterDesk.today

    @Test("enters what the district was founded with, once, under no person's name")
    func founded() throws {
        let desk = try RegisterDesk()
        try desk.register.adopt(at: RegisterDesk.now)
        try desk.register.adopt(at: SampleDistrict.time(1, 9))
        let versions = try desk.register.versions(on: today)
        #expect(versions.map(\.row.id) == ["district-sample"])
        let row = try #require(versions.first?.row)
        #expect(row.submitted == .init(by: "init", at: RegisterDesk.now))
        #expect(row.approved == .init(by: "founding", at: RegisterDesk.now))
        #expect(row.text == SampleDistrict.policy)
        #expect(row.digest == Digest(of: Array(SampleDistrict.policy.utf8)))
    }

    @Test("keeps the exact words of a draft with their digest, who submitted them and when")
    func submitted() throws {
        let desk = try RegisterDesk()
        let source = SamplePolicy.source("next", from: today + 1)
        let submission = try desk.submit(source)
        #expect(submission.isNew && submission.row.number == 2)
        let row = try #require(try desk.register.versions(on: today).last?.row)
        #expect(row == submission.row)
        #expect(row.text == source.text && row.file == "next.yaml")
        #expect(row.digest == Digest(of: Array(source.text.utf8)))
        #expect(row.submitted == .init(by: "陈静", at: RegisterDesk.now) && row.approved == nil)
    }

    @Test("the same words again are nothing new; other words are a newer draft beside the old one")
    func resubmitted() throws {
        let desk = try RegisterDesk()
        let first = try desk.submit(SamplePolicy.source("next", from: today + 1))
        let again = try desk.register.submit(
            SamplePolicy.source("next", from: today + 1), by: desk.li,
            at: SampleDistrict.time(0, 11))
        #expect(!again.isNew && again.row == first.row)
        let newer = try desk.submit(
            SamplePolicy.source("next", from: today + 1, amount: "7.00"))
        #expect(newer.isNew && newer.row.number == 3)
        #expect(
            try desk.states() == [
                "district-sample in-force", "next superseded", "next draft",
            ])
        // Back to the first words: the newest draft is what they say.
        let back = try desk.submit(SamplePolicy.source("next", from: today + 1))
        #expect(back.isNew && back.row.digest == first.row.digest && back.row.number == 4)
    }

    @Test("a document with problems is refused with all of them and not kept")
    func problems() throws {
        let desk = try RegisterDesk()
        let text = SamplePolicy.text("next", from: today + 1)
            .replacing("half-up", with: "sideways").replacing("stacking: all", with: "stacking: x")
        do {
            _ = try desk.submit(.init(file: "next.yaml", text: text))
            Issue.record("was kept")
        } catch let problems as Problems {
            #expect(problems.all.count == 2)
        }
        #expect(try desk.register.versions(on: today).isEmpty)
    }

    @Test("the person who submitted cannot approve, in words and by the table")
    func samePerson() throws {
        let desk = try RegisterDesk()
        let draft = try desk.submit(SamplePolicy.source("next", from: today + 1))
        let before = try desk.bureau.ledger.currentSnapshot()?.id
        let refused = desk.refusal {
            _ = try desk.register.approve("next", by: desk.chen, at: RegisterDesk.now)
        }
        #expect(refused?.contains("a second person must approve it") == true)
        #expect(throws: StoreError.self) {
            try desk.bureau.ledger.store.write { store in
                try store.approvePolicy(
                    number: draft.row.number, .init(by: "陈静", at: RegisterDesk.now))
            }
        }
        #expect(try desk.states().last == "next draft")
        #expect(try desk.bureau.ledger.currentSnapshot()?.id == before)
    }

    @Test("H30: nothing is approved before what it stands on")
    func order() throws {
        let desk = try RegisterDesk()
        #expect(
            desk.refusal { try desk.approve("next") }?.contains("was never submitted") == true)
        let first = try desk.submit(SamplePolicy.source("next", from: today + 1))
        let second = try desk.submit(
            SamplePolicy.source("next", from: today + 1, amount: "7.00"))
        func approve(_ digest: String) -> String? {
            desk.refusal {
                _ = try desk.register.approve(
                    "next", digest: digest, by: desk.li, at: RegisterDesk.now)
            }
        }
        // What he read is not the newest draft; or he named too little to tell.
        for digest in [
            String(first.row.digest.hex.prefix(12)), "", String(second.row.digest.hex.prefix(5)),
            second.row.digest.hex + "0",
        ] {
            #expect(approve(digest)?.contains("the newest draft has digest") == true, "\(digest)")
        }
        #expect(try desk.states().last == "next draft")
        #expect(approve(String(second.row.digest.hex.prefix(12)).uppercased()) == nil)
        #expect(try desk.states().suffix(2) == ["next superseded", "next approved"])
    }

    @Test("words that were approved never change, and are not approved twice")
    func fixed() throws {
        let desk = try RegisterDesk()
        let source = SamplePolicy.source("next", from: today + 1)
        _ = try desk.submit(source)
        try desk.approve("next")
        let changed = desk.refusal {
            _ = try desk.submit(SamplePolicy.source("next", from: today + 1, amount: "7.00"))
        }
        #expect(changed?.contains("its words never change") == true)
        let founded = desk.refusal {
            _ = try desk.submit(SamplePolicy.source("district-sample", from: today + 9))
        }
        #expect(founded?.contains("by founding; its words never change") == true)
        #expect(try !desk.submit(source).isNew)
        #expect(desk.refusal { try desk.approve("next") }?.contains("approved already") == true)
    }

    @Test("a sample, a date that is past and a date that is taken are refused")
    func refused() throws {
        let desk = try RegisterDesk()
        for (id, from, status, words) in [
            ("a", today + 1, "sample", "is a sample named after its source"),
            ("b", today + -400, "draft", "but today is \(today)"),
            ("c", today + -1, "in-force", "but today is \(today)"),
        ] {
            _ = try desk.submit(SamplePolicy.source(id, from: from, status: status))
            let refusal = desk.refusal { try desk.approve(id) }
            #expect(refusal?.contains(words) == true, "\(refusal ?? "approved")")
        }
        _ = try desk.submit(SamplePolicy.source("d", from: today + 1, status: "in-force"))
        // The last second of today is today.
        try desk.approve("d", at: Moment(today, secondOfDay: 86_399))
        _ = try desk.submit(SamplePolicy.source("e", from: today + 1))
        #expect(desk.refusal { try desk.approve("e") }?.contains("as that of d") == true)
    }

    @Test("a version goes from draft to approved, in force, superseded and ended")
    func states() throws {
        let desk = try RegisterDesk()
        _ = try desk.submit(SamplePolicy.source("next", from: today + 2, to: today + 9))
        #expect(try desk.states() == ["district-sample in-force", "next draft"])
        try desk.approve("next")
        for (day, old, new) in [
            (0, "in-force", "approved"), (1, "in-force", "approved"),
            (2, "superseded", "in-force"), (8, "superseded", "in-force"),
            (9, "in-force", "ended"),
        ] {
            #expect(
                try desk.states(on: today + day) == ["district-sample \(old)", "next \(new)"])
        }
    }

    @Test("two approvals at once both count: neither takes the other's policy from the snapshot")
    func concurrent() async throws {
        let desk = try RegisterDesk()
        let ids = (1...6).map { "p\($0)" }
        for (index, id) in ids.enumerated() {
            _ = try desk.submit(SamplePolicy.source(id, from: today + 1 + index))
        }
        let (register, li) = (desk.register, desk.li)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in ids {
                group.addTask {
                    _ = try register.approve(id, by: li, at: RegisterDesk.now)
                }
            }
            try await group.waitForAll()
        }
        let snapshot = try #require(try desk.bureau.ledger.currentSnapshot())
        #expect(snapshot.policies.map(\.id) == ["district-sample"] + ids)
    }

    @Test("notices look at what was approved and at nothing else")
    func notices() throws {
        let desk = try RegisterDesk()
        try desk.register.adopt(at: RegisterDesk.now)
        _ = try desk.submit(SamplePolicy.source("next", from: today + 1, to: today + 20))
        #expect(try desk.register.notices(on: today).isEmpty)
        _ = try desk.submit(
            .init(
                file: "v.yaml",
                text: SamplePolicy.text("v", from: today + 3, verifiedUntil: today + 5)))
        #expect(try desk.register.notices(on: today).isEmpty)
        try desk.approve("v")
        #expect(try desk.register.notices(on: today).map(\.stage) == [.sevenDays])
    }
}
