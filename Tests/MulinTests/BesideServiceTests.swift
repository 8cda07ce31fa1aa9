import Foundation
import Journal
import Meals
import Settlement
import Store
import Testing
import Till

@Suite("The office beside a running service")
struct BesideServiceTests {
    /// A till of the demo, selling on the day after.
    private func till(
        _ demo: SmallDemo, _ service: RunningService, _ place: Int
    ) async throws -> Till {
        let rows = try String(contentsOfFile: demo.data + "/canteens.csv", encoding: .utf8)
            .split(whereSeparator: \.isNewline).dropFirst()
        let fields = rows[rows.startIndex + place].split(
            separator: ",", omittingEmptySubsequences: false)
        let terminal = TerminalID(String(fields[5].prefix { $0 != ";" }))
        let link = ServiceLink(service.address)
        let snapshot = try Snapshot(document: try await link.snapshot(link.currentSnapshot()))
        return try Till(
            terminal, in: demo.data + "/tills/\(terminal)", canteen: CanteenID(String(fields[0])),
            snapshot: snapshot, link: link)
    }

    private func sell(_ till: Till, _ tender: TenderKind) async throws -> RecordID {
        let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(1_200))
        let quote = try await till.quote(
            Basket(lines: [line]), at: Moment(Day(number: 20_782), secondOfDay: 43_200))
        let id = try await till.sell(
            quote, tenders: [Tender(kind: tender, amount: quote.payable)], cashier: "c1"
        ).id
        try await till.sync()
        return id
    }

    @Test("items are named, cleared and given up while tills sell: no sale and no fen is lost")
    func meanwhile() async throws {
        let demo = try await SmallDemo(
            meals: 160, canteens: 4, diners: 800, faults: "missing=2,extra=1,amount=1")
        let phrases = try await demo.officers()
        let service = try RunningService(demo.program, data: demo.data)
        defer { service.stop() }
        let tills = [try await till(demo, service, 0), try await till(demo, service, 1)]
        // All accounts that the service knows are at hand there before the office opens more.
        var sold = [try await sell(tills[0], .cash), try await sell(tills[1], .cash)]

        let store = try Store(path: demo.data + "/ledger.sqlite")
        let items = try store.read { try $0.openItems() }.filter { $0.amount != .zero }
        #expect(items.count >= 3)
        async let selling = sellAll(tills[0], 40, .cash)
        let acts = [("clear", items[0]), ("write-off", items[1])]
        for (verb, item) in acts {
            for name in ["王会计", "李主任"] {
                let outcome = try await demo.run(
                    ["reconcile", verb, "\(item.number)", "--note", "收单行已更正", "--by", name],
                    environment: ["MULIN_PASSPHRASE": phrases[name] ?? ""])
                #expect(outcome.code == 0, "\(outcome.errors)")
            }
        }
        let assigned = try await demo.run(
            ["reconcile", "assign", "\(items[2].number)", "--to", "赵出纳", "--by", "王会计"],
            environment: ["MULIN_PASSPHRASE": phrases["王会计"] ?? ""])
        #expect(assigned.code == 0, "\(assigned.errors)")
        // The morning's work: the bank, the settlement file, the audit, tomorrow's kitchens.
        let camt = demo.clearing + "/camt.053.xml"
        for words in [
            ["reconcile", "2026-11-24", "--clearing", demo.clearing, "--bank", camt],
            ["settle", "2026-11-24", "--clearing", demo.clearing, "--correct"],
            ["audit", "2026-11-24"], ["claims", "2026-11-24", "2026-11-24"],
            ["supply", "plan", "2026-11-26"],
            ["bundle", "2026-11-24", "--out", demo.folder.path + "/b.tar"],
        ] {
            let outcome = try await demo.run(words)
            #expect([0, 1].contains(outcome.code), "\(words): \(outcome.errors)")
        }
        sold += try await selling
        // New accounts of both sides: a tender that nobody has paid with before.
        for till in tills { sold.append(try await sell(till, .voucher)) }
        try check(sold, store, write: items[1].amount, right: items[0].amount)
        let accounts = try await demo.run(["reconcile", "accounts"])
        #expect(accounts.code == 0, "\(accounts.output)")
    }

    private func sellAll(
        _ till: Till, _ count: Int, _ tender: TenderKind
    ) async throws -> [RecordID] {
        var sold: [RecordID] = []
        for _ in 0..<count { sold.append(try await sell(till, tender)) }
        return sold
    }

    /// Every sale is booked, every entry comes to zero, every balance is the sum of its lines.
    private func check(
        _ sold: [RecordID], _ store: Store, write: Fen, right: Fen
    ) throws {
        try store.read { store in
            let numbers = Dictionary(
                uniqueKeysWithValues: try store.terminals().map { ($0.id, $0.number) })
            for id in sold {
                let key = RecordKey(
                    terminal: try #require(numbers[id.terminal]), epoch: id.epoch, seq: id.seq)
                #expect(try store.record(key)?.kind == "sale", "\(id)")
                #expect(try store.postings(record: key).isEmpty == false)
            }
            let names = Dictionary(
                uniqueKeysWithValues: try store.accounts().map {
                    ($0.number, "\($0.kind):\($0.canteen):\($0.party)")
                })
            var entries: [String: Int64] = [:]
            var sums: [String: Int64] = [:]
            for posting in try store.allPostings() {
                entries["\(posting.record.rawValue) \(posting.entry)", default: 0] +=
                    posting.amount.fen
                let name = try #require(names[posting.account])
                sums["\(name) \(posting.window)", default: 0] += posting.amount.fen
            }
            #expect(entries.values.allSatisfy { $0 == 0 })
            var kinds: [String: Int64] = [:]
            for row in try store.balances() {
                let amount = (row.debit - row.credit).fen
                #expect(
                    sums["\(row.kind):\(row.canteen):\(row.party) \(row.window)"] == amount)
                kinds[row.kind, default: 0] += amount
            }
            #expect(kinds["write-off"] == write.fen && kinds["put-right"] == right.fen)
        }
    }

    @Test("tables of an older version are not changed while somebody else uses them")
    func older() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let database = district.data + "/ledger.sqlite"
        func python(_ words: String) async throws -> String {
            let outcome = try await Program.run(
                "/usr/bin/env",
                [
                    "python3", "-c",
                    "import sqlite3,sys; d=sqlite3.connect(sys.argv[1]); \(words); d.commit()",
                    database,
                ])
            try #require(outcome.code == 0, "\(outcome.errors)")
            return outcome.output
        }
        let steps = "print(d.execute('SELECT count(*) FROM grdb_migrations').fetchone())"
        let all = try await python(steps)
        #expect(try Store.isCurrent(path: database))
        _ = try await python(
            "d.execute('DELETE FROM grdb_migrations WHERE rowid = '"
                + "'(SELECT max(rowid) FROM grdb_migrations)')")
        let older = try await python(steps)
        #expect(try older != all && !Store.isCurrent(path: database))
        let lock = try DirectoryLock(district.data)
        for words in [["audit", "2026-11-23"], ["officer", "list"], ["card", "list"]] {
            let outcome = try await program.run(words + ["--data", district.data])
            #expect(outcome.code == 69, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("is in use by process"))
        }
        _ = consume lock
        #expect(try await python(steps) == older)
    }

    @Test("two acts of the office at once: the second is told to wait, the service is not asked")
    func oneAtATime() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let lock = try DirectoryLock(district.data, for: .office)
        let audit = try await program.run(["audit", "2026-11-23", "--data", district.data])
        #expect(audit.code == 69 && audit.errors.contains("at the office's work"))
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        _ = consume lock
        let after = try await program.run(["audit", "2026-11-23", "--data", district.data])
        #expect(after.code == 0, "\(after.errors)")
    }
}
