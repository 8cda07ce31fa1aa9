import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("A record that cannot be understood")
struct QuarantineTests {
    private let texts = [
        "not json", "{}", "[]", "{\"kind\":\"sale\"}", "{\"v\":1,\"kind\":\"feast\"}",
        String(repeating: "[", count: 5000),
    ]

    @Test("H44: blocks nobody: what is behind it and beside it is booked")
    func blocksNobody() throws {
        var bureau = try Bureau()
        var (till, other) = (try bureau.till(), try bureau.till("YP002A01", key: 2))
        for (index, text) in texts.enumerated() {
            try till.sell(10, to: nil, at: SampleDistrict.time(0, 12, index))
            till.seal(bytes: Array(text.utf8))
        }
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 13))
        try other.sell(20, to: nil, at: SampleDistrict.time(0, 13))
        let answers = try bureau.ledger.accept(
            [try bureau.submission(till), try bureau.submission(other)], at: Bureau.now)
        #expect(
            answers[0].says(.accepted, till.head, quarantined: [2, 4, 6, 8, 10, 12]))
        #expect(answers[1] == Answer(.accepted, mark: other.head))
        #expect(try bureau.balances()[Account(.revenue, "yp.001")] == Fen(-7000))
        let kept = try bureau.ledger.store.read { try $0.quarantine() }
        #expect(kept.map { String(decoding: $0.bytes, as: UTF8.self) } == texts)
        for seq in [2, 4, 6] {
            let row = try #require(try bureau.row(till.lines[seq - 1].id))
            #expect(row.kind == "quarantine" && row.window == SampleDistrict.monday)
            #expect(try bureau.flags(till.lines[seq - 1].id).keys.contains("quarantine"))
        }
    }

    @Test("has its money in suspense, as far as it can be read, and what is given back negative")
    func money() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        func noise(_ kind: String, _ tenders: String) -> [UInt8] {
            let at = SampleDistrict.time(0, 12).milliseconds
            return Array("{\"at\":\(at),\"kind\":\"\(kind)\",\"tenders\":[\(tenders)]}".utf8)
        }
        till.seal(bytes: noise("sale", #"{"amount":700,"kind":"cash"},{"amount":50,"kind":"x"}"#))
        till.seal(bytes: noise("refund", #"{"amount":200,"kind":"cash"}"#))
        till.seal(bytes: noise("void", #"{"amount":30,"kind":"e-cny"}"#))
        till.seal(bytes: noise("training", #"{"amount":999,"kind":"cash"}"#))
        till.seal(
            bytes: noise(
                "sale", #"{"amount":-1,"kind":"cash"},{"amount":9223372036854775807},{},7"#))
        try bureau.take(till)
        #expect(
            try bureau.balances() == [
                Account(.tender, "yp.001", "cash"): Fen(500),
                Account(.tender, "yp.001", "unknown"): Fen(50),
                Account(.tender, "yp.001", "e-cny"): Fen(-30),
                Account(.suspense, "yp.001", "quarantine"): Fen(-520),
            ])
        for seq in [4, 5] {
            let flag = try bureau.flags(till.lines[seq - 1].id)["quarantine"]
            #expect(flag?.contains("its amount cannot be read") == true)
        }
    }

    @Test("names another place or canteen than its own: it is kept in the place where it lies")
    func otherNames() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(10, to: nil, at: SampleDistrict.time(0, 11))
        till.seal(bytes: till.lines[0].bytes)
        var sale = try till.sale(
            [SaleLine(item: "1", quantity: 1, unitPrice: Fen(500))], to: "D0",
            at: SampleDistrict.time(0, 12))
        sale.canteen = "yp.002"
        till.seal(.sale(sale), at: SampleDistrict.time(0, 12))
        #expect(try bureau.take(till).quarantined == [2, 3])
        let reasons = try bureau.ledger.store.read { try $0.quarantine() }.map(\.reason)
        #expect(reasons[0] == "names itself YP001A01-001-0000001 but lies at YP001A01-001-0000002")
        #expect(reasons[1] == "sold for canteen yp.002, the till stands in yp.001")
        #expect(
            try bureau.balances()[Account(.suspense, "yp.001", "quarantine")]
                == -(Fen(1000) + sale.paid))
        #expect(try bureau.uses("D0").isEmpty)
    }

    @Test("a rule granted twice in one sale, or taken back twice, is no booking and no crash")
    func twiceInOne() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        let sold = try till.sell(20, to: "D0", at: SampleDistrict.time(0, 11))
        var sale = try #require(till.sale(sold.seq))
        sale.grants.append(sale.grants[0])
        sale.tenders = [Tender(kind: .cash, amount: sale.paid - sale.grants[0].amount)]
        till.seal(.sale(sale), at: SampleDistrict.time(0, 12))
        var reversal = try till.wholeReversal(of: sold.seq)
        reversal.grants.append(reversal.grants[0])
        reversal.tenders = [
            Tender(kind: .cash, amount: reversal.paid - reversal.grants[0].amount)
        ]
        till.seal(.refund(reversal), at: SampleDistrict.time(0, 12))
        try till.sell(20, to: "D1", at: SampleDistrict.time(0, 13))
        #expect(try bureau.take(till).says(.accepted, till.head, quarantined: [2, 3]))
    }

    @Test("amounts that no account could hold are quarantined, too")
    func hugeAmounts() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(20, to: nil, at: SampleDistrict.time(0, 11))
        let one = #"{"item":"101","price":2000,"qty":1}"#
        let huge = Array(repeating: #"{"item":"1","price":999999999999,"qty":100000}"#, count: 999)
        let text = String(decoding: till.lines[0].bytes, as: UTF8.self)
            .replacing(one, with: huge.joined(separator: ","))
            .replacing("\"seq\":1", with: "\"seq\":2")
        till.seal(bytes: Array(text.utf8))
        #expect(try bureau.take(till).quarantined == [2])
    }

    @Test("without a time of its own it has the date of the last one before it that was sound")
    func dates() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(20, to: nil, at: SampleDistrict.time(0, 11))
        for number in 0..<30 { till.seal(bytes: Array("noise \(number)".utf8)) }
        try bureau.take(till, to: 15)
        // What is read back from the database must say the same as what was in memory.
        try bureau.reopen()
        try bureau.take(till, from: 15)
        for line in till.lines {
            #expect(try bureau.row(line.id)?.window == SampleDistrict.monday)
        }
        #expect(bureau.ledger.missing(on: SampleDistrict.monday) == ["YP001A01"])
        #expect(bureau.ledger.missing(on: SampleDistrict.monday + -1).isEmpty)
    }
}
