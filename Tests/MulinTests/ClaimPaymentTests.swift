import Foundation
import Meals
import Testing

@Suite("Payments of claims over runs and ranges")
struct ClaimPaymentTests {
    /// A closed Monday: 3.00 is owed to OP1 and 5.00 to OP2.
    private struct Settled {
        let program: Program
        let district: SmallDistrict
        let operators: String
        let funders: String
        let out: String

        init() async throws {
            program = try Program()
            district = try await SmallDistrict(program)
            let rows = """
                s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash
                s2,2026-11-23T11:35:00,B1,BB000001,6299990000000002,,101,1,18.00,cash

                """
            #expect(try await district.replay(program, rows).code == 0)
            let closed = try await program.run(["close", "2026-11-23", "--data", district.data])
            #expect(closed.code == 0, "\(closed.errors)")
            operators = try district.folder.write(
                "operators.csv",
                """
                operator,name,account,bank,canteens
                OP1,甲餐饮有限公司,310000001111,102290000001,A1
                OP2,乙餐饮有限公司,310000002222,103290000002,B1

                """)
            funders = try district.folder.write(
                "funders.csv",
                "funder,name,account,bank\ndistrict,区财政专户,310000009999,104290000003\n")
            out = district.folder.path + "/out"
        }

        func claims(
            _ more: [String], _ from: String = "2026-11-01", _ to: String = "2026-11-30"
        ) async throws -> Program.Outcome {
            try await program.run(["claims", from, to, "--data", district.data] + more)
        }

        var order: [String] {
            ["--operators", operators, "--funders", funders, "--out", out]
        }

        func json(
            _ more: [String], _ from: String = "2026-11-01", _ to: String = "2026-11-30",
            code: Int32 = 0
        ) async throws -> [String: Any] {
            let outcome = try await claims(more + ["--json"], from, to)
            #expect(outcome.code == code, "\(outcome.errors) \(outcome.output)")
            return try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
                    as? [String: Any])
        }

        /// A statement with one debit; the parts are its TxDtls.
        func statement(
            _ amount: String, _ details: [String], words: String = "", way: String = "DBIT",
            left: String? = nil
        ) throws -> String {
            let moved = Fen(yuan: amount) ?? .zero
            let left = left ?? (Fen(10_000) - (way == "DBIT" ? moved : .zero - moved)).yuan
            let parts = details.map {
                "<TxDtls><Refs><EndToEndId>\($0)</EndToEndId></Refs></TxDtls>"
            }
            return try district.folder.write(
                "camt.xml",
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>M</MsgId><CreDtTm>2026-12-02T18:00:00+08:00</CreDtTm></GrpHdr>
                <Stmt><Id>S</Id>
                <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">100.00</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-02</Dt></Dt></Bal>
                <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">\(left)</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-02</Dt></Dt></Bal>
                <Ntry><Amt Ccy="CNY">\(amount)</Amt><CdtDbtInd>\(way)</CdtDbtInd><Sts>BOOK</Sts>
                <BookgDt><Dt>2026-12-02</Dt></BookgDt><NtryDtls>\(parts.joined())</NtryDtls>
                <AddtlNtryInf>\(words)</AddtlNtryInf></Ntry>
                </Stmt></BkToCstmrStmt></Document>
                """)
        }

        func rejection(of id: String, in order: String) throws -> String {
            try district.folder.write(
                "pain.xml",
                """
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>A</MsgId><CreDtTm>2026-12-02T18:00:00+08:00</CreDtTm></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>\(order)</OrgnlMsgId>
                <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts>
                </OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>X</OrgnlPmtInfId>
                <TxInfAndSts><OrgnlEndToEndId>\(id)</OrgnlEndToEndId><TxSts>RJCT</TxSts>
                <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>账户已销户</AddtlInf></StsRsnInf>
                </TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
                """)
        }
    }

    private static let ids = [
        "OP1-district-20261101-20261130", "OP2-district-20261101-20261130",
    ]

    private func amounts(_ json: [String: Any], _ key: String) -> [Int] {
        (json[key] as? [[String: Any]] ?? []).compactMap { $0["amount"] as? Int }
    }

    @Test(
        "what was ordered and paid by the month is neither ordered nor outstanding by the quarter")
    func quarter() async throws {
        let settled = try await Settled()
        let first = try await settled.json(settled.order)
        #expect((first["order"] as? [String: Any])?["amount"] as? Int == 800)
        #expect(amounts(first, "outstanding") == [300, 500])
        let bank = try settled.statement("3.00", [Self.ids[0]])
        let paid = try await settled.json(
            ["--operators", settled.operators, "--bank", bank], code: 1)
        #expect(amounts(paid, "outstanding") == [500])
        // The statement is not given again.
        let quarter = try await settled.json(settled.order, "2026-10-01", "2026-12-31")
        #expect(quarter["order"] == nil && amounts(quarter, "outstanding") == [500])
        #expect(amounts(quarter, "ordered_before") == [800])
        let files = try FileManager.default.contentsOfDirectory(atPath: settled.out)
        #expect(
            files.filter { $0.hasPrefix("MULIN") }.sorted() == [
                "MULIN-20261101-20261130.csv", "MULIN-20261101-20261130.xml",
            ])
        let again = try await settled.claims(settled.order)
        #expect(again.output.contains("are in order MULIN-20261101-20261130"))
        // The same booking in another statement pays nothing twice.
        let twice = try await settled.json(
            ["--operators", settled.operators, "--bank", bank], code: 1)
        #expect(amounts(twice, "outstanding") == [500])
        let differences = (twice["payments"] as? [String: Any])?["differences"] as? [[String: Any]]
        #expect(differences?.count == 1 && differences?[0]["verdict"] as? String == "short")
        #expect(
            (differences?[0]["due"] as? [[String: Any]])?[0]["payment"] as? String == Self.ids[1])
        #expect((differences?[0]["next_step"] as? String)?.contains("--answers") == true)
    }

    @Test("a payment that the bank rejected is outstanding with its reason, and is ordered anew")
    func rejected() async throws {
        let settled = try await Settled()
        _ = try await settled.json(settled.order + ["--initiator", "杨浦区民政局"])
        let file = settled.out + "/MULIN-20261101-20261130.xml"
        #expect(try String(contentsOfFile: file, encoding: .utf8).contains("<Nm>杨浦区民政局</Nm>"))
        let stranger = try settled.rejection(of: Self.ids[1], in: "MULIN-1")
        let refused = try await settled.claims(["--answers", stranger])
        #expect(refused.code == 65 && refused.errors.contains("order MULIN-1 was not made here"))
        let answers = try settled.rejection(of: Self.ids[1], in: "MULIN-20261101-20261130")
        let told = try await settled.claims(["--answers", answers])
        #expect(told.code == 1 && told.output.contains("\(Self.ids[1]) ¥5.00 to OP2: AC04 账户已销户"))
        let again = try await settled.json(settled.order)
        let order = again["order"] as? [String: Any]
        #expect(order?["id"] as? String == "MULIN-20261101-20261130-2")
        #expect(order?["amount"] as? Int == 500)
        let bank = try settled.statement("5.00", [Self.ids[1] + "-2"])
        let paid = try await settled.json(
            ["--operators", settled.operators, "--bank", bank], code: 1)
        #expect(amounts(paid, "outstanding") == [300])
    }

    @Test(
        "one debit for a whole batch pays all of it, by the batch's name, its payments or its sum",
        arguments: [
            ([], "批量代发 MULIN-district-20261101-20261130"), (ClaimPaymentTests.ids, ""),
            ([String](), "代发"),
        ])
    func batch(details: [String], words: String) async throws {
        let settled = try await Settled()
        _ = try await settled.json(settled.order)
        let bank = try settled.statement("8.00", details, words: words)
        let paid = try await settled.json(["--operators", settled.operators, "--bank", bank])
        #expect(amounts(paid, "outstanding").isEmpty)
        #expect((paid["payments"] as? [String: Any])?["matched"] as? Int == 2)
    }

    @Test("a booking that is no sum of its payments, or parts of a fen, is told and not taken")
    func untold() async throws {
        let settled = try await Settled()
        _ = try await settled.json(settled.order)
        let short = try await settled.json(
            [
                "--operators", settled.operators, "--bank",
                try settled.statement("7.00", Self.ids),
            ], code: 1)
        #expect(amounts(short, "outstanding") == [300, 500])
        let untold = (short["payments"] as? [String: Any])?["not_taken"] as? [String]
        #expect(untold?.first?.contains("2 payments, which come to 8.00") == true, "\(short)")
        let part = try await settled.json(
            [
                "--operators", settled.operators, "--bank",
                try settled.statement("2.995", [Self.ids[0]], left: "97.005"),
            ], code: 1)
        #expect(amounts(part, "outstanding") == [300, 500])
        let told = (part["payments"] as? [String: Any])?["not_taken"] as? [String]
        #expect(told?.first?.contains("-2.995 CNY is not in whole fen of CNY") == true, "\(part)")
    }

    @Test("money that came back is owed again, and is ordered anew")
    func returned() async throws {
        let settled = try await Settled()
        _ = try await settled.json(settled.order)
        let both = ["--operators", settled.operators, "--bank"]
        let paid = try settled.statement("8.00", Self.ids)
        #expect(amounts(try await settled.json(both + [paid]), "outstanding").isEmpty)
        let back = try settled.statement("5.00", [Self.ids[1]], way: "CRDT")
        #expect(amounts(try await settled.json(both + [back]), "outstanding") == [500])
        let again = try await settled.json(settled.order)
        #expect((again["order"] as? [String: Any])?["amount"] as? Int == 500)
    }

    @Test("payments need to know who runs which canteens, and claims are told with their records")
    func words() async throws {
        let settled = try await Settled()
        let refused = try await settled.claims(["--bank", "x.xml"])
        #expect(refused.code == 64 && refused.errors.contains("--operators"))
        let csv = settled.district.folder.path + "/claims.csv"
        #expect(try await settled.claims(["--csv", csv]).code == 0)
        let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 3 && rows[0].hasSuffix("count,amount,records"))
        #expect(
            rows[1] == "2026-11-23,A1,310110012,district,putuo-2025/C,1,3.00,AA000001-001-0000001")
    }

    @Test("what a removed officer proposed lapses: the next one proposes, and does not agree")
    func lapse() async throws {
        let settled = try await Settled()
        _ = try await settled.json(settled.order)
        let bank = try settled.statement("3.00", [Self.ids[0]])
        _ = try await settled.json(["--operators", settled.operators, "--bank", bank], code: 1)
        var phrases: [String: String] = [:]
        func mulin(_ arguments: [String], _ name: String = "") async throws -> Program.Outcome {
            try await settled.program.run(
                arguments + ["--data", settled.district.data],
                environment: ["MULIN_PASSPHRASE": phrases[name] ?? ""])
        }
        for name in ["王会计", "李主任", "赵出纳"] {
            phrases[name] = try await mulin(["officer", "add", name]).output.trimmed
        }
        #expect(try await mulin(["officer", "add", "王 会计"]).code == 65)
        func writeOff(_ name: String) async throws -> String {
            let outcome = try await mulin(
                ["reconcile", "write-off", "1", "--note", "财政已停拨", "--by", name], name)
            #expect(outcome.code == 0, "\(outcome.errors)")
            return try await mulin(["reconcile", "items", "--json"]).output
        }
        #expect(try await writeOff("王会计").contains("\"item\":1"))
        #expect(try await mulin(["officer", "remove", "王会计"]).code == 0)
        #expect(try await writeOff("李主任").contains("\"item\":1"), "one alone closed it")
        #expect(try await !writeOff("赵出纳").contains("\"item\":1"))
    }

    @Test("two canteens may share a merchant's code: claims are each one's own")
    func sharedMerchant() async throws {
        let program = try Program()
        let folder = try Folder()
        let data = folder.path + "/data"
        let canteens = SmallDistrict.canteens.replacing("999290058120002", with: "999290058120001")
        let made = try await program.run([
            "init", "--canteens", try folder.write("canteens.csv", canteens), "--roster",
            try folder.write("roster.csv", SmallDistrict.roster), "--policy",
            Tree.root + "/Settlements/Policies/putuo-2025.yaml", "--menu", Tree.root + "/Menus",
            "--data", data,
        ])
        try #require(made.code == 0, "\(made.errors)")
        let rows = """
            s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash
            s2,2026-11-23T11:35:00,B1,BB000001,6299990000000002,,101,1,18.00,cash

            """
        let sales = try folder.write("sales.csv", SmallDistrict.salesHeader + rows)
        #expect(try await program.run(["replay", sales, "--data", data]).code == 0)
        #expect(try await program.run(["close", "2026-11-23", "--data", data]).code == 0)
        let outcome = try await program.run([
            "claims", "2026-11-23", "2026-11-23", "--by", "canteen", "--json", "--data", data,
            "--rewards", Tree.root + "/Settlements/Rewards/beijing-2022.yaml",
        ])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(amounts(json, "totals") == [600, 800])
    }
}
