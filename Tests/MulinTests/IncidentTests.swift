import Foundation
import Journal
import Ledger
import Meals
import Testing
import Till

@Suite("Incidents at tills")
struct IncidentTests {
    /// Enrols a till at a running service, as a person would.
    private func enrol(
        _ terminal: TerminalID, in folder: String, _ district: SmallDistrict,
        _ service: RunningService, _ program: Program
    ) async throws {
        let code = try await program.run([
            "enrol", terminal.text, "--data", district.data, "--service", service.address,
        ])
        try #require(code.code == 0, "\(code.errors)")
        try await Till.enrol(
            terminal, in: folder, code: code.output.trimmed,
            secret: (0..<32).map { _ in UInt8.random(in: 0...255) },
            link: ServiceLink(service.address))
    }

    /// Opens the till in a folder, sells and sends.
    private func sell(
        _ count: Int, _ terminal: TerminalID, in folder: String, yuan: Int64,
        _ service: RunningService
    ) async throws {
        let till = try Till(
            terminal, in: folder, canteen: "A1", snapshot: nil, link: ServiceLink(service.address))
        for _ in 0..<count {
            let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(yuan * 100))
            let quote = try await till.quote(
                Basket(lines: [line]), at: Moment(Day(number: 20_780), secondOfDay: 43_200))
            _ = try await till.sell(
                quote, tenders: [Tender(kind: .cash, amount: quote.payable)], cashier: "c1")
        }
        try await till.sync()
    }

    private func copy(_ folder: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: folder, toPath: other)
    }

    private func incidents(_ outcome: Program.Outcome) throws -> [[String: Any]] {
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require((json as? [String: Any])?["incidents"] as? [[String: Any]])
    }

    @Test("a copied disk and one put back are told by the audit: where, what it means, what to do")
    func told() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        let (copied, restored) = (district.folder.path + "/copied", district.folder.path + "/back")
        try await enrol("AA000001", in: copied, district, service, program)
        try copy(copied, to: copied + "-2")
        try await sell(3, "AA000001", in: copied, yuan: 12, service)
        await #expect(throws: Till.Failure.self) {
            try await sell(5, "AA000001", in: copied + "-2", yuan: 13, service)
        }
        try await enrol("AA000002", in: restored, district, service, program)
        try await sell(1, "AA000002", in: restored, yuan: 12, service)
        try copy(restored, to: restored + "-2")
        try await sell(1, "AA000002", in: restored, yuan: 12, service)
        await #expect(throws: Till.Failure.self) {
            try await sell(0, "AA000002", in: restored + "-2", yuan: 12, service)
        }

        func audit(_ days: [Day], _ more: [String] = []) async throws -> Program.Outcome {
            try await program.run(
                ["audit"] + days.map(\.description) + ["--data", district.data] + more)
        }
        let today = Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).day
        // The settlement date may have turned over since.
        let whole = try await audit([today + -1, today + 1], ["--json"])
        #expect(whole.code == 1, "\(whole.errors)")
        let found = try incidents(whole)
        #expect(found.map { $0["kind"] as? String } == ["fork", "rollback"])
        #expect(found.map { $0["terminal"] as? String } == ["AA000001", "AA000002"])
        #expect(found.map { $0["canteen"] as? String } == ["A1", "A1"])
        // All five meals that the copy sold claim a place of the till's journal.
        #expect((found[0]["details"] as? [String])?.count == 5, "\(whole.output)")
        for incident in found {
            for key in ["title", "meaning", "next_step"] {
                #expect((incident[key] as? String)?.isEmpty == false)
            }
        }
        let seen = try #require(
            (found[0]["first_seen"] as? String).flatMap { Moment(iso8601: $0) })
        let date = SettlementCalendar().date(of: seen)
        let text = try await audit([date])
        #expect(text.code == 1)
        for words in ["记录分叉", "AA000001", "canteen A1", "means:", "next:", "mulin enrol"] {
            #expect(text.output.contains(words), "\(text.output)")
        }
        try await decide(program, district)
        let decided = try await audit([today + -1, today + 1])
        #expect(decided.code == 0 && decided.output.contains("dismissed"), "\(decided.output)")
        #expect(decided.output.contains("means:"))
        await #expect(throws: Till.Failure.self) {
            try await sell(1, "AA000001", in: copied + "-2", yuan: 14, service)
        }
        let again = try await audit([today + -1, today + 1])
        #expect(again.code == 1 && again.output.contains("2 flags, 1 open"), "\(again.output)")
        let before = try await audit([date + -20, date + -2], ["--json"])
        #expect(before.code == 0)
        #expect(try incidents(before).isEmpty)
        try await close(date, program, district, service)
    }

    /// A person looks at both flags and dismisses them.
    private func decide(_ program: Program, _ district: SmallDistrict) async throws {
        let added = try await program.run(["officer", "add", "审计", "--data", district.data])
        for flag in ["1", "2"] {
            let outcome = try await program.run(
                [
                    "audit", "decide", flag, "--as", "dismissed", "--note", "试机", "--by", "审计",
                    "--data", district.data,
                ], environment: ["MULIN_PASSPHRASE": added.output.trimmed])
            try #require(outcome.code == 0, "\(outcome.errors)")
        }
    }

    /// The close of the window says in a line that there are incidents in it.
    private func close(
        _ date: Day, _ program: Program, _ district: SmallDistrict, _ service: RunningService
    ) async throws {
        let words = ["close", "\(date)", "--data", district.data]
        let online = try await program.run(words + ["--force", "--service", service.address])
        #expect(online.code == 0, "\(online.errors)")
        #expect(online.errors.contains("incidents at tills: fork AA000001"))
        #expect(!online.output.contains("incidents"))
        service.stop()
        let again = try await program.run(words)
        #expect(again.output.contains("mulin audit \(date)"), "\(again.output)")
        #expect(try incidents(try await program.run(words + ["--json"])).isEmpty == false)
        let calm = try await program.run([
            "close", "\(date + -9)", "--force", "--data", district.data,
        ])
        #expect(calm.code == 0 && !calm.output.contains("incidents"), "\(calm.output)")
    }
}
