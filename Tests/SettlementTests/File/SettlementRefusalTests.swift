import Foundation
import Meals
import Settlement
import Testing
import XML

@Suite("A wrong settlement file is never written")
struct SettlementRefusalTests {
    private typealias Sample = SettlementSample

    /// The small sample with one transaction in place of its own.
    private func refusal(of transaction: SettlementTransaction) throws -> SettlementRefusal {
        try refusal { sample in sample.transactions = [transaction] }
    }

    private func refusal(
        _ change: (inout SettlementSample) -> Void
    ) throws -> SettlementRefusal {
        var sample = SettlementSample.small
        change(&sample)
        let folder = try SettlementFolder()
        let refusal = try #require(throws: SettlementRefusal.self) {
            try sample.write(to: folder.file("a.xml"))
        }
        #expect(folder.names == [])
        return refusal
    }

    @Test("because a meal is not the sum of its parts")
    func equation() throws {
        let wrong = Sample.sale(
            "R1", "12:00:00", meal: 1000, discount: 1, [Sample.part("A", "district", 200)],
            [Sample.card(800)])
        #expect(
            try refusal(of: wrong)
                == SettlementRefusal(
                    place: "txn R1", defects: [.equation(meal: Fen(1000), parts: Fen(1001))]))
    }

    @Test("because a merchant or terminal is not in its list")
    func unknown() throws {
        let cash = [Tender(kind: .cash, amount: Fen(1000))]
        let merchant = Sample.sale(
            "R1", "12:00:00", meal: 1000, discount: 0, [], cash, merchant: "999290058120009")
        #expect(try refusal(of: merchant).defects == [.unknownMerchant("999290058120009")])
        let terminal = Sample.sale(
            "R1", "12:00:00", meal: 1000, discount: 0, [], cash, terminal: "02000001")
        #expect(
            try refusal(of: terminal).defects
                == [.unknownTerminal("02000001", merchant: "999290058120001")])
    }

    @Test("because its rows do not ascend")
    func order() throws {
        let refs = try refusal { $0.transactions.swapAt(0, 1) }
        #expect(refs.defects == [.order(after: "01000001-1-0002")])
        let twice = try refusal { $0.transactions.insert($0.transactions[0], at: 0) }
        #expect(twice.defects == [.order(after: "01000001-1-0001")])
        let merchants = try refusal { $0.merchants.swapAt(0, 1) }
        #expect(merchants.defects == [.order(after: "999290058120002")])
        let deliveries = try refusal { $0.deliveries.swapAt(0, 1) }
        #expect(deliveries.place == "delivery 999290058120001 CK-1 2026-11-23")
    }

    @Test("because a value does not have the shape that the schema asks for")
    func shapes() throws {
        func tender(_ trace: String, _ card: String) -> Tender {
            Tender(
                kind: .unionPayCard, amount: Fen(1000),
                reference: AcquirerReference(
                    trace: trace, batch: "000001", rrn: "113005000010", authCode: "",
                    maskedCard: card))
        }
        func sale(_ ref: String, _ tender: Tender, rule: String? = nil) -> SettlementTransaction {
            Sample.sale(
                ref, "12:00:00", meal: 1000 + (rule == nil ? 0 : 1), discount: 0,
                rule.map { [Sample.part($0, "district", 1)] } ?? [], [tender])
        }
        let masked = "622609******0048"
        for (field, transaction) in [
            ("ref", sale("a b", tender("000001", masked))),
            ("ref", sale(String(repeating: "1", count: 36), tender("000001", masked))),
            ("traceNo", sale("R1", tender("1", masked))),
            ("accNo", sale("R1", tender("000001", "6226090000000048"))),
            ("accNo", sale("R1", tender("000001", "622609**0048"))),
            ("subsidy rule", sale("R1", tender("000001", masked), rule: "A B")),
            ("subsidy rule", sale("R1", tender("000001", masked), rule: "")),
            ("subsidy rule", sale("R1", tender("000001", masked), rule: "e\u{301}")),
            ("tender", sale("R1", Tender(kind: .cash, amount: Fen(-1)))),
            ("tender", sale("R1", Tender(kind: .cash, amount: Fen(.max)))),
        ] {
            guard case .shape(field, _) = try refusal(of: transaction).defects.first else {
                Issue.record("\(field) was not refused for its shape")
                continue
            }
        }
        let refusal = try refusal(of: sale("R1", tender("000001", "6226090000000048")))
        #expect(!refusal.description.contains("6226090000000048"))
    }

    @Test("because the original or the window does not fit")
    func originals() throws {
        let cash = [Tender(kind: .cash, amount: Fen(500))]
        let itself = Sample.back("R1", .void, of: "R1", meal: 500, discount: 0, [], cash)
        #expect(try refusal(of: itself).defects == [.originalIsItself])
        let later = Sample.back(
            "R1", .refund, of: "R0", meal: 500, discount: 0, [], cash, earlier: Day(number: 20_781))
        #expect(try refusal(of: later).defects == [.originalLater(Day(number: 20_781))])
        let outside = Sample.sale("R1", "23:00:00", meal: 500, discount: 0, [], cash)
        #expect(try refusal(of: outside).defects == [.outsideWindow(outside.time)])
        let twice = Sample.sale(
            "R1", "12:00:00", meal: 2, discount: 0,
            [Sample.part("A", "district", 1), Sample.part("A", "district", 1)], [])
        #expect(
            try refusal(of: twice).defects == [.repeatedSubsidy(rule: "A", fund: "district")])
    }

    @Test("because its head is wrong")
    func head() throws {
        let window = try refusal { sample in
            let header = sample.header
            sample.header = SettlementHeader(
                fileId: "x y", settleDate: header.settleDate, issue: 0,
                windowFrom: header.windowFrom, windowTo: header.windowTo, sendInsCode: "1",
                recvInsCode: "99932900")
        }
        #expect(
            window.defects == [
                .shape(field: "fileId", value: "x y"), .shape(field: "issue", value: "0"),
                .shape(field: "sendInsCode", value: "1"),
            ])
    }

    @Test("because its claims are not those of its transactions")
    func claims() throws {
        func finish(_ change: (inout [SettlementClaim]) -> Void) throws -> SettlementRefusal {
            let sample = SettlementSample.small
            let folder = try SettlementFolder()
            let refusal = try #require(throws: SettlementRefusal.self) {
                let writer = try SettlementWriter(
                    path: folder.file("a.xml"), header: sample.header,
                    merchants: sample.merchants)
                for transaction in sample.transactions { try writer.write(transaction) }
                var claims = writer.claims
                change(&claims)
                try writer.finish(claims: claims, deliveries: [])
            }
            #expect(folder.names == [])
            return refusal
        }
        func changed(_ claim: SettlementClaim, amount: Int64 = 0, persons: Int = 0)
            -> SettlementClaim
        {
            SettlementClaim(
                merId: claim.merId, policy: claim.policy, rule: claim.rule, fund: claim.fund,
                count: claim.count, persons: claim.persons + persons,
                amount: claim.amount + Fen(amount), reversed: claim.reversed)
        }
        #expect(try finish { $0.removeLast() }.defects == [.claimMissing])
        #expect(
            try finish { $0[0] = changed($0[0], amount: 1) }.defects
                == [.figure(name: "amt", stated: 201, derived: 200)])
        #expect(
            try finish { $0[0] = changed($0[0], persons: 1) }.defects
                == [.figure(name: "persons", stated: 2, derived: 1)])
        #expect(
            try finish {
                $0.append(
                    SettlementClaim(
                        merId: "999290058120002", policy: "z", rule: "z", fund: "z", count: 0,
                        persons: 0, amount: .zero, reversed: .zero))
            }.defects == [.claimUnfounded])
        #expect(try finish { $0.swapAt(0, 1) }.place.hasPrefix("claim "))
    }

    @Test("because a merchant's name holds what XML cannot")
    func name() throws {
        var sample = SettlementSample.small
        let first = sample.merchants[0]
        sample.merchants[0] = SettlementMerchant(
            merId: first.merId, name: "bell \u{7}", mcc: first.mcc, canteen: first.canteen,
            street: first.street, terminals: first.terminals)
        let folder = try SettlementFolder()
        #expect(throws: XMLError.unwritable(place: "merName", character: 7)) {
            try sample.write(to: folder.file("a.xml"))
        }
        #expect(folder.names == [])
    }
}
