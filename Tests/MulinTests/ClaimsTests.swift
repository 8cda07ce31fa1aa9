import Foundation
import Meals
import Store
import Testing

@Suite("mulin claims")
struct ClaimsTests {
    private struct Settled {
        let program: Program
        let district: SmallDistrict
        var folder: Folder { district.folder }

        init() async throws {
            program = try Program()
            district = try await SmallDistrict(program)
            // D1 is 86: 15 % off and 3.00; D2 is 71 and on 低保: 10 % off and 5.00.
            let rows = """
                s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash
                s2,2026-11-23T11:35:00,B1,BB000001,6299990000000002,,101,1,18.00,cash
                s3,2026-11-23T11:45:00,B1,BB000001,,,101,1,18.00,cash

                """
            #expect(try await district.replay(program, rows).code == 0)
            let closed = try await program.run(["close", "2026-11-23", "--data", district.data])
            #expect(closed.code == 0, "\(closed.errors)")
        }

        func claims(_ more: [String]) async throws -> Program.Outcome {
            try await program.run(
                ["claims", "2026-11-01", "2026-11-30", "--data", district.data] + more)
        }
    }

    @Test("H40: the rows of a table are as many as it says, and their sum is its total")
    func sums() async throws {
        let settled = try await Settled()
        let outcome = try await settled.claims(["--by", "canteen", "--per", "quarter", "--json"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(json["total"] as? Int == 800, "\(outcome.output)")
        let totals = json["totals"] as? [[String: Any]] ?? []
        #expect(totals.map { $0["time"] as? String } == ["2026-Q4", "2026-Q4"])
        #expect(totals.map { $0["amount"] as? Int } == [300, 500])
        #expect((json["not_closed"] as? [Any])?.count == 29)
        let text = try await settled.claims(["--by", "nobody"])
        #expect(text.code == 64)
    }

    @Test("operators get statements, the bank an order, and what it paid is no longer outstanding")
    func payment() async throws {
        let settled = try await Settled()
        let operators = try settled.folder.write(
            "operators.csv",
            """
            operator,name,account,bank,canteens
            OP1,甲餐饮有限公司,310000001111,102290000001,A1
            OP2,乙餐饮有限公司,310000002222,103290000002,B1

            """)
        let funders = try settled.folder.write(
            "funders.csv", "funder,name,account,bank\ndistrict,区财政专户,310000009999,104290000003\n")
        let out = settled.folder.path + "/out"
        let arguments = [
            "--operators", operators, "--funders", funders, "--out", out, "--rewards",
            Tree.root + "/Settlements/Rewards/huangpu-2025.yaml", "--pay-on", "2026-12-02",
        ]
        let outcome = try await settled.claims(arguments)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let order = out + "/MULIN-20261101-20261130.xml"
        let text = try String(contentsOfFile: order, encoding: .utf8)
        // 3.00 and 1.50 for one of 86; 5.00 and 0.80 for one of 71.
        for amount in ["4.50", "5.80", "10.30"] { #expect(text.contains(">\(amount)<")) }
        let page = try String(
            contentsOfFile: out + "/statement-OP1-2026-11-01-2026-11-30.html", encoding: .utf8)
        #expect(page.contains("肆元伍角整") && page.contains("huangpu-2025/a75"))
        #expect(page.contains("区财政专户") && !page.contains(">district<"))
        let statement = try settled.folder.write(
            "camt.xml", ClaimsTests.statement("OP1-district-20261101-20261130", "4.50"))
        let paid = try await settled.claims(arguments + ["--bank", statement])
        #expect(paid.code == 1, "OP2 is not paid yet")
        #expect(paid.output.contains("1 of 2 claims paid"))
        let after = try String(
            contentsOfFile: out + "/statement-OP1-2026-11-01-2026-11-30.html", encoding: .utf8)
        #expect(page.contains("未付款项") && !after.contains("未付款项"))
    }

    @Test("an account that no bank would take is named by file and row before anything is written")
    func unpayable() async throws {
        let settled = try await Settled()
        let operators = try settled.folder.write(
            "operators.csv",
            """
            operator,name,account,bank,canteens
            OP1,甲餐饮有限公司,310000001111,102290000001,A1
            OP2,乙餐饮有限公司,31-x,工商银行,B1

            """)
        let funders = try settled.folder.write(
            "funders.csv", "funder,name,account,bank\ndistrict,,310000009999,104290000003\n")
        let out = settled.folder.path + "/out"
        let unpaid = try await settled.claims(["--operators", operators, "--out", out])
        #expect(unpaid.code == 0, "a statement needs no bank: \(unpaid.errors)")
        try FileManager.default.removeItem(atPath: out)
        let arguments = ["--operators", operators, "--funders", funders, "--out", out]
        let refused = try await settled.claims(arguments)
        #expect(refused.code == 65)
        #expect(
            refused.errors.split(separator: "\n").map { $0.split(separator: ": ")[1...2] }
                == [
                    ["\(operators):3", "account"], ["\(operators):3", "bank"],
                ].map { $0[...] })
        try Data("operator,name,account,bank,canteens\nOP1,甲,31000000,102290000001,A1;B1\n".utf8)
            .write(to: URL(fileURLWithPath: operators))
        let payer = try await settled.claims(arguments)
        #expect(payer.code == 65 && payer.errors.contains("\(funders):2: name: "))
        #expect(!FileManager.default.fileExists(atPath: out))
    }

    @Test("I7: what the bank pays less lies in suspense until it comes or two people end it")
    func suspense() async throws {
        let settled = try await Settled()
        let operators = try settled.folder.write(
            "operators.csv",
            """
            operator,name,account,bank,canteens
            OP1,甲餐饮有限公司,310000001111,102290000001,A1
            OP2,乙餐饮有限公司,310000002222,103290000002,B1

            """)
        func pay(_ id: String, _ amount: String, left: String) async throws -> Program.Outcome {
            let text = ClaimsTests.statement(id, amount).replacing("95.50", with: left)
            return try await settled.claims([
                "--operators", operators, "--bank", try settled.folder.write("camt.xml", text),
            ])
        }
        func kinds() throws -> [String: Int64] {
            let store = try Store(path: settled.district.data + "/ledger.sqlite")
            var entries: [String: Int64] = [:]
            for posting in try store.read({ try $0.allPostings() }) {
                entries["\(posting.record.rawValue) \(posting.entry)", default: 0] +=
                    posting.amount.fen
            }
            #expect(entries.values.allSatisfy { $0 == 0 })
            let balances = try store.read { try $0.balances() }
            #expect(balances.total(\.debit) == balances.total(\.credit))
            return Dictionary(
                balances.map {
                    ("\($0.kind):\($0.canteen):\($0.party)", ($0.debit - $0.credit).fen)
                },
                uniquingKeysWith: +)
        }
        let suspense = "suspense:district:payments"
        // Owed are 3.00 to OP1 and 5.00 to OP2; 2.50 is paid, to OP1.
        let short = try await pay("OP1-district-20261101-20261130", "2.50", left: "97.50")
        #expect(short.code == 1, "\(short.errors)")
        let owed = try kinds()
        let open = try #require(owed[suspense])
        #expect(open.magnitude == 550 && owed["claim-payment:district:"] == -open)
        let carried = try await settled.program.settleAhead(settled.district.data)
        #expect(carried.matches(of: #/leg="claim-payment"/#).count == 2, "\(carried)")
        // The rest of OP1's comes with a whole payment: its item is closed by itself.
        let whole = try await pay("OP1-district-20261101-20261130", "3.00", left: "97.00")
        #expect(whole.code == 1 && whole.output.contains("1 of 2 claims paid"))
        #expect(try kinds()[suspense]?.magnitude == 500)
        try await end(settled)
        let after = try kinds()
        #expect(after[suspense] == 0 && after["claim-payment:district:"]?.magnitude == 500)
        #expect(after["write-off:district:"] == after["claim-payment:district:"].map { -$0 })
        let accounts = try await settled.program.run([
            "reconcile", "accounts", "--data", settled.district.data,
        ])
        #expect(accounts.code == 0, "\(accounts.output)")
    }

    /// Names who looks after the one open item; two people then give it up.
    private func end(_ settled: Settled) async throws {
        let store = try Store(path: settled.district.data + "/ledger.sqlite")
        let items = try store.read { try $0.openItems() }
        #expect(items.map(\.leg) == ["claim-payment"] && items[0].amount.fen.magnitude == 500)
        #expect(items[0].account == "suspense:district:payments")
        let number = try #require(items.first).number
        var phrases: [String: String] = [:]
        for name in ["王会计", "李主任"] {
            phrases[name] = try await settled.program.run([
                "officer", "add", name, "--data", settled.district.data,
            ]).output.trimmed
        }
        for (name, words) in [
            ("王会计", ["assign", "\(number)", "--to", "赵出纳"]),
            ("王会计", ["write-off", "\(number)", "--note", "财政已停拨"]),
            ("李主任", ["write-off", "\(number)", "--note", "财政已停拨"]),
        ] {
            let outcome = try await settled.program.run(
                ["reconcile"] + words + ["--by", name, "--data", settled.district.data],
                environment: ["MULIN_PASSPHRASE": phrases[name] ?? ""])
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        let closed = try store.read { try $0.openItem(number) }
        #expect(closed?.owner == "赵出纳" && closed?.isOpen == false)
        #expect(closed?.closing == "write-off" && closed?.closedBy == "李主任")
    }

    private static func statement(_ id: String, _ amount: String) -> String {
        """
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
        <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-12-02T18:00:00+08:00</CreDtTm></GrpHdr>
        <Stmt><Id>S</Id>
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">100.00</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-02</Dt></Dt></Bal>
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">95.50</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-02</Dt></Dt></Bal>
        <Ntry><Amt Ccy="CNY">\(amount)</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-12-02</Dt></BookgDt><NtryDtls><TxDtls><Refs>
        <EndToEndId>\(id)</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
        </Stmt></BkToCstmrStmt></Document>
        """
    }
}
