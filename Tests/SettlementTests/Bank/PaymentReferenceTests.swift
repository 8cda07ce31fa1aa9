import Meals
import Settlement
import Testing
import XML

@Suite("References of payments")
struct PaymentReferenceTests {
    private static let dates = "20261101-20261130"

    @Test(
        "are letters, digits and hyphens, 35 at most, and end with the dates",
        arguments: [
            ["OP1", "district"], ["OP1", "区财政"], ["睦邻餐饮有限公司", "区财政"], ["MULIN", "慈善基金会"],
            ["OP-of-a-very-long-name-indeed-it-is", "district"], ["", ""], ["a b", "c/d"],
            ["é", "👵🏻"],
        ])
    func plain(names: [String]) {
        let text = PaymentReference.text(names, then: Self.dates)
        #expect((1...35).contains(text.utf8.count), "\(text)")
        #expect(text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9\-]*/) != nil, "\(text)")
        #expect(text.hasSuffix(Self.dates))
        #expect(text == PaymentReference.text(names, then: Self.dates))
    }

    @Test("are as written where that is plain, and differ where the names do")
    func different() {
        #expect(
            PaymentReference.text(["OP1", "street"], then: Self.dates)
                == "OP1-street-20261101-20261130")
        let names = [
            ["OP1", "区财政"], ["OP1", "市财政"], ["OP1", "街道"], ["OP2", "区财政"], ["OP", "1区财政"],
            ["OP1区", "财政"], ["OP-of-a-very-long-name-indeed-1", "x"],
            ["OP-of-a-very-long-name-indeed-2", "x"], ["OP1", ""], ["", "OP1"],
        ]
        let texts = names.map { PaymentReference.text($0, then: Self.dates) }
        #expect(Set(texts).count == names.count, "\(texts)")
    }

    @Test(
        "make an order of operators and funders in Chinese valid under the published schemas",
        .enabled(if: BankFolder.samplesAreThere, "the schemas are not at ../shared"),
        arguments: [PaymentOrderWriter.Version.v03, .v12])
    func schema(version: PaymentOrderWriter.Version) throws {
        let folder = try BankFolder()
        defer { folder.remove() }
        let funder = "杨浦区民政局福利彩票公益金"
        let order = PaymentOrder(
            id: "MULIN-\(Self.dates)", madeAt: Moment(ClearingSample.date, secondOfDay: 36_000),
            initiator: "杨浦区民政局",
            batches: [
                .init(
                    id: PaymentReference.text(["MULIN", funder], then: Self.dates),
                    debtor: .init(name: funder, account: "310000001234", bank: "102290000001"),
                    executeOn: ClearingSample.date,
                    transfers: ["甲餐饮", "乙餐饮"].map { name in
                        .init(
                            endToEndId: PaymentReference.text([name, funder], then: Self.dates),
                            creditor: .init(
                                name: name, account: "310000001111", bank: "103290000002"),
                            amount: Fen(100), remittance: "助餐补贴 \(funder)")
                    })
            ])
        let path = folder.path + "/order.xml"
        try PaymentOrderWriter.write(order, to: path, version: version)
        let xml = try XMLStreamReader(
            path: path,
            schema: try XMLSchema(path: try #require(BankFolder.schema(version.rawValue))))
        var ids: [String] = []
        while let event = try xml.next() {
            guard case .start(let element) = event else { continue }
            if ["MsgId", "PmtInfId", "EndToEndId"].contains(element.name) {
                ids.append(try xml.text())
            }
        }
        #expect(ids.count == 4 && Set(ids).count == 4)
        // The narrowest character set that a bank's own rules put on an identifier.
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9\-]{1,35}/) != nil }, "\(ids)")
    }
}
