import Foundation
import Meals
import Settlement
import Testing
import XML

@Suite("Payment orders and their answers")
struct PaymentOrderTests {
    static let order = PaymentOrder(
        id: "MULIN-20261130-01", madeAt: Moment(ClearingSample.date, secondOfDay: 36_000),
        initiator: "杨浦区民政局",
        batches: ["district", "street"].map { funder in
            .init(
                id: "MULIN-20261130-01-\(funder)",
                debtor: .init(name: "专户 \(funder)", account: "310000001234", bank: "102290000001"),
                executeOn: ClearingSample.date + 2,
                transfers: (1...3).map { number in
                    .init(
                        endToEndId: "\(funder)-\(number)",
                        creditor: .init(
                            name: "餐饮公司 & \(number)", account: "31000000\(number)",
                            bank: "103290000002"),
                        amount: Fen(Int64(number) * 10_001), remittance: "2026-11 补贴 <\(funder)>")
                })
        })

    @Test(
        "an order is valid under the published schemas",
        .enabled(if: BankFolder.samplesAreThere, "the schemas are not at ../shared"),
        arguments: [PaymentOrderWriter.Version.v03, .v12])
    func valid(version: PaymentOrderWriter.Version) throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let file = folder.path + "/order.xml"
        try PaymentOrderWriter.write(Self.order, to: file, version: version)
        let schema = try XMLSchema(path: try #require(BankFolder.schema(version.rawValue)))
        let xml = try XMLStreamReader(path: file, schema: schema)
        var amounts: [String] = []
        var words: [String] = []
        while let event = try xml.next() {
            guard case .start(let element) = event else { continue }
            if element.name == "InstdAmt" { amounts.append(try xml.text()) }
            if element.name == "CtrlSum" || element.name == "NbOfTxs" {
                words.append(try xml.text())
            }
        }
        #expect(amounts == ["100.01", "200.02", "300.03", "100.01", "200.02", "300.03"])
        #expect(words == ["6", "1200.12", "3", "600.06", "3", "600.06"])
    }

    @Test("the same order gives the same bytes")
    func sameBytes() throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let files = ["/a.xml", "/b.xml"].map { folder.path + $0 }
        for file in files { try PaymentOrderWriter.write(Self.order, to: file) }
        let bytes = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(bytes[0] == bytes[1])
    }

    @Test("an order that no bank would take is refused whole")
    func refused() throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        func order(_ transfer: PaymentOrder.Transfer) -> PaymentOrder {
            PaymentOrder(
                id: "A", madeAt: Self.order.madeAt, initiator: "x",
                batches: [
                    .init(
                        id: "B", debtor: Self.order.batches[0].debtor, executeOn: Day(number: 1),
                        transfers: [transfer])
                ])
        }
        let good = Self.order.batches[0].transfers[0]
        func changed(
            id: String? = nil, amount: Fen? = nil, words: String? = nil, account: String? = nil,
            bank: String? = nil, name: String? = nil
        ) -> PaymentOrder {
            order(
                .init(
                    endToEndId: id ?? good.endToEndId,
                    creditor: .init(
                        name: name ?? good.creditor.name, account: account ?? good.creditor.account,
                        bank: bank ?? good.creditor.bank),
                    amount: amount ?? good.amount, remittance: words ?? good.remittance))
        }
        let broken = [
            changed(id: ""), changed(id: "a b"), changed(amount: .zero), changed(amount: Fen(-1)),
            changed(words: ""), changed(words: String(repeating: "字", count: 141)),
            changed(account: "12"), changed(account: "12345X"), changed(bank: "1"),
            changed(name: ""),
        ]
        for order in broken {
            let file = folder.path + "/no.xml"
            #expect(throws: Problems.self) { try PaymentOrderWriter.write(order, to: file) }
            #expect(!FileManager.default.fileExists(atPath: file))
        }
        let twice = PaymentOrder(
            id: "A", madeAt: Self.order.madeAt, initiator: "x",
            batches: [Self.order.batches[0], Self.order.batches[0]])
        #expect(throws: Problems.self) {
            try PaymentOrderWriter.write(twice, to: folder.path + "/no.xml")
        }
    }

    @Test("the pay list names every transfer with yuan and reads back")
    func payList() throws {
        let csv = try CSV(
            Array(PaymentOrderWriter.payList(Self.order).utf8), file: "pay.csv",
            required: ["序号", "付款批次", "收款账号", "收款户名", "收款行号", "金额", "用途", "业务编号"])
        #expect(csv.rows.count == 6)
        #expect(csv.rows.compactMap { Fen(yuan: $0["金额"]) }.total { $0 } == Self.order.sum)
    }

    @Test(
        "published answers say which transfers were rejected",
        .enabled(if: BankFolder.samplesAreThere, "the samples are not at ../shared"))
    func answers() throws {
        func read(_ name: String) throws -> PaymentStatus {
            try PaymentStatusReader.read(
                path: BankFolder.samples.appending(
                    path: "svapnil-iso20022.js/test/assets/\(name)"
                ).path)
        }
        #expect(try read("nordea/pain_002_v3_group_reject.xml").status == "RJCT")
        let payment = try read("nordea/pain_002_v3_payment_reject.xml")
        #expect(payment.batches.contains { $0.status == "RJCT" })
        let transfer = try read("nordea/pain_002_v3_txn_reject.xml")
        let rejected = try #require(transfer.transfers.first { $0.status == "RJCT" })
        #expect(transfer.isRejected(endToEndId: rejected.id, batch: ""))
        #expect(!transfer.isRejected(endToEndId: "another", batch: "another"))
        #expect(try read("goldman_sachs/pain_002_v3_group_accepted.xml").status != "RJCT")
        for name in [
            "cross_river/pain_002_credit_accepted.xml",
            "cross_river/pain_002_batch_rejected.xml",
            "cross_river/pain_002_transaction_rejected.xml",
        ] {
            // Whatever the version, it is read or refused with a line; it never traps.
            _ = try? read(name)
        }
    }
}
