internal import Meals
internal import Settlement

/// One merchant's files of one settlement date, and what the bank books for it.
struct Papers {
    private(set) var files: [(name: String, bytes: [UInt8])] = []
    private(set) var booking: BankStatementWriter.Booking?

    private let merchant: MerchantID
    private let date: Day

    /// - Throws: where a movement does not fit a clearing file.
    init(
        _ canteen: Canteen, _ entries: [ClearingEntry], _ disputes: [ClearingDispute],
        _ date: Day, acquirer: String
    ) throws {
        merchant = canteen.merchant
        self.date = date
        let entries = entries.filter { $0.merchant == canteen.merchant }
        let disputes = disputes.filter { $0.merchant == canteen.merchant }
        try add(.general, Papers.records(entries, acquirer), .general)
        if !disputes.isEmpty {
            try add(
                .disputes, disputes.map { ClearingWriter.dispute($0, acquirer: acquirer) },
                .disputes)
        }
        let totals = ClearingTotals(
            of: entries, merchant: merchant,
            merchantName: String(canteen.name.filter { $0 != " " }.prefix(24)),
            acquirer: acquirer, settleDate: date, madeOn: date + 1, trade: Papers.trade)
        if let report = TotalsReport.write(totals) { files.append((name(.totals), report)) }
        let net = entries.total(\.settled) + disputes.total(\.settled)
        guard net != .zero else { return }
        booking = .init(
            amount: net, reference: "\(merchant)-\(date)", endToEndId: "\(merchant)-1",
            words: "\(merchant) \(date) 清算款")
    }

    private func name(_ kind: ClearingName.Kind) -> String {
        "\(ClearingName(kind: kind, settleDate: date, merchant: merchant))"
    }

    private mutating func add(
        _ kind: ClearingName.Kind, _ records: [FixedRecord], _ layout: FixedLayout
    ) throws {
        files.append((name(kind), try ClearingWriter.write(records, layout: layout)))
    }

    /// Two tills of a merchant may have the same trace in the same second: the digit differs.
    private static func records(_ entries: [ClearingEntry], _ acquirer: String) -> [FixedRecord] {
        var taken: Set<String> = []
        return entries.enumerated().map { index, entry in
            let records = (0..<10).lazy.map { more in
                ClearingWriter.general(entry, acquirer: acquirer, digit: (index + more) % 10)
            }
            let record = records.first { !taken.contains($0[10]) } ?? records[0]
            taken.insert(record[10])
            return record
        }
    }

    private static func trade(_ kind: ClearingKind) -> String {
        switch kind {
        case .sale: "消费"
        case .refund: "退货"
        case .void: "消费撤销"
        case .reversal: "冲正"
        }
    }
}
