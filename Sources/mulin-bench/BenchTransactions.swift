import Meals
import Settlement

/// The settlement content that `Peers/settlement_writer.c` writes, row for row.
struct BenchTransactions: Sequence, IteratorProtocol {
    private let count: Int
    private let perMerchant: Int
    private var row = 0

    static let merchantCount = 115
    static let day = Day(number: 20_780)

    init(count: Int) {
        self.count = count
        perMerchant = (count + Self.merchantCount - 1) / Self.merchantCount
    }

    static let header = SettlementHeader(
        fileId: "BENCH-20261123-1", settleDate: day, issue: 1,
        windowFrom: Moment(day + -1, secondOfDay: 82_800),
        windowTo: Moment(day, secondOfDay: 82_800), sendInsCode: "99922900",
        recvInsCode: "99932900")

    static let merchants = (0..<merchantCount).map { merchant in
        SettlementMerchant(
            merId: merchantID(merchant), name: "睦邻小厨 \(merchant.padded(3))", mcc: "5812",
            canteen: CanteenID("YP-\(merchant.padded(3))"), street: "310110009",
            terminals: [terminalID(merchant)])
    }

    static let deliveries = (0..<merchantCount).map { merchant in
        SettlementDelivery(
            merId: merchantID(merchant), kitchen: "CK-1", serviceDate: day,
            portions: 60 + merchant % 40, returned: merchant % 3,
            amount: Fen(Int64(60 + merchant % 40) * 1100))
    }

    private static func merchantID(_ merchant: Int) -> MerchantID {
        MerchantID("99929005812\(merchant.padded(4))")
    }

    private static func terminalID(_ merchant: Int) -> TerminalID {
        TerminalID((1_000_000 + merchant).padded(8))
    }

    mutating func next() -> SettlementTransaction? {
        guard row < count else { return nil }
        defer { row += 1 }
        let merchant = Self.merchants[row / perMerchant]
        let terminal = merchant.terminals[0]
        let place = row % perMerchant
        let isRefund = row % 50 == 49 && place > 0
        // A refund takes back the whole sale of the row before it.
        let sale = isRefund ? row - 1 : row
        let meal = Fen(Int64(1200 + sale * 37 % 16 * 100))
        let discount = Fen(meal.fen / 10)
        let subsidies = Self.subsidies(ofSale: sale)
        let paid = meal - discount - subsidies.total(\.amount)
        return SettlementTransaction(
            ref: "\(terminal)-1-\((place + 1).padded(8))", merId: merchant.merId,
            termId: terminal, type: isRefund ? .refund : .sale,
            time: Moment(Self.day, secondOfDay: 36_000 + row % 14_400), businessDay: Self.day,
            period: .lunch,
            original: isRefund
                ? SettlementOriginal(ref: "\(terminal)-1-\(place.padded(8))") : nil,
            diner: subsidies.isEmpty ? nil : Self.diner(ofSale: sale), meal: meal,
            discount: discount, subsidies: subsidies,
            tenders: [tender(ofSale: sale, batch: row / perMerchant + 1, paid)])
    }

    private static func subsidies(ofSale sale: Int) -> [SettlementSubsidy] {
        let state: SettlementSubsidyState = sale % 97 == 0 ? .suspense : .claimed
        func part(_ rule: String, _ fund: String, _ fen: Int64) -> SettlementSubsidy {
            SettlementSubsidy(
                policy: "putuo-2025", rule: rule, fund: fund, amount: Fen(fen), state: state)
        }
        switch sale % 3 {
        case 0: return []
        case 1: return [part("B", "district", 200)]
        default: return [part("C", "district", 200), part("C", "street", 100)]
        }
    }

    private static func diner(ofSale sale: Int) -> DinerToken {
        let number = UInt64(sale)
        return DinerToken(bits: UInt128(mixed(number)) << 64 | UInt128(mixed(~number)))
    }

    private static func mixed(_ number: UInt64) -> UInt64 {
        var value = number &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    private func tender(ofSale sale: Int, batch: Int, _ paid: Fen) -> Tender {
        let kinds: [TenderKind] = [.unionPayCard, .unionPayCard, .unionPayQR, .cash]
        let kind = kinds[sale % 4]
        guard kind.hasAcquirer else { return Tender(kind: kind, amount: paid) }
        let isCard = kind == .unionPayCard
        return Tender(
            kind: kind, amount: paid,
            reference: AcquirerReference(
                trace: (row % 1_000_000).padded(6), batch: batch.padded(6),
                rrn: row.padded(12), authCode: isCard ? (row * 7 % 1_000_000).padded(6) : "",
                maskedCard: isCard ? "622609******\((row % 10_000).padded(4))" : ""))
    }
}
