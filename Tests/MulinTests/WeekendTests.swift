import Foundation
import Meals
import Settlement
import Testing

/// Three settlement dates of card sales at two canteens, as a weekend has them.
@Suite("Reconciling over several dates")
struct WeekendTests {
    private static let dates = ["2026-11-20", "2026-11-21", "2026-11-22"]
    private let program: Program
    private let district: SmallDistrict

    init() async throws {
        program = try Program()
        district = try await SmallDistrict(program)
        var rows = ""
        for (index, date) in Self.dates.enumerated() {
            for number in 0..<12 {
                let (canteen, till) = number % 3 == 0 ? ("B1", "BB000001") : ("A1", "AA000001")
                let time = "11:\(10 + number):0\(index)"
                rows +=
                    "s\(index)-\(number),\(date)T\(time),\(canteen),\(till),,,101,1,"
                    + "\(11 + index).\(10 + number),unionpay-card\n"
            }
        }
        let replayed = try await district.replay(program, rows)
        try #require(replayed.code == 0, "\(replayed.errors)")
        for date in Self.dates {
            let closed = try await run(["close", date])
            try #require(closed.code == 0, "\(closed.errors)")
        }
    }

    private func run(_ arguments: [String]) async throws -> Program.Outcome {
        try await program.run(arguments + ["--data", district.data])
    }

    private func acquirer(_ date: String, _ more: [String] = []) async throws {
        let outcome = try await run(["acquirer", date] + more)
        try #require(outcome.code == 0, "\(outcome.errors)")
    }

    private func folder(_ date: String) -> String { district.data + "/clearing/" + date }

    private func reconcile(
        _ date: String, bank: String? = nil
    ) async throws -> (code: Int32, answer: [String: Any]) {
        var arguments = ["reconcile", date, "--json"]
        if let bank { arguments += ["--bank", folder(bank) + "/camt.053.xml"] }
        let outcome = try await run(arguments + ["--clearing", folder(date)])
        let answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return (outcome.code, try #require(answer as? [String: Any], "\(outcome.errors)"))
    }

    private func bankVerdicts(_ answer: [String: Any]) -> [String] {
        (answer["bank_differences"] as? [[String: Any]] ?? [])
            .compactMap { $0["verdict"] as? String }
    }

    private func accountsAreClear() async throws -> Bool {
        let outcome = try await run(["reconcile", "accounts", "--json"])
        return outcome.code == 0
    }

    @Test("one credit on Monday pays Friday, Saturday and Sunday, and every account comes to 0")
    func weekend() async throws {
        for date in Self.dates.dropLast() {
            try await acquirer(date, ["--without-bank"])
            let (code, answer) = try await reconcile(date)
            #expect(code == 0 && answer["matched"] as? Int == 12)
        }
        try await acquirer(
            "2026-11-22", ["--gather", "2026-11-20", "2026-11-21"])
        let (code, answer) = try await reconcile("2026-11-22", bank: "2026-11-22")
        #expect(code == 0 && bankVerdicts(answer).isEmpty, "\(answer)")
        let bank = try #require(answer["bank"] as? [String: Any])
        #expect(bank["grouped"] as? Int == 6 && bank["due"] as? Int == bank["booked"] as? Int)
        let accounts = try await run(["reconcile", "accounts", "--json"])
        #expect(accounts.code == 0)
        let lines = try JSONSerialization.jsonObject(with: Data(accounts.output.utf8))
        let balances = ((lines as? [String: Any])?["accounts"] as? [[String: Any]] ?? [])
            .compactMap { $0["balance"] as? Int }
        #expect(!balances.isEmpty && balances.allSatisfy { $0 == 0 })
        // The same statement again, and an earlier date again, change nothing.
        #expect(try await reconcile("2026-11-22", bank: "2026-11-22").code == 0)
        #expect(try await reconcile("2026-11-20", bank: "2026-11-22").code == 0)
        #expect(try await accountsAreClear())
    }

    @Test("a credit that comes a statement later ends the open item of its date")
    func laterCredit() async throws {
        for date in Self.dates { try await acquirer(date) }
        // Friday's credit is looked for in Saturday's statement first.
        let first = try await reconcile("2026-11-20", bank: "2026-11-21")
        #expect(first.code == 1 && bankVerdicts(first.answer) == ["short", "short"])
        #expect(try await accountsAreClear())
        // Saturday's statement was kept: what it pays is Saturday's.
        let second = try await reconcile("2026-11-21", bank: "2026-11-20")
        #expect(second.code == 0, "\(second.answer)")
        let items = try await run(["reconcile", "items", "--json"])
        #expect(items.output.contains("\"items\":[]"))
        #expect(try await accountsAreClear())
        #expect(try await reconcile("2026-11-22", bank: "2026-11-22").code == 0)
    }

    @Test("a booking twice is a duplicate that two people end, and it is never asked about again")
    func twice() async throws {
        try await acquirer("2026-11-20")
        let path = folder("2026-11-20") + "/camt.053.xml"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        let entry = try #require(whole.firstMatch(of: #/<Ntry>.*?</Ntry>/#.dotMatchesNewlines()))
        let amount = try #require(entry.0.firstMatch(of: #/<Amt Ccy="CNY">([0-9.]+)</#)).1
        let closing = try #require(
            whole.firstMatch(
                of: #/<Cd>CLBD</Cd>.*?<Amt Ccy="CNY">([0-9.]+)</#.dotMatchesNewlines()))
        func fen(_ yuan: Substring) -> Int { Int(yuan.filter { $0 != "." }) ?? 0 }
        let sum = fen(closing.1) + fen(amount)
        let cents = "0\(sum % 100)".suffix(2)
        var changed = whole
        changed.insert(contentsOf: entry.0, at: entry.range.upperBound)
        changed.replaceSubrange(
            closing.1.startIndex..<closing.1.endIndex, with: "\(sum / 100).\(cents)")
        try Data(changed.utf8).write(to: URL(fileURLWithPath: path))
        let found = try await reconcile("2026-11-20", bank: "2026-11-20")
        #expect(found.code == 1 && bankVerdicts(found.answer) == ["duplicate"], "\(found.answer)")
        var phrases: [String: String] = [:]
        for name in ["王会计", "李主任"] {
            let added = try await run(["officer", "add", name])
            phrases[name] = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        for name in ["王会计", "李主任"] {
            let ended = try await program.run(
                [
                    "reconcile", "clear", "1", "--note", "收单行已收回", "--by", name, "--data",
                    district.data,
                ], environment: ["MULIN_PASSPHRASE": phrases[name] ?? ""])
            #expect(ended.code == 0, "\(ended.errors)")
        }
        #expect(try await reconcile("2026-11-20", bank: "2026-11-20").code == 0)
        #expect(try await accountsAreClear())
    }

    /// One page of a statement: a merchant's credit of a date.
    private func page(_ number: Int, _ merchant: String, _ amount: Fen) throws -> String {
        let path = district.folder.path + "/page-\(number).xml"
        let day = try #require(Day("2026-11-21"))
        try BankStatementWriter.write(
            [
                .init(
                    amount: amount, reference: "\(merchant)-2026-11-20",
                    endToEndId: "\(merchant)-1", words: "\(merchant) 2026-11-20 清算款")
            ], to: path, id: "STMT-1", account: "31", day: day, opening: .zero)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let paged = text.replacing(
            #/(<Stmt>\s*<Id>STMT-1</Id>)/#,
            with: { "\($0.1)<StmtPgntn><PgNb>\(number)</PgNb></StmtPgntn>" })
        #expect(paged.contains("<PgNb>\(number)</PgNb>"))
        try Data(paged.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test("a page of a statement that comes later takes no other page's bookings away")
    func pages() async throws {
        try await acquirer("2026-11-20")
        let whole = try String(
            contentsOfFile: folder("2026-11-20") + "/camt.053.xml", encoding: .utf8)
        let credits = whole.matches(
            of: #/<Ntry>.*?<Amt Ccy="CNY">([0-9.]+)<.*?([0-9]{15})-2026-11-20/#
                .dotMatchesNewlines())
        try #require(credits.count == 2)
        var codes: [Int32] = []
        for (index, credit) in credits.enumerated() {
            let amount = try #require(Fen(yuan: credit.1))
            let outcome = try await run([
                "reconcile", "2026-11-20", "--bank",
                try page(index + 1, String(credit.2), amount), "--clearing", folder("2026-11-20"),
            ])
            codes.append(outcome.code)
        }
        // The first page pays one merchant, both together pay both.
        #expect(codes == [1, 0])
        #expect(try await accountsAreClear())
    }

    @Test("what was late is met in the next date's files, a chargeback waits for two people")
    func late() async throws {
        try await acquirer("2026-11-20", ["--faults", "late=1,chargeback=1"])
        let first = try await reconcile("2026-11-20", bank: "2026-11-20")
        let verdicts = (first.answer["differences"] as? [[String: Any]] ?? [])
            .compactMap { $0["verdict"] as? String }
        #expect(verdicts.sorted() == ["short", "status"] && bankVerdicts(first.answer).isEmpty)
        #expect(try await accountsAreClear())
        try await acquirer("2026-11-21")
        let next = try await reconcile("2026-11-21", bank: "2026-11-21")
        #expect(next.code == 0 && next.answer["met_items"] as? Int == 1, "\(next.answer)")
        let items = try await run(["reconcile", "items"])
        #expect(items.output.contains("1 items") && items.output.contains("status"))
        #expect(try await accountsAreClear())
        let story = try await run(["reconcile", "items", "2"])
        #expect(story.output.contains("next:"))
    }

    @Test("a canteen whose file did not come is named, and nothing against nothing is no check")
    func silent() async throws {
        try await acquirer("2026-11-25")
        let nothing = try await run([
            "reconcile", "2026-11-25", "--clearing", folder("2026-11-25"),
        ])
        #expect(nothing.code == 1 && nothing.output.contains("nothing was checked"))
        try await acquirer("2026-11-20")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder("2026-11-20"))
        for name in names where name.hasSuffix("999290058120002") {
            try FileManager.default.removeItem(atPath: folder("2026-11-20") + "/" + name)
        }
        let (code, answer) = try await reconcile("2026-11-20")
        #expect(code == 1 && answer["no_file"] as? [String] == ["999290058120002"])
        #expect(answer["closed"] as? Bool == true)
    }
}
