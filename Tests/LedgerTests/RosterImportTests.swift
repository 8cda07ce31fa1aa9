import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("Importing a roster")
struct RosterImportTests {
    private let today = SampleDistrict.monday + 10

    @Test("H29: a death learnt late changes no claim and proposes the adjustment")
    func deathLearntLate() async throws {
        var register = try Register()
        let sold = try register.sell(to: ["D4", "D4", "D5"], days: [0, 2, 2])
        let books = try register.books()
        let number = try await register.take(Register.roster(deadFrom: "2026-11-24"), on: today)
        #expect(number == 1)
        #expect(try register.books() == books)
        let list = try AdjustmentList(register.store).entries
        #expect(list.map(\.receipt) == Array(repeating: "\(sold[1])", count: 4))
        #expect(list.map(\.row.rule) == ["C", "B", "B", "B"])
        #expect(list.map(\.row.funder) == ["charity", "city", "district", "street"])
        #expect(list.map(\.row.claimed) == [100, 83, 190, 27].map { Fen($0) })
        #expect(list.allSatisfy { $0.row.due == .zero && $0.rosterImport == 1 })
        #expect(list.allSatisfy { $0.diner == "D4" && $0.canteen == "yp.001" })
        #expect(list.map(\.number) == [1, 2, 3, 4])
        #expect(
            list[0].row.reason
                == "2026-11-24 起已故(名册 2026-12-03 导入);该餐 2026-11-25 已申领 1.00,应为 0.00")
        // The same again, and then a life again.
        #expect(
            try await register.take(Register.roster(deadFrom: "2026-11-24"), on: today) == nil)
        _ = try await register.take(Register.roster(deadFrom: "2026-11-25"), on: today)
        #expect(try AdjustmentList(register.store).entries.count == 4)
        _ = try await register.take(Register.roster(), on: today)
        let undone = try AdjustmentList(register.store).entries
        #expect(undone.count == 8 && undone.total(\.row.difference) == .zero)
        #expect(
            undone[4].row.reason
                == "2026-11-25 起取消已故(名册 2026-12-03 导入);该餐 2026-11-25 已申领 1.00,"
                + "此前已建议调整 -1.00,应为 1.00")
        #expect(try register.books() == books)
    }

    @Test("a status known late is proposed for meals that were granted nothing for it")
    func gain() async throws {
        var register = try Register()
        _ = try register.sell(to: ["D4"], days: [0])
        _ = try await register.take(
            Register.roster().replacing("310110009,,", with: "310110009,dibao,"), on: today)
        let list = try AdjustmentList(register.store)
        #expect(list.entries.map(\.row.difference) == [Fen(334), Fen(166)])
        #expect(
            list.entries[0].row.reason
                == "1970-01-01 起新增低保(名册 2026-12-03 导入);该餐 2026-11-23 已申领 0.00,应为 3.34")
        #expect(
            list.csv.hasPrefix(
                "number,import,receipt,day,canteen,diner,policy,rule,funder,claimed,due,difference,"
                    + "reason\n1,1,YP001A01-001-0000001,2026-11-23,yp.001,D4,district-sample,A,"
                    + "city,0.00,3.34,3.34,"))
    }

    @Test("a sale that nothing was granted for is found as well")
    func ungranted() async throws {
        var register = try Register(roster: Register.roster(deadFrom: "2026-01-01"))
        _ = try register.sell(to: ["D4"], days: [0])
        #expect(try register.store.read { try $0.allGrants() }.isEmpty)
        _ = try await register.take(Register.roster(), on: today)
        #expect(try AdjustmentList(register.store).entries.total(\.row.difference) == Fen(400))
    }

    @Test("claims are what refunds and the closing of windows have left of them")
    func afterCorrections() async throws {
        var register = try Register()
        _ = try register.sell(to: ["D4", "D4"], days: [0, 1], backAfter: [1])
        _ = try await register.take(Register.roster(deadFrom: "2026-11-01"), on: today)
        let list = try AdjustmentList(register.store).entries
        #expect(Set(list.map(\.day)) == [SampleDistrict.monday])
    }

    @Test("H31: the same roster twice grants nothing new")
    func twice() async throws {
        let register = try Register()
        let file = Register.roster().replacing("D5,", with: "D9,")
        #expect(try await register.take(file, on: today) == 1)
        let id = try register.store.read { try $0.currentSnapshot() }
        let bytes = try register.databaseRows()
        #expect(try await register.take(file, on: today) == nil)
        #expect(try await register.take(file, on: today + 31) == nil)
        #expect(try register.databaseRows() == bytes)
        #expect(try register.store.read { try $0.currentSnapshot() } == id)
    }

    @Test("the new snapshot keeps everything but the roster; what was is noted with its file")
    func published() async throws {
        let register = try Register()
        let file = Register.roster(deadFrom: "2026-12-01")
            .replacing("D5,", with: "D9,")
        let planned = try await register.plan(file, on: today)
        #expect(planned.difference.changes.map(\.kind) == [.deceased, .left, .joined])
        _ = try await register.take(file, on: today)
        let (id, rows) = try register.store.read {
            (try #require(try $0.currentSnapshot()), try $0.rosterImports().map(\.row))
        }
        let document = try #require(try register.store.read { try $0.snapshotDocument(id) })
        let contents = try SnapshotContents(document: document)
        #expect(contents.canteens == SampleDistrict.canteens && contents.policies.count == 1)
        #expect(contents.diners == planned.difference.rows)
        #expect(contents.diners.map(\.id) == ["D4", "D4", "D5", "D9"])
        #expect(contents.diners[2].validTo == today + -1)
        #expect(
            rows == [
                RosterImportRow(
                    file: "roster.csv", digest: Digest(of: Array(file.utf8)), importedBy: "王",
                    importedAt: Register.moment(today), leavingFrom: today, snapshot: id, rows: 3,
                    joined: 1, left: 1, changed: 0, deceased: 1)
            ])
    }

    @Test("somebody else's change in between stops the import, and nothing of it is written")
    func meanwhile() async throws {
        let register = try Register()
        let planned = try await register.plan(Register.roster(deadFrom: "2026-12-01"), on: today)
        _ = try await register.take(Register.roster(deadFrom: "2026-12-02"), on: today)
        let before = try register.databaseRows()
        #expect(throws: RosterImport.Failure.self) { try register.commit(planned) }
        #expect(try register.databaseRows() == before)
    }

    @Test("a bad row is refused with its line, and nothing changes")
    func badRow() async throws {
        let register = try Register()
        let before = try register.databaseRows()
        let file = Register.roster().replacing("1940-03-01", with: "1940-02-30")
        await #expect(throws: Problems.self) { try await register.take(file, on: today) }
        #expect(try register.databaseRows() == before)
    }
}
