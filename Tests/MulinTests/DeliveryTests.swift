import Foundation
import Testing

@Suite("Deliveries from production records")
struct DeliveryTests {
    private static let header =
        "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted,reason\n"

    @Test("stand in the settlement XML per kitchen and canteen; what was sold beyond is flagged")
    func settled() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let sales = """
            s1,2026-11-23T11:05:00,A1,AA000001,,,101,2,12.00,cash
            s2,2026-11-23T11:06:00,A1,AA000001,,,101,2,12.00,cash
            s3,2026-11-23T11:07:00,B1,BB000001,,,101,1,12.00,cash

            """
        #expect(try await district.replay(program, sales).code == 0)
        func record(_ rows: String) async throws {
            try await self.record(rows, district, program)
        }
        func audit() async throws -> Program.Outcome {
            try await program.run(["audit", "2026-11-23", "--data", district.data, "--json"])
        }
        try await record(
            """
            2026-11-23,A1,lunch,101,5,5,4,3,1,0,
            2026-11-23,A1,lunch,102,5,5,5,5,0,0,
            2026-11-23,B1,lunch,101,2,2,2,1,1,0,

            """)
        // Four delivered, one of them taken back, four sold.
        let flagged = try await audit()
        #expect(flagged.code == 1 && flagged.output.contains("sold-beyond-delivered"))
        #expect(flagged.output.contains("101 at lunch: 4 sold, 4 delivered, 1 returned"))
        #expect(!flagged.output.contains("\"canteen\":\"B1\""), "\(flagged.output)")
        // Read again, a record replaces itself.
        try await record("2026-11-23,A1,lunch,101,5,5,4,4,0,0,\n")
        #expect(try await audit().code == 0)
        let xml = try await settled(district, program)
        #expect(
            xml.contains(
                """
                    <delivery merId="999290058120001" kitchen="K1" serviceDate="2026-11-23">
                      <portions>9</portions>
                      <returned>0</returned>
                      <supplyAmt>4500</supplyAmt>
                    </delivery>
                    <delivery merId="999290058120002" kitchen="K1" serviceDate="2026-11-23">
                      <portions>2</portions>
                      <returned>1</returned>
                      <supplyAmt>1000</supplyAmt>
                    </delivery>

                """), "\(xml)")
        // A delivery that is told later changes the statement, which is a correction.
        try await record("2026-11-23,B1,lunch,101,2,2,3,1,1,0,\n")
        let again = try await program.run(["settle", "2026-11-23", "--data", district.data])
        #expect(again.code == 1 && again.errors.contains("--correct"))
    }

    /// Closes the day and settles it; gives the settlement XML.
    private func settled(_ district: SmallDistrict, _ program: Program) async throws -> String {
        for verb in ["close", "settle"] {
            let outcome = try await program.run([verb, "2026-11-23", "--data", district.data])
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        return String(
            decoding: try district.folder.bytes("data/settlement/settlement-2026-11-23.xml"),
            as: UTF8.self)
    }

    /// Reads a record in; gives what was told.
    @discardableResult
    private func record(
        _ rows: String, _ district: SmallDistrict, _ program: Program
    ) async throws -> Program.Outcome {
        let file = try district.folder.write("records.csv", Self.header + rows)
        let outcome = try await program.run(["supply", "record", file, "--data", district.data])
        #expect(outcome.code == 0, "\(outcome.errors)")
        return outcome
    }

    @Test("keep the kitchen of their day, and a correction names those that changed")
    func kitchenOfTheDay() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let sales = "s1,2026-11-23T11:05:00,A1,AA000001,,,101,2,12.00,cash\n"
        #expect(try await district.replay(program, sales).code == 0)
        // No plan of the day is kept: the register of the day it was told says who cooked.
        try await record("2026-11-23,A1,lunch,101,5,5,5,2,3,0,\n", district, program)
        let register = district.folder.path + "/data/canteens.csv"
        let moved = try String(contentsOfFile: register, encoding: .utf8)
            .replacing(",K1,", with: ",K9,")
        try moved.write(toFile: register, atomically: true, encoding: .utf8)
        try await record("2026-11-23,A1,lunch,101,5,5,4,2,2,0,\n", district, program)
        let sheets = district.folder.path + "/data/supply/plan-2026-11-23"
        try FileManager.default.createDirectory(
            atPath: sheets, withIntermediateDirectories: true)
        try "kitchen,canteen,period,dish,first,held\nK2,B1,lunch,101,5,0\n"
            .write(toFile: sheets + "/packing.csv", atomically: true, encoding: .utf8)
        try await record("2026-11-23,B1,lunch,101,5,5,5,5,0,0,\n", district, program)
        let xml = try await settled(district, program)
        #expect(xml.contains("<delivery merId=\"999290058120001\" kitchen=\"K1\""), "\(xml)")
        #expect(xml.contains("<delivery merId=\"999290058120002\" kitchen=\"K2\""), "\(xml)")
        // One portion goes from one canteen to the other: no sum of the day changes.
        try await record(
            "2026-11-23,A1,lunch,101,5,5,3,2,1,0,\n2026-11-23,B1,lunch,101,6,6,6,5,1,0,\n",
            district, program)
        let corrected = try await program.run([
            "settle", "2026-11-23", "--correct", "--data", district.data,
        ])
        #expect(corrected.code == 0, "\(corrected.errors)")
        #expect(
            corrected.output.hasSuffix(
                """
                  delivery K1 to A1 of 2026-11-23: portions 4, returned 2, amount 20.00 → portions 3, \
                returned 1, amount 15.00
                  delivery K2 to B1 of 2026-11-23: portions 5, returned 0, amount 25.00 → portions 6, \
                returned 1, amount 30.00
                2 changes

                """), "\(corrected.output)")
    }

    @Test("a GB18030 record is read and said; losses of some days are told from what was kept")
    func losses() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let sales = "s1,2026-11-23T11:05:00,A1,AA000001,,,101,2,12.00,cash\n"
        #expect(try await district.replay(program, sales).code == 0)
        let path = district.folder.path + "/gb.csv"
        // 掉落 in GB18030.
        let bytes =
            Array((Self.header + "2026/11/23,A1,lunch,101,9,9,9,4,2,3,").utf8)
            + [0xB5, 0xF4, 0xC2, 0xE4, 0x0A]
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let read = try await program.run(["supply", "record", path, "--data", district.data])
        #expect(read.code == 0, "\(read.errors)")
        #expect(read.errors.components(separatedBy: "gb.csv: read as").count == 2)
        #expect(read.errors.contains("form says 4 served at lunch on 2026-11-23, the tills sold 2"))
        #expect(read.errors.contains("that is 2 fewer than the 9 delivered"))
        try await record("2026-11-22,B1,lunch,101,5,5,5,5,0,0,\n", district, program)
        func losses(_ words: String...) async throws -> Program.Outcome {
            try await program.run(["supply", "losses", "--data", district.data] + words)
        }
        let both = try await losses("--from", "2026-11-22", "--to", "2026-11-23", "--json")
        #expect(
            both.output.contains(
                #"{"canteen":"A1","missing":0,"shortage":"0.00","waste":"25.00","wasted":5}"#),
            "\(both.output)")
        #expect(both.output.contains(#""records":2"#) && both.output.contains(#""waste":"25.00""#))
        let one = try await losses("--from", "2026-11-22", "--to", "2026-11-22")
        #expect(one.code == 0 && one.output.contains("B1") && !one.output.contains("A1"))
        #expect(try await losses("--from", "2026-11-23", "--to", "2026-11-22").code == 64)
        let none = try await losses("--from", "2026-11-01", "--to", "2026-11-02")
        #expect(none.code == 0 && none.errors.contains("no record of 2026-11-01 to 2026-11-02"))
    }
}
