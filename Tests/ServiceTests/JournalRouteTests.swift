import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing
import Till

@Suite("a till's journal over HTTP")
struct JournalRouteTests {
    @Test("lines are taken once, and a repetition gets the same answer")
    func repetition() async throws {
        try await ServedDistrict.serve { district in
            var till = try await district.enrol("AA000001")
            let start = till.head
            till.sell(12)
            till.sell(18)
            let first = try await till.send(after: 0, of: start, to: district.link)
            let again = try await till.send(after: 0, of: start, to: district.link)
            #expect(first == again)
            #expect(first.verdict == "accepted")
            #expect(first.seq == 2)
            #expect(first.hash == till.head.hash)
        }
    }

    @Test("a gap is answered with the place to send from, and closing it is enough")
    func gap() async throws {
        try await ServedDistrict.serve { district in
            var till = try await district.enrol("AA000001")
            let start = till.head
            for yuan in 10..<15 { till.sell(Int64(yuan)) }
            _ = try await till.send(after: 0, of: start, upTo: 2, to: district.link)
            let gap = try await till.send(after: 3, of: start, to: district.link)
            #expect(gap.verdict == "gap")
            #expect(gap.seq == 2)
            let rest = try await till.send(after: gap.seq, of: start, to: district.link)
            #expect(rest.verdict == "accepted")
            #expect(rest.seq == 5)
        }
    }

    @Test("H3: a cloned till is found out at its first upload, and its sale is kept")
    func clone() async throws {
        try await ServedDistrict.serve { district in
            var till = try await district.enrol("AA000001")
            let start = till.head
            till.sell(10)
            var clone = till
            till.sell(11)
            clone.sell(99)
            _ = try await till.send(after: 0, of: start, to: district.link)
            let fork = try await clone.send(after: 1, of: start, to: district.link)
            #expect(fork.verdict == "fork")
            #expect(fork.seq == 2)
            #expect(fork.quarantined == [2])
            let store = try Store(path: district.directory.databasePath)
            let kept = try store.read { try $0.quarantine() }
            #expect(kept.count == 1)
            #expect(kept.first?.bytes == clone.lines.last?.bytes)
            let incidents = try store.read { try $0.incidents() }
            #expect(incidents.map(\.kind) == ["fork"])
        }
    }

    @Test("a till that knows less than the service is told it was rolled back")
    func rollback() async throws {
        try await ServedDistrict.serve { district in
            var till = try await district.enrol("AA000001")
            let start = till.head
            till.sell(10)
            let image = till.head
            till.sell(11)
            _ = try await till.send(after: 0, of: start, to: district.link)
            let honest = try await district.link.greet(
                till.head, told: nil, signature: try till.key.sign(till.head.message))
            #expect(honest.verdict == "accepted")
            let restored = try await district.link.greet(
                image, told: nil, signature: try till.key.sign(image.message))
            #expect(restored.verdict == "rollback")
            #expect(restored.seq == 2)
        }
    }

    @Test("swapped lines and a foreign signature are refused, and nothing is taken")
    func refused() async throws {
        try await ServedDistrict.serve { district in
            var till = try await district.enrol("AA000001")
            let start = till.head
            till.sell(10)
            till.sell(11)
            let signature = try till.key.sign(till.head.message)
            let swapped = try await district.link.upload(
                after: start, till.lines.reversed(), signature: signature)
            #expect(swapped.verdict == "reorder")
            var bytes = try #require(till.lines.first).bytes
            bytes[bytes.count - 5] ^= 1
            let altered = [
                SealedLine(id: start.next, bytes: bytes, hash: start.hash), till.lines[1],
            ]
            let forged = try await district.link.upload(
                after: start, altered, signature: signature)
            #expect(forged.verdict == "bad-signature")
            #expect(forged.seq == 0)
            let whole = try await till.send(after: 0, of: start, to: district.link)
            #expect(whole.verdict == "accepted")
        }
    }

    @Test("H44: a record nobody understands is quarantined and blocks nobody")
    func poison() async throws {
        try await ServedDistrict.serve { district in
            var till = try await district.enrol("AA000001")
            let start = till.head
            till.sell(10)
            till.seal(Array(#"{"kind":"teleport","tenders":[{"amount":700,"kind":"cash"}]}"#.utf8))
            till.seal([0xFF, 0x00, 0x41])
            till.sell(11)
            let mark = try await till.send(after: 0, of: start, to: district.link)
            #expect(mark.verdict == "accepted")
            #expect(mark.seq == 4)
            #expect(mark.quarantined == [2, 3])
            let store = try Store(path: district.directory.databasePath)
            let suspense = try store.read { try $0.balances() }
                .filter { $0.kind == "suspense" }
            #expect(suspense.map(\.party) == ["quarantine"])
            #expect(suspense.first?.credit == Fen(700))
        }
    }
}

@Suite("the doors that need a right")
struct DoorTests {
    @Test("a wrong or used code, an unknown terminal and a wrong token are refused by name")
    func rights() async throws {
        try await ServedDistrict.serve { district in
            _ = try await district.enrol("AA000001")
            let key = try #require(SigningKey(secret: [UInt8](repeating: 3, count: 32)))
            await #expect(throws: ServiceLink.Failure.self) {
                _ = try await district.link.enrol(
                    "AA000001", code: "CODE-AA000001", key: key.publicKey)
            }
            let answer = await status {
                _ = try await district.link.administer(
                    "/v1/enrolment-codes", token: "guess",
                    body: Array(#"{"code":"12345678","terminal":"AA000001"}"#.utf8))
            }
            #expect(answer == 401)
            let unknown = await status {
                _ = try await district.link.administer(
                    "/v1/enrolment-codes", token: try district.directory.adminToken(),
                    body: Array(#"{"code":"12345678","terminal":"ZZ000001"}"#.utf8))
            }
            #expect(unknown == 404)
            let stranger = ChainHead(
                Enrolment(terminal: "AA000002", epoch: 1, key: key.publicKey))
            let journal = await status {
                _ = try await district.link.greet(
                    stranger, told: nil, signature: try key.sign(stranger.message))
            }
            #expect(journal == 404)
        }
    }

    /// The status with which the service refused.
    private func status(_ act: () async throws -> Void) async -> Int? {
        do {
            try await act()
        } catch ServiceLink.Failure.refused(let status, _) {
            return status
        } catch {}
        return nil
    }
}
