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
            let file = try district.folder.write("records.csv", Self.header + rows)
            let outcome = try await program.run([
                "supply", "record", file, "--data", district.data,
            ])
            #expect(outcome.code == 0, "\(outcome.errors)")
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
        for verb in ["close", "settle"] {
            let outcome = try await program.run([verb, "2026-11-23", "--data", district.data])
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        let xml = String(
            decoding: try district.folder.bytes("data/settlement/settlement-2026-11-23.xml"),
            as: UTF8.self)
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
}
