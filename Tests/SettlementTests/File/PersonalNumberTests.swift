import Foundation
import Journal
import Meals
import Settlement
import Testing

@Suite("Numbers that name a person")
struct PersonalNumberTests {
    /// The acquirer's sample with another order id in its first record.
    private func write(orderId: String, to folder: SettlementFolder) throws {
        var sample = try SettlementSample.withAcquirer()
        let (file, movements) = sample.acquirer.files[0]
        var record = movements[0].record
        record[12] = orderId
        let records = [record] + movements.dropFirst().map(\.record)
        sample.acquirer.files[0] = (
            SettlementClearingFile(
                merId: file.merId, layout: .general,
                digest: Digest(of: try ClearingWriter.write(records, layout: .general))),
            zip(movements, records).map {
                SettlementMovement(ref: $0.ref, txn: $0.txn, record: $1)
            }
        )
        try sample.write(to: folder.file("a.xml"))
    }

    @Test(
        "are not written in a free field of the acquirer's",
        arguments: [
            ("6226090000000048", "a card number"), ("no 4111111111111111", "a card number"),
            ("card:6212345678900000003", "a card number"), ("35303533303530350", nil),
            ("11010519491231002X", "identity"), ("id=110105188001010017", nil),
            ("440524198001010013;", "identity"), ("11010519491331002X", nil),
            // Order, query and retrieval numbers of the lengths that are in use.
            ("20151109061122031906", nil), ("201509061122031906248", nil), ("900000000001", nil),
            ("10078087", nil), ("6226090000000049", nil), ("1226090000000046", nil),
            ("62260900000000480000000", nil),
        ] as [(String, String?)])
    func orderId(text: String, what: String?) throws {
        let folder = try SettlementFolder()
        guard let what else {
            try write(orderId: text, to: folder)
            return
        }
        let refusal = #expect(throws: SettlementRefusal.self) {
            try write(orderId: text, to: folder)
        }
        let words = refusal?.description ?? ""
        #expect(words.contains("12 商户订单号") && words.contains(what), "\(words)")
        #expect(!words.contains(text) && folder.names == [])
    }

    @Test("are told by the verifier in names, references, rules and the acquirer's fields")
    func verifier() throws {
        for (from, to, field) in [
            ("睦邻小厨丙点", "王 11010519491231002X", "merName"),
            ("rule=\"C\" fund=\"street\"", "rule=\"6226090000000048\" fund=\"street\"", "rule"),
            ("fileId>MULIN-20261123-1", "fileId>6226090000000048", "fileId"),
            ("<orig ref=\"02000001-1-0999\"", "<orig ref=\"6226090000000048\"", "orig"),
        ] {
            let folder = try SettlementFolder()
            let path = try BrokenFile("", from, to, says: "").write(in: folder)
            let verdict = try SettlementVerifier.verify(
                path: path, schema: SettlementPlaces.schema)
            let found = verdict.differences.map(\.reason).filter { $0.contains("reads as") }
            #expect(found.contains { $0.hasPrefix(field) }, "\(verdict.differences)")
            #expect(!found.joined().contains("6226090000000048"))
        }
        let folder = try SettlementFolder()
        let order = "<orderId>113005000010</orderId>"
        let path = try BrokenFile(
            "", order, "<orderId>6226090000000048</orderId>", says: ""
        ).write(of: .withAcquirer(), in: folder)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(verdict.differences.contains { $0.reason.hasPrefix("12 商户订单号 holds") })
    }
}
