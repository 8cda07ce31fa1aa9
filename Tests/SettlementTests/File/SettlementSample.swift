import Foundation
import Meals
import Settlement

/// The content of a settlement file, to be written and read back.
struct SettlementSample {
    var header: SettlementHeader
    var merchants: [SettlementMerchant]
    var transactions: [SettlementTransaction]
    var deliveries: [SettlementDelivery]
    /// The acquirer's files and what lies between them and the transactions.
    var acquirer = Acquirer()

    /// The acquirer's side of a settlement date.
    struct Acquirer {
        var files: [(file: SettlementClearingFile, movements: [SettlementMovement])] = []
        var items: [SettlementItem] = []
        var isCompared = false
    }

    /// Writes the file with the claims that its transactions give.
    @discardableResult
    func write(to path: String) throws -> SettlementTotals {
        let writer = try SettlementWriter(path: path, header: header, merchants: merchants)
        for transaction in transactions { try writer.write(transaction) }
        for (file, movements) in acquirer.files {
            try writer.begin(file)
            for movement in movements { try writer.write(movement) }
        }
        return try writer.finish(
            claims: writer.claims, deliveries: deliveries, items: acquirer.items,
            compared: acquirer.isCompared)
    }

    /// A sale by card, one by QR, one in cash, one that costs nothing, a refund, a void and a late
    /// record.
    static let small = SettlementSample(
        header: SettlementHeader(
            fileId: "MULIN-20261123-1", settleDate: Day(number: 20_780), issue: 1,
            windowFrom: time("2026-11-22T23:00:00+08:00"),
            windowTo: time("2026-11-23T23:00:00+08:00"), sendInsCode: "99922900",
            recvInsCode: "99932900",
            previous: .init(
                fileId: "MULIN-20261122-1", digest: String(repeating: "0a", count: 32))),
        merchants: [
            SettlementMerchant(
                merId: "999290058120001", name: "睦邻小厨 <甲> & \"乙\"", mcc: "5812", canteen: "YP-001",
                street: "310110009", terminals: ["01000001", "01000002"]),
            SettlementMerchant(
                merId: "999290058120002", name: "睦邻小厨丙点", mcc: "5812", canteen: "YP-002",
                street: "310110", terminals: ["02000001"]),
        ],
        transactions: [
            sale(
                "01000001-1-0001", "11:05:09", meal: 2000, discount: 200,
                [part("A", "district", 200)], [card(1600)]),
            sale(
                "01000001-1-0002", "11:06:00.250", meal: 1500, discount: 0,
                [part("C", "district", 200), part("C", "street", 100)],
                [Tender(kind: .voucher, amount: Fen(500)), qr(700)]),
            back(
                "01000001-1-0003", .void, of: "01000001-1-0001", meal: 2000, discount: 200,
                [part("A", "district", 200)], [card(1600)]),
            sale(
                "02000001-1-0001", "12:00:00", meal: 500, discount: 0,
                [part("A", "charity", 300), part("A", "district", 200, .suspense)], [],
                merchant: "999290058120002", terminal: "02000001"),
            back(
                "02000001-1-0002", .refund, of: "02000001-1-0999", meal: 800, discount: 0,
                [part("C", "district", 300)], [Tender(kind: .cash, amount: Fen(500))],
                earlier: Day(number: 20_779), merchant: "999290058120002", terminal: "02000001"),
            late("02000001-1-0003"),
        ],
        deliveries: [
            SettlementDelivery(
                merId: "999290058120001", kitchen: "CK-1", serviceDate: Day(number: 20_780),
                portions: 60, returned: 2, amount: Fen(63_800)),
            SettlementDelivery(
                merId: "999290058120002", kitchen: "CK-1", serviceDate: Day(number: 20_780),
                portions: 45, returned: 0, amount: Fen(48_400)),
        ])
}

extension SettlementSample {
    static func time(_ text: String) -> Moment {
        Moment(iso8601: text) ?? Moment(milliseconds: 0)
    }

    static func part(
        _ rule: String, _ fund: String, _ fen: Int64, _ state: SettlementSubsidyState = .claimed
    ) -> SettlementSubsidy {
        SettlementSubsidy(
            policy: "putuo-2025", rule: rule, fund: fund, amount: Fen(fen), state: state)
    }

    static func card(_ fen: Int64) -> Tender {
        Tender(
            kind: .unionPayCard, amount: Fen(fen),
            reference: AcquirerReference(
                trace: "000010", batch: "000001", rrn: "113005000010", authCode: "A1B2C3",
                maskedCard: "622609******0048"))
    }

    static func qr(_ fen: Int64) -> Tender {
        Tender(
            kind: .unionPayQR, amount: Fen(fen),
            reference: AcquirerReference(
                trace: "000011", batch: "000001", rrn: "113005000011", authCode: "",
                maskedCard: ""))
    }

    static func sale(
        _ ref: String, _ clock: String, meal: Int64, discount: Int64,
        _ subsidies: [SettlementSubsidy], _ tenders: [Tender],
        merchant: MerchantID = "999290058120001", terminal: TerminalID = "01000001"
    ) -> SettlementTransaction {
        SettlementTransaction(
            ref: ref, merId: merchant, termId: terminal, type: .sale,
            time: time("2026-11-23T\(clock)+08:00"), businessDay: Day(number: 20_780),
            period: .lunch, diner: DinerToken(bits: 0xABCDEF), meal: Fen(meal),
            discount: Fen(discount), subsidies: subsidies, tenders: tenders)
    }

    static func back(
        _ ref: String, _ type: SettlementType, of original: String, meal: Int64, discount: Int64,
        _ subsidies: [SettlementSubsidy], _ tenders: [Tender], earlier: Day? = nil,
        merchant: MerchantID = "999290058120001", terminal: TerminalID = "01000001"
    ) -> SettlementTransaction {
        SettlementTransaction(
            ref: ref, merId: merchant, termId: terminal, type: type,
            time: time("2026-11-23T13:00:00+08:00"), businessDay: Day(number: 20_780),
            period: .other, original: SettlementOriginal(ref: original, settleDate: earlier),
            diner: DinerToken(bits: 0xABCDEF), meal: Fen(meal), discount: Fen(discount),
            subsidies: subsidies, tenders: tenders)
    }

    static func late(_ ref: String) -> SettlementTransaction {
        SettlementTransaction(
            ref: ref, merId: "999290058120002", termId: "02000001", type: .sale,
            time: time("2026-11-21T18:00:00+08:00"), businessDay: Day(number: 20_778),
            period: .dinner, lateFrom: Day(number: 20_778), meal: Fen(1200),
            tenders: [Tender(kind: .eCNY, amount: Fen(1200))])
    }
}

/// A folder of its own for one test, gone with the value.
final class SettlementFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "mulin-settlement-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ bytes: some Sequence<UInt8>, to name: String = "changed.xml") throws -> String {
        try Data(bytes).write(to: URL(filePath: file(name)))
        return file(name)
    }

    func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: file(name))))
    }

    var names: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["unreadable"]
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Where the project's files are, seen from this one.
enum SettlementPlaces {
    private static let tests = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()

    static let secondOpinion = tests.appending(path: "rederive_totals.py").path
    static let schema = tests.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Settlements/Schema/settlement-1.xsd").path
}
