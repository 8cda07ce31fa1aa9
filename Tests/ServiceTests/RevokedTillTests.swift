import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing
import Till

@Suite("a till whose key has ended, or was followed by another")
struct RevokedTillTests {
    private func revoke(_ district: ServedDistrict) async throws {
        _ = try await district.link.administer(
            "/v1/revocations", token: try district.directory.adminToken(),
            body: Array(#"{"reason":"stolen","terminal":"AA000001"}"#.utf8))
    }

    @Test("says so, sells on, is promised nothing, and all it sells is kept")
    func revoked() async throws {
        try await ServedDistrict.serve(
            policies: [ServedDistrict.onceADay], diners: [ServedDistrict.elder]
        ) { district in
            let till = try await district.till()
            try await till.sellMeal()
            try await till.sync()
            #expect(await till.isRevoked == false)
            try await till.sellMeal()
            try await revoke(district)
            for count in 1...2 {
                do {
                    try await till.sync()
                    Issue.record("the till was not told")
                } catch let failure as Till.Failure {
                    #expect("\(failure)".hasPrefix("E31 本机已停用 → 联系管理员"))
                }
                #expect(await till.isRevoked)
                #expect(await till.unsentCount == 0)
                let refused = await till.refused
                #expect(refused.map(\.id.seq) == Array(2..<(2 + count)))
                #expect(refused.allSatisfy { $0.reason.contains("stolen") })
                let quote = try await till.quote(
                    Basket(lines: Till.meal, diner: "D1"), at: ServedDistrict.now)
                #expect(!quote.authorised)
                try await till.sellMeal()
            }
            let store = try Store(path: district.directory.databasePath)
            #expect(try store.read { try $0.quarantine() }.count == 2)
            #expect(
                try store.read { try $0.balances() }.first { $0.kind == "suspense" }?.credit
                    == Fen(2400))
        }
    }

    @Test("a wrong token, an unknown terminal and a second time are refused")
    func doors() async throws {
        try await ServedDistrict.serve { district in
            _ = try await district.till()
            func status(_ body: String, _ token: String) async -> Int? {
                do {
                    _ = try await district.link.administer(
                        "/v1/revocations", token: token, body: Array(body.utf8))
                } catch ServiceLink.Failure.refused(let status, _) {
                    return status
                } catch {}
                return nil
            }
            let token = try district.directory.adminToken()
            let body = #"{"reason":"stolen","terminal":"AA000001"}"#
            #expect(await status(body, "guess") == 401)
            #expect(await status(#"{"terminal":"AA000001"}"#, token) == 400)
            #expect(await status(#"{"reason":"r","terminal":"ZZ000001"}"#, token) == 404)
            #expect(await status(#"{"reason":"r","terminal":"AA000002"}"#, token) == 404)
            #expect(await status(body, token) == nil)
            #expect(await status(body, token) == 403)
        }
    }

    @Test("what an old epoch sealed while the network was away goes out under its own key")
    func rotated() async throws {
        try await ServedDistrict.serve { district in
            try await sellOfflineAndRotate(district)
            let till = try await district.open()
            #expect(await till.head.epoch == 2)
            try await till.sellMeal()
            try await till.sync()
            let store = try Store(path: district.directory.databasePath)
            let records = try store.read { store in
                (
                    try store.records(terminal: 1, epoch: 1).map(\.key.seq),
                    try store.records(terminal: 1, epoch: 2).map(\.key.seq)
                )
            }
            #expect(records == ([1, 2, 3], [1]))
            #expect(try store.read { try $0.quarantine() }.isEmpty)
            #expect(try store.read { try $0.incidents() }.isEmpty)
        }
    }

    /// The first life of the journal is still open, and so cannot send, when the second begins.
    private func sellOfflineAndRotate(_ district: ServedDistrict) async throws {
        let till = try await district.till()
        await till.connect(nil)
        for _ in 0..<3 { try await till.sellMeal() }
        _ = try await district.link.administer(
            "/v1/enrolment-codes", token: try district.directory.adminToken(),
            body: Array(#"{"code":"1234-5678","terminal":"AA000001"}"#.utf8))
        try await Till.enrol(
            "AA000001", in: district.tillFolder("AA000001"), code: "12345678",
            secret: [UInt8](repeating: 8, count: 32), link: district.link)
        #expect(await till.unsentCount == 3)
    }

    @Test("a code is guessed at through the door only a few times")
    func guessing() async throws {
        try await ServedDistrict.serve { district in
            _ = try await district.link.administer(
                "/v1/enrolment-codes", token: try district.directory.adminToken(),
                body: Array(#"{"code":"1234-5678","terminal":"AA000001"}"#.utf8))
            let key = try #require(SigningKey(secret: [UInt8](repeating: 3, count: 32))).publicKey
            var reasons: [String] = []
            for guess in 0..<8 {
                do {
                    _ = try await district.link.enrol(
                        "AA000001", code: "0000-000\(guess)", key: key)
                } catch ServiceLink.Failure.refused(let status, let reason) {
                    #expect(status == 403)
                    reasons.append(reason)
                }
            }
            #expect(reasons.count { $0.contains("too often") } == 3)
            await #expect(throws: ServiceLink.Failure.self) {
                try await district.link.enrol("AA000001", code: "1234-5678", key: key)
            }
        }
    }
}
