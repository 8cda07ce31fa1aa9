import Foundation
import Journal
import Ledger
import Meals
import Service
import Store
import Subsidies
import Testing
import Till

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("a policy that runs out, at the till and at the service")
struct PolicyNoticeRouteTests {
    static let today = ServedDistrict.now.day

    /// A policy of 3 yuan off for everybody in the roster.
    static func policy(_ effective: String, verifiedUntil: Day) -> Snapshot.Source {
        Snapshot.Source(
            file: "p.yaml",
            text: """
                policy: p
                title: 样例
                status: sample
                source: {verified_until: \(verifiedUntil)}
                effective: {\(effective)}
                rounding: half-up
                threshold_base: before-discount
                stacking: best
                subsidies:
                  - {id: A, when: {age: {from: 60}}, benefit: {amount: "3.00"}, funders: {city: "1"}}
                """)
    }

    static let diner = Diner(
        id: "D1", birth: Day("1940-01-01"), hukou: nil, residence: nil, statuses: [],
        validFrom: Day(number: 0))

    /// Sells a meal of 12 yuan to the diner at a till that is enrolled for it.
    private func sell(at district: ServedDistrict) async throws -> Quote {
        let folder = district.folder + "/till"
        _ = try await district.link.administer(
            "/v1/enrolment-codes", token: try district.directory.adminToken(),
            body: Array(#"{"code":"CODE-TILL","terminal":"AA000001"}"#.utf8))
        try await Till.enrol(
            "AA000001", in: folder, code: "CODE-TILL", secret: [UInt8](repeating: 5, count: 32),
            link: district.link)
        let id = try await district.link.currentSnapshot()
        let snapshot = try Snapshot(document: try await district.link.snapshot(id))
        let till = try Till(
            "AA000001", in: folder, canteen: "A1", snapshot: snapshot, link: district.link)
        let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(1200))
        let quote = try await till.quote(
            Basket(lines: [line], diner: "D1"), at: ServedDistrict.now)
        let tender = Tender(kind: .cash, amount: quote.payable)
        _ = try await till.sell(quote, tenders: [tender], cashier: "")
        try await till.sync()
        return quote
    }

    private func notices(
        of district: ServedDistrict, token: String
    ) async throws -> (status: Int?, json: JSON) {
        let url = try #require(URL(string: district.link.address + "/v1/notices"))
        var request = URLRequest(url: url)
        request.setValue("Bearer \(token)", forHTTPHeaderField: "authorization")
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode, try JSON(Array(data)))
    }

    @Test("H25: a policy past its verified day still grants, and the service is warned")
    func pastVerified() async throws {
        let yesterday = Self.today + -1
        try await ServedDistrict.serve(
            policies: [Self.policy("from: 2025-01-01", verifiedUntil: yesterday)],
            diners: [Self.diner]
        ) { district in
            let quote = try await sell(at: district)
            #expect(quote.policy == "p" && quote.payable == Fen(900) && quote.authorised)
            let store = try Store(path: district.directory.databasePath)
            #expect(try store.read { try $0.flags() }.isEmpty)
            #expect(
                try store.read { try $0.balances() }.map { "\($0.kind) \($0.debit - $0.credit)" }
                    .contains("claim 3.00"))

            let answer = try await notices(
                of: district, token: try district.directory.adminToken())
            #expect(answer.status == 200)
            #expect(answer.json["day"]?.text == "\(Self.today)")
            let notice = try #require(answer.json["notices"]?.list?.first)
            #expect(answer.json["notices"]?.list?.count == 1)
            #expect(notice["kind"]?.text == "verification" && notice["policy"]?.text == "p")
            #expect(notice["stage"]?.text == "passed" && notice["days_left"]?.int == -1)
            #expect(notice["message"]?.text?.contains("the tills go on with it") == true)
        }
    }

    @Test("after its end the till sells at the public price, the sale is flagged, the bureau told")
    func afterTheEnd() async throws {
        try await ServedDistrict.serve(
            policies: [
                Self.policy("from: 2025-01-01, to: \(Self.today)", verifiedUntil: Self.today)
            ], diners: [Self.diner]
        ) { district in
            let quote = try await sell(at: district)
            #expect(quote.policy == nil && quote.payable == Fen(1200))
            let store = try Store(path: district.directory.databasePath)
            #expect(try store.read { try $0.flags() }.map(\.kind) == ["policy-none"])
            let answer = try await notices(
                of: district, token: try district.directory.adminToken())
            let kinds = answer.json["notices"]?.list?.map { $0["kind"]?.text }
            #expect(kinds == ["none-in-force"])
        }
    }

    @Test("nobody hears the notices without the admin token")
    func token() async throws {
        try await ServedDistrict.serve { district in
            #expect(try await notices(of: district, token: "guess").status == 401)
            let none = try await notices(of: district, token: try district.directory.adminToken())
            #expect(none.status == 200 && none.json["notices"]?.list == [])
        }
    }
}
