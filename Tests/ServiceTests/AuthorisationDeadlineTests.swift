import Foundation
import Journal
import Meals
import Subsidies
import Testing
import Till

@Suite("an allowance asked for at the counter")
struct AuthorisationDeadlineTests {
    private let basket = Basket(lines: Till.meal, diner: "D1")

    private func serve(
        _ test: @escaping @Sendable (ServedDistrict) async throws -> Void
    ) async throws {
        try await ServedDistrict.serve(
            policies: [ServedDistrict.onceADay], diners: [ServedDistrict.elder], test)
    }

    @Test(
        "is decided offline when no answer comes, and a late answer changes nothing that is sealed",
        .timeLimit(.minutes(30)))
    func late() async throws {
        try await serve { district in
            let till = try await district.till()
            let way = try HeldWay(to: district.port)
            defer { way.end() }
            // Without its patience the till would wait for an hour.
            await till.connect(
                ServiceLink(
                    "http://127.0.0.1:\(way.port)", deadlineSeconds: 3_600,
                    patience: ServiceLink.counterPatience))
            way.hold()
            let quote = try await till.quote(basket, at: ServedDistrict.now)
            #expect(!quote.authorised)
            #expect(quote.decision.grants.map(\.rule) == ["S"])
            let record = try await till.sellForCash(quote)
            way.letGo()
            await till.connect(district.link)
            try await till.sync()
            let sealed = try String(
                contentsOfFile: district.tillFolder("AA000001") + "/epoch-001.journal",
                encoding: .utf8)
            #expect(sealed.contains(String(decoding: record.bytes, as: UTF8.self)))
            // The sale counts at the other tills although nobody answered for it.
            let other = try await district.till("AA000002", secret: 2)
            let second = try await other.quote(basket, at: ServedDistrict.now)
            #expect(second.decision.grants.isEmpty)
        }
    }

    @Test("in time it is reserved; given back, or for a sale that never was, it is free again")
    func abandoned() async throws {
        try await serve { district in
            let (till, other) = (
                try await district.till(), try await district.till("AA000002", secret: 2)
            )
            let quote = try await till.quote(basket, at: ServedDistrict.now)
            #expect(quote.authorised)
            #expect(
                try await other.quote(basket, at: ServedDistrict.now).decision.grants.isEmpty)
            await till.abandon(quote)
            #expect(try await other.quote(basket, at: ServedDistrict.now).authorised)
        }
    }
}
