import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing
import Till

@Suite("what is put right after the day's end")
struct CorrectionTests {
    private let day = ServedDistrict.now.day

    /// Sums over the Z records that the service holds.
    private func totals(_ store: Store) throws -> (gross: Fen, subsidy: Fen, paid: Fen, z: Int) {
        let rows = try store.read { try $0.records(terminal: 1, epoch: 1) }
        let closes = try rows.map { try Record(bytes: $0.bytes) }.compactMap { record in
            if case .dayClose(let close) = record.body { close } else { nil }
        }
        return (closes.total(\.gross), closes.total(\.subsidy), closes.total(\.paid), closes.count)
    }

    private func balance(_ store: Store, _ kinds: Set<String>) throws -> Fen {
        let rows = try store.read { try $0.balances() }.filter { kinds.contains($0.kind) }
        return rows.total(\.debit) - rows.total(\.credit)
    }

    @Test("a correction amends the terminal's Z: all of them together agree with the books (H21)")
    func amended() async throws {
        try await ServedDistrict.serve(
            policies: [ServedDistrict.onceADay], diners: [ServedDistrict.elder]
        ) { district in
            let till = try await district.till()
            let store = try Store(path: district.directory.databasePath)
            let noon = Moment(day, secondOfDay: 12 * 3600)
            func agree(z: Int, gross: Int64) throws {
                let sums = try totals(store)
                #expect(sums.z == z && sums.gross == Fen(gross))
                #expect(try balance(store, ["revenue"]) == -sums.gross)
                #expect(try balance(store, ["tender"]) == sums.paid)
                #expect(try balance(store, ["claim", "variance"]) == sums.subsidy)
            }
            let wrong = try await till.sellMeal(to: "D1", at: noon)
            try await till.sellMeal(at: noon)
            try await till.closeDay(day, at: noon, cashier: "c1")
            try await till.sync()
            try agree(z: 1, gross: 2400)
            // The office finds that the first meal was never handed out.
            let back = try await till.quoteReturn(of: wrong.id)
            try await till.seal(
                .void(back.reversal(reason: "found by the office")), at: noon, cashier: "office")
            try await till.closeDay(day, at: noon, cashier: "office")
            try await till.sync()
            try agree(z: 2, gross: 1200)
            #expect(try store.read { try $0.flags() }.isEmpty)
        }
    }

    @Test("a refund after the payout: compensating entries, and the allowance is back (H32)")
    func afterPayout() async throws {
        try await ServedDistrict.serve(
            policies: [ServedDistrict.onceADay], diners: [ServedDistrict.elder]
        ) { district in
            let till = try await district.till()
            let store = try Store(path: district.directory.databasePath)
            let noon = Moment(day, secondOfDay: 12 * 3600)
            let sold = try await till.sellMeal(to: "D1", at: noon)
            try await till.closeDay(day, at: noon, cashier: "c1")
            try await till.sync()
            _ = try await district.link.administer(
                "/v1/windows/\(day)/close?force=true",
                token: try district.directory.adminToken(), body: [])
            let before = try store.read { try $0.balances(inWindow: day) }
            #expect(try balance(store, ["claim"]) == Fen(500))
            let basket = Basket(lines: Till.meal, diner: "D1")
            #expect(try await till.quote(basket, at: noon).decision.grants.isEmpty)
            let back = try await till.quoteReturn(of: sold.id)
            try await till.seal(
                .refund(back.reversal(reason: "spoilt")), at: noon, cashier: "c1")
            try await till.sync()
            // What was paid out stands; its opposite is in the next window.
            #expect(try store.read { try $0.balances(inWindow: day) } == before)
            let next = try store.read { try $0.balances(inWindow: day + 1) }
            #expect(next.first { $0.kind == "claim" }?.credit == Fen(500))
            #expect(try balance(store, ["claim"]) == .zero)
            #expect(try await till.quote(basket, at: noon).authorised)
        }
    }
}
