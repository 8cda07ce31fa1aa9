import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing
import Till

@Suite("a till on a copied disk")
struct ForkedTillTests {
    @Test("H3: everything that the copy sold reaches quarantine before it asks for a new epoch")
    func longBranch() async throws {
        try await ServedDistrict.serve { district in
            let (own, copied) = (district.folder + "/own", district.folder + "/copy")
            _ = try await district.link.administer(
                "/v1/enrolment-codes", token: try district.directory.adminToken(),
                body: Array(#"{"code":"CODE-LONG","terminal":"AA000001"}"#.utf8))
            try await Till.enrol(
                "AA000001", in: own, code: "CODE-LONG",
                secret: [UInt8](repeating: 5, count: 32), link: district.link)
            try FileManager.default.copyItem(atPath: own, toPath: copied)
            try await sell(1, in: own, price: 10, to: district.link)
            // More than one upload holds.
            await #expect(throws: Till.Failure.self) {
                try await sell(620, in: copied, price: 11, to: district.link)
            }
            let store = try Store(path: district.directory.databasePath)
            #expect(try store.read { try $0.quarantine() }.count == 620)
            #expect(try store.read { try $0.incidents() }.allSatisfy { $0.kind == "fork" })
        }
    }

    private func sell(
        _ count: Int, in directory: String, price: Int64, to link: ServiceLink
    ) async throws {
        let till = try Till(
            "AA000001", in: directory, canteen: "A1", snapshot: nil, link: link)
        for _ in 0..<count {
            let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(price * 100))
            let quote = try await till.quote(Basket(lines: [line]), at: ServedDistrict.now)
            let tender = Tender(kind: .cash, amount: quote.payable)
            _ = try await till.sell(quote, tenders: [tender], cashier: "")
        }
        try await till.sync()
    }
}
