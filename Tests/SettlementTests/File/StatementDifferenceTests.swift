import Foundation
import Meals
import Settlement
import Testing

@Suite("What a correction changes")
struct StatementDifferenceTests {
    private func changes(
        _ change: (inout SettlementSample) -> Void
    ) throws -> [String] {
        let folder = try SettlementFolder()
        var sample = SettlementSample.small
        try sample.write(to: folder.file("a.xml"))
        change(&sample)
        try sample.write(to: folder.file("b.xml"))
        return try StatementDifference(
            before: folder.file("a.xml"), after: folder.file("b.xml"),
            schema: SettlementPlaces.schema
        ).changes.map(\.description)
    }

    private func sale(
        diner: DinerToken? = DinerToken(bits: 0xABCDEF), period: MealPeriod = .lunch,
        tender: TenderKind = .eCNY
    ) -> SettlementTransaction {
        let own = SettlementSample.small.transactions[5]
        return SettlementTransaction(
            ref: own.ref, merId: own.merId, termId: own.termId, type: own.type, time: own.time,
            businessDay: own.businessDay, period: period, lateFrom: own.lateFrom, diner: diner,
            meal: own.meal, tenders: [Tender(kind: tender, amount: own.meal)])
    }

    @Test("names the parts that differ, and no others")
    func parts() throws {
        let found = try changes { $0.transactions[5] = sale(period: .other, tender: .cash) }
        let token = String(repeating: "0", count: 26) + "abcdef"
        #expect(
            found.first
                == "txn 02000001-1-0003: period dinner, diner none, tenders e-cny 12.00 → period "
                + "other, diner \(token), tenders cash 12.00")
        #expect(
            found.allSatisfy { line in
                let sides = line.components(separatedBy: " → ")
                return sides.count == 2 && !sides[0].hasSuffix(": \(sides[1])")
            }, "\(found)")
    }

    @Test("names what of a merchant and of the window differs")
    func head() throws {
        let found = try changes { sample in
            let own = sample.merchants[1]
            sample.merchants[1] = SettlementMerchant(
                merId: own.merId, name: own.name, mcc: "5811", canteen: own.canteen,
                street: own.street, terminals: own.terminals + ["02000002"])
            let header = sample.header
            sample.header = SettlementHeader(
                fileId: "MULIN-20261123-2", settleDate: header.settleDate, issue: 2,
                windowFrom: header.windowFrom, windowTo: header.windowTo.adding(seconds: -60),
                sendInsCode: header.sendInsCode, recvInsCode: header.recvInsCode)
        }
        #expect(
            found == [
                "hdr: to 2026-11-23T23:00:00+08:00 → to 2026-11-23T22:59:00+08:00",
                "mer 999290058120002: category 5812, terminals 02000001 → category 5811, terminals "
                    + "02000001 02000002",
            ])
    }

    @Test("names each delivery that differs by kitchen and canteen, whatever the sums are")
    func deliveries() throws {
        func delivery(
            _ own: SettlementDelivery, _ portions: Int, _ amount: Int64,
            from kitchen: KitchenID = "CK-1"
        ) -> SettlementDelivery {
            SettlementDelivery(
                merId: own.merId, kitchen: kitchen, serviceDate: own.serviceDate,
                portions: portions, returned: own.returned, amount: Fen(amount))
        }
        let canteens = SettlementSample.small.merchants.map { $0.canteen?.text ?? $0.merId.text }
        let moved = try changes { sample in
            let own = sample.deliveries
            sample.deliveries = [delivery(own[0], 50, 53_800), delivery(own[1], 55, 58_400)]
        }
        #expect(
            moved == [
                "delivery CK-1 to \(canteens[0]) of 2026-11-23: portions 60, amount 638.00 → "
                    + "portions 50, amount 538.00",
                "delivery CK-1 to \(canteens[1]) of 2026-11-23: portions 45, amount 484.00 → "
                    + "portions 55, amount 584.00",
            ])
        let other = try changes { sample in
            sample.deliveries[1] = delivery(sample.deliveries[1], 45, 48_400, from: "CK-2")
        }
        #expect(
            other == [
                "delivery CK-1 to \(canteens[1]) of 2026-11-23: portions 45, returned 0, amount "
                    + "484.00 → nothing",
                "delivery CK-2 to \(canteens[1]) of 2026-11-23: nothing → portions 45, returned 0, "
                    + "amount 484.00",
            ])
    }

    @Test("is nothing between a file and itself")
    func same() throws {
        #expect(try changes { _ in } == [])
    }

    @Test("a broken file, or one with a merchant twice, is refused with its name")
    func refused() throws {
        let folder = try SettlementFolder()
        try SettlementSample.small.write(to: folder.file("a.xml"))
        for (from, to, reason) in [
            ("<mer merId=\"999290058120002\"", "<mer merId=\"999290058120001\"", "is there twice"),
            ("<txnType>01", "<txnType>77", "txnType"), ("</settlement>", "", "ends early"),
        ] {
            let other = try SettlementFolder()
            let path = try BrokenFile("", from, to, says: "").write(in: other)
            let error = #expect(throws: Problems.self) {
                _ = try StatementDifference(
                    before: folder.file("a.xml"), after: path, schema: SettlementPlaces.schema)
            }
            let words = error?.description ?? ""
            #expect(words.hasPrefix(path) && words.contains(reason), "\(words)")
        }
    }
}
