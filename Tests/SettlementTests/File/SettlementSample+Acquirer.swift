import Journal
import Meals
import Settlement

extension SettlementSample {
    /// The small sample with the acquirer's files: one movement agrees, one has another amount, one
    /// is long; an earlier date's short one is met; there is a dispute.
    static func withAcquirer() throws -> SettlementSample {
        var sample = SettlementSample.small
        sample.transactions.remove(at: 2)
        let merchant = sample.merchants[0].merId
        let (day, one) = (sample.header.settleDate, "01000001-1-0001")
        let entries = [
            movement("000010", "11:05:09", 1600), movement("000011", "11:06:00", 701),
            movement("000099", "12:00:00", 500), movement("000050", "12:30:00", 900),
        ]
        let records = entries.map { ClearingWriter.general($0, acquirer: "99932900") }
        let general = try file(
            merchant, .general, try ClearingWriter.write(records, layout: .general))
        let dispute = ClearingWriter.dispute(
            ClearingDispute(
                code: "E05", merchant: merchant, trace: "000901", time: time("2026-11-23T14:00:00"),
                card: "622609******0048", amount: Fen(800), lastTrace: "000003",
                lastTime: "1121110643", lastSettleDate: "1121", lastAmount: Fen(800), fee: Fen(0),
                settled: Fen(-800), line: 1), acquirer: "99932900")
        let disputes = try file(
            merchant, .disputes, try ClearingWriter.write([dispute], layout: .disputes))
        let partners: [String?] = [one, "01000001-1-0002", nil, nil]
        sample.acquirer.files = [
            (
                general,
                zip(records, partners).enumerated().map { index, row in
                    SettlementMovement(
                        ref: "A-\(merchant)-\((index + 1).padded(6))", txn: row.1, record: row.0)
                }
            ),
            (disputes, [SettlementMovement(ref: "E-\(merchant)-000001", record: dispute)]),
        ]
        func their(_ line: Int, _ fen: Int64) -> SettlementItem.Side {
            .init(ref: "A-\(merchant)-\(line.padded(6))", gained: Fen(fen))
        }
        sample.acquirer.items = [
            SettlementItem(
                ref: "I-1", merId: merchant, kind: .amount, state: .suspense, firstSeen: day,
                ours: [.init(ref: "01000001-1-0002", gained: Fen(700))], theirs: [their(2, 701)]),
            SettlementItem(
                ref: "I-2", merId: merchant, kind: .long, state: .suspense, firstSeen: day,
                ours: [], theirs: [their(3, 500)]),
            SettlementItem(
                ref: "I-3", merId: merchant, kind: .cutOver, state: .cleared, firstSeen: day + -1,
                openItem: 12,
                ours: [
                    .init(ref: "01000001-1-0000", settleDate: day + -1, gained: Fen(900))
                ], theirs: [their(4, 900)]),
            SettlementItem(
                ref: "I-4", merId: merchant, kind: .short, state: .suspense, firstSeen: day + -2,
                openItem: 9,
                ours: [
                    .init(ref: "01000001-1-0000", settleDate: day + -2, gained: Fen(-300))
                ], theirs: []),
        ]
        sample.acquirer.isCompared = true
        return sample
    }

    private static func file(
        _ merchant: MerchantID, _ layout: SettlementClearingFile.Layout, _ bytes: [UInt8]
    ) throws -> SettlementClearingFile {
        SettlementClearingFile(merId: merchant, layout: layout, digest: Digest(of: bytes))
    }

    private static func movement(_ trace: String, _ clock: String, _ fen: Int64) -> ClearingEntry {
        ClearingEntry(
            merchant: "999290058120001", terminal: "01000001", trace: trace,
            time: time("2026-11-23T\(clock)+08:00"), kind: .sale, amount: Fen(fen), fee: Fen(4),
            settled: Fen(fen - 4), cardType: .debit, card: "622609******0048",
            rrn: "113005\(trace)", queryId: "", original: nil, settleDate: Day(number: 20_780),
            line: 1)
    }
}
