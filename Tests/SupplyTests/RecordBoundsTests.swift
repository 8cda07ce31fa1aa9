import Meals
import Testing

@testable import Supply

@Suite("What a production record can say")
struct RecordBoundsTests {
    private static let head =
        "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted,reason\n"

    private func records(
        _ rows: String, within bounds: ProductionRecord.Bounds? = nil
    ) throws -> [ProductionRecord] {
        try ProductionRecord.read(
            csv: Array((Self.head + rows).utf8), file: "r.csv", menu: try Shelf().book(),
            within: bounds)
    }

    private func bounds() throws -> ProductionRecord.Bounds {
        let canteen = Canteen(
            id: "c1", name: "一", kind: .canteen, street: "310110012",
            merchant: "999290058120001", terminals: ["AA000001"], kitchen: "k1", seats: 40)
        return .init(canteens: [canteen], today: try #require(Day("2026-11-24")))
    }

    @Test("a record of today is taken; of tomorrow, of no canteen or of no meal, none is")
    func refused() throws {
        #expect(
            try records("2026-11-24,c1,lunch,101,5,5,5,5,0,0,\n", within: bounds()).count == 1)
        let rows =
            "2026-11-25,c1,lunch,101,5,5,5,5,0,0,\n2026/11/24,c2,lunch,101,5,5,5,5,0,0,\n"
            + "2026-11-24,c1,other,101,5,5,5,5,0,0,\n"
        let problems = try #require(throws: Problems.self) {
            try records(rows, within: bounds())
        }
        #expect(
            problems.all.map(\.description) == [
                "r.csv:2: day: 2026-11-25 is after today, 2026-11-24; record a meal once it was "
                    + "served",
                "r.csv:3: canteen: the register has no canteen 'c2'; correct its id or add it to "
                    + "canteens.csv",
                "r.csv:4: period: 'other' is no meal; write breakfast, lunch or dinner",
            ])
        // What was kept before is read as it is.
        #expect(try records(rows).count == 3)
    }

    @Test("what nobody wrote down as served stays unwritten, whatever the tills say")
    func unwritten() throws {
        let read = try records("2026-11-24,c1,lunch,101,50,50,50,,5,5,掉落\n")
        let rows = "2026-11-24,c1,lunch,101,50,50,50,,5,5,,,,掉落,\n"
        #expect(ProductionRecord.csv(read).hasSuffix(rows))
        #expect(ProductionRecord.csv(read.map { $0.serving(40) }).hasSuffix(rows))
    }

    @Test(
        "what does not add up once the tills' number stands is told, in both directions",
        arguments: [
            ("50,50,50,40,10,0,", nil, []), ("50,50,50,,10,0,", nil, []),
            ("50,50,50,,10,0,", 40, []), ("50,50,50,40,10,0,", 40, []),
            (
                "50,40,50,40,10,0,", nil,
                ["101 at c1: 50 delivered at lunch on 2026-11-24, 40 prepared"]
            ),
            (
                "50,50,50,40,10,0,", 45,
                [
                    "101 at c1: the form says 40 served at lunch on 2026-11-24, the tills sold 45; "
                        + "theirs stands",
                    "101 at c1 was sold 45 times at lunch on 2026-11-24; with 10 left and 0 wasted "
                        + "that is 5 more than the 50 delivered",
                ]
            ),
            (
                "50,50,50,,7,1,掉落", 40,
                [
                    "101 at c1 was sold 40 times at lunch on 2026-11-24; with 7 left and 1 wasted "
                        + "that is 2 fewer than the 50 delivered"
                ]
            ),
            (
                "50,50,50,38,10,0,", nil,
                [
                    "101 at c1 was sold 38 times at lunch on 2026-11-24; with 10 left and 0 wasted "
                        + "that is 2 fewer than the 50 delivered"
                ]
            ),
        ] as [(String, Int?, [String])])
    func balance(row: String, sold: Int?, warnings: [String]) throws {
        let record = try #require(try records("2026-11-24,c1,lunch,101,\(row)\n").first)
        let served = sold.map { record.serving($0) } ?? record
        #expect(served.warnings(try Shelf().book()) == warnings)
    }
}
