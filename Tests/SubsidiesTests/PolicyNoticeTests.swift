import Meals
import Subsidies
import Testing

@Suite("Notices of policies")
struct PolicyNoticeTests {
    /// 2026-11-23.
    private let today = Day(number: 20_780)

    private func policy(
        _ id: String, from: Int, to: Int? = nil, verified: Int? = nil
    ) throws -> Policy {
        let end = to.map { ", to: \(today + $0)" } ?? ""
        let source = verified.map { "source: {verified_until: \(today + $0)}" } ?? ""
        return try Policy(
            yaml: """
                policy: \(id)
                title: t
                status: draft
                \(source)
                effective: {from: \(today + from)\(end)}
                rounding: half-up
                threshold_base: before-discount
                stacking: best
                """, file: id)
    }

    private func said(_ policies: [Policy]) -> [String] {
        PolicyNotice.all(on: today, approved: policies)
            .map { "\($0.kind.rawValue) \($0.policy) \($0.stage.rawValue) \($0.daysLeft)" }
    }

    @Test(
        "warn 30, 7 and 1 days before the verified day is over, and once it has passed",
        arguments: [
            (31, nil), (30, "30-days"), (8, "30-days"), (7, "7-days"), (2, "7-days"),
            (1, "1-day"), (0, "1-day"), (-1, "passed"), (-400, "passed"),
        ] as [(Int, String?)])
    func verification(_ days: Int, _ stage: String?) throws {
        let policy = try policy("p", from: -500, verified: days)
        #expect(said([policy]) == (stage.map { ["verification p \($0) \(days)"] } ?? []))
    }

    @Test("say nothing of a verified day by which another policy is in force")
    func followed() throws {
        let old = try policy("old", from: -500, verified: 5)
        #expect(said([old, try policy("new", from: 6)]).isEmpty)
        #expect(said([old, try policy("new", from: 7)]) == ["verification old 7-days 5"])
        // The next one ends: then the old one is in force again.
        #expect(
            said([old, try policy("new", from: 6, to: 9)]) == ["verification old 7-days 5"])
    }

    @Test("warn of a policy that will be in force only later, and of none that is over")
    func which() throws {
        #expect(
            said([try policy("next", from: 3, verified: 6)]) == ["verification next 7-days 6"])
        #expect(
            said([
                try policy("over", from: -9, to: -3, verified: -5), try policy("now", from: -3),
            ]).isEmpty)
    }

    @Test(
        "warn 30, 7 and 1 days before a policy ends that no other follows",
        arguments: [
            (31, "none"), (30, "30-days"), (7, "7-days"), (1, "1-day"),
        ])
    func ending(_ days: Int, _ stage: String) throws {
        let ending = try policy("p", from: -9, to: days)
        #expect(said([ending]) == (stage == "none" ? [] : ["ending p \(stage) \(days)"]))
        #expect(said([ending, try policy("next", from: days)]).isEmpty)
        #expect(
            said([ending, try policy("late", from: days + 1)])
                == (stage == "none" ? [] : ["ending p \(stage) \(days)"]))
    }

    @Test("say that none is in force where one was, but not before the first one")
    func lapsed() throws {
        #expect(said([try policy("p", from: -9, to: 0)]) == ["none-in-force p passed 0"])
        #expect(
            said([try policy("a", from: -9, to: -5), try policy("b", from: -7, to: -2)])
                == ["none-in-force b passed -2"])
        #expect(said([try policy("p", from: 1)]).isEmpty)
        #expect(said([]).isEmpty)
    }

    @Test("are each one line that names the policy and the day")
    func words() throws {
        let policies = [
            try policy("a", from: -9, to: 1, verified: 9), try policy("b", from: 2, verified: 3),
        ]
        let notices = PolicyNotice.all(on: today, approved: policies)
        #expect(notices.map(\.kind) == [.ending, .verification])
        for notice in notices {
            #expect(notice.description.contains(notice.policy))
            #expect(notice.description.contains("\(notice.day)"))
            #expect(!notice.description.contains("\n"))
        }
    }

    @Test(
        "say in words how far the day is",
        arguments: [
            (0, "(today)"), (1, "(tomorrow)"), (2, "(in 2 days)"), (30, "(in 30 days)"),
            (-1, "(yesterday)"), (-2, "(2 days ago)"),
        ])
    func distance(_ days: Int, _ words: String) throws {
        let notices = PolicyNotice.all(
            on: today, approved: [try policy("p", from: -500, verified: days)])
        #expect(notices.count == 1 && notices[0].description.contains(words), "\(notices)")
    }

    @Test("name of two that ended on one day the one that stands first")
    func endedTogether() throws {
        let policies = [try policy("b", from: -9, to: -2), try policy("a", from: -8, to: -2)]
        #expect(said(policies) == ["none-in-force b passed -2"])
    }

    @Test("the policies needed are those in force on some day from one on, in order")
    func needed() throws {
        let policies = [
            try policy("next", from: 2, to: 5), try policy("gone", from: -30, to: -20),
            try policy("first", from: -20), try policy("hidden", from: -10, to: -4),
            try policy("now", from: -3),
        ]
        func ids(_ day: Int) -> [String] { policies.needed(from: today + day).map(\.id) }
        #expect(ids(-25) == ["gone", "first", "hidden", "now", "next"])
        #expect(ids(-5) == ["first", "hidden", "now", "next"])
        #expect(ids(-4) == ["first", "now", "next"])
        #expect(ids(-3) == ["now", "next"])
        #expect(ids(4) == ["now", "next"] && ids(5) == ["now"])
        #expect(policies.inForce(on: today + 2)?.id == "next")
        #expect(policies.inForce(on: today + -31) == nil)
    }
}
