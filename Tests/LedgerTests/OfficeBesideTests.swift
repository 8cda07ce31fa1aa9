import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Office acts between a ledger's own")
struct OfficeBesideTests {
    private enum Step {
        case sale(till: Int, TenderKind)
        case office(Account, Fen)
    }

    private static let terminals: [TerminalID] = SampleDistrict.terminals.prefix(3).map(\.id)

    private func steps(_ random: inout SeededRandom) -> [Step] {
        (0..<30).map { number in
            if random.chance(50) {
                return .sale(
                    till: Int.random(in: 0..<3, using: &random),
                    random.pick([.cash, .voucher, .eCNY]))
            }
            let canteen: CanteenID = random.pick(["yp.001", "yp.002", "district"])
            let kinds: [Account.Kind] = [.putRight, .writeOff, .bank, .fee, .claimPayment]
            // Some accounts both sides open, whoever comes first.
            let account =
                random.chance(30)
                ? Account(.tender, canteen, "voucher") : Account(random.pick(kinds), canteen)
            return .office(account, Fen(Int64(number + 1)))
        }
    }

    /// The books after some steps; the office writes through a store of its own, as another process
    /// does, and the ledger is never opened again.
    private func books(_ steps: [Step]) throws -> (digest: Digest, sums: [Account: Fen]) {
        let folder = try Folder()
        var bureau = try Bureau(in: folder.path)
        var tills = try OfficeBesideTests.terminals.map { try bureau.till($0) }
        let office = try Store(path: folder.path + "/ledger.sqlite")
        for step in steps {
            switch step {
            case .sale(let place, let tender):
                var sale = try tills[place].sale(
                    [SaleLine(item: "101", quantity: 1, unitPrice: Fen(2_000))], to: nil,
                    at: SampleDistrict.time(0, 12))
                sale.tenders = [Tender(kind: tender, amount: sale.paid)]
                tills[place].sell(sale, at: SampleDistrict.time(0, 12))
                try bureau.take(tills[place], from: tills[place].lines.count - 1)
            case .office(let account, let amount):
                try office.write { store in
                    var books = try OfficeBooks(store, now: SampleDistrict.time(0, 12))
                    try books.book(
                        [.debit(account, amount), .credit(Account(.acquirer, "yp.001"), amount)],
                        under: .office(.item, Int(amount.fen)))
                    try books.finish()
                }
            }
        }
        return (try bureau.digest(), try bureau.balances())
    }

    @Test("leave the same books as after them", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func interleaved(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let steps = steps(&random)
        let mixed = try books(steps)
        var expected: [Account: Fen] = [:]
        for case .office(let account, let amount) in steps {
            expected[account, default: .zero] += amount
            expected[Account(.acquirer, "yp.001"), default: .zero] -= amount
        }
        for (account, amount) in expected where account.kind != .tender {
            #expect(mixed.sums[account] == amount)
        }
        #expect(mixed.sums.total(\.value) == .zero)
        // First all sales, then the office: nobody has to look an account up.
        let sorted =
            steps.filter { if case .sale = $0 { true } else { false } }
            + steps.filter { if case .office = $0 { true } else { false } }
        #expect(try books(sorted).digest == mixed.digest)
    }
}
