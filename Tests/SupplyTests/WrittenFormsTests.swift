import Meals
import Testing

@testable import Supply

@Suite("Dates, times and degrees as a spreadsheet saves them")
struct WrittenFormsTests {
    private func records(_ rows: String) throws -> [ProductionRecord] {
        let head =
            "day,canteen,period,dish,planned,prepared,delivered,served,left,wasted,cooked,arrived,"
            + "celsius,reason,sold_out_at\n"
        return try ProductionRecord.read(
            csv: Array((head + rows).utf8), file: "r.csv", menu: try Shelf().book())
    }

    @Test("a record that went through a spreadsheet says what it said before")
    func record() throws {
        let plain = "2026-01-09,c1,lunch,101,5,5,5,5,0,0,09:30,10:05,61.5,,12:10\n"
        let saved = "2026/1/9,c1,lunch,101,5,5,5,5,0,0,9:30,10:05:00,61.5°C,,12:10:30\n"
        let read = try records(saved)
        #expect(try read == records(plain))
        #expect(ProductionRecord.csv(read).hasSuffix(plain))
        #expect(
            try records(saved.replacing("2026/1/9", with: "2026/11/29")).map { "\($0.day)" }
                == ["2026-11-29"])
    }

    @Test(
        "a temperature is compared to the tenth: 59.9 is below 60, 60.0 is not",
        arguments: [
            ("59.9", "59.9", true), ("60.0", "60", false), ("60", "60", false),
            ("59.999 ℃", "59.999", true), ("-2", "-2", true), ("61.50°C", "61.5", false),
            ("-0.5度", "-0.5", true),
        ])
    func degrees(written: String, shown: String, isBelow: Bool) throws {
        let record = try #require(
            try records("2026-11-24,c1,lunch,101,5,5,5,5,0,0,,,\(written),,\n").first)
        #expect(record.celsius?.description == shown)
        #expect(
            record.warnings(try Shelf().book()).contains(
                "101 at c1 arrived at \(shown) °C, below 60 °C") == isBelow)
    }

    @Test(
        "what is no date, time or temperature is refused with its row and column",
        arguments: [
            ("2026/13/1,c1,lunch,101,5,5,5,5,0,0,,,,,", "r.csv:2: day: '2026/13/1'"),
            ("26/1/9,c1,lunch,101,5,5,5,5,0,0,,,,,", "r.csv:2: day: '26/1/9'"),
            ("2026-1-9,c1,lunch,101,5,5,5,5,0,0,,,,,", "r.csv:2: day: '2026-1-9'"),
            ("2026/1/9,c1,lunch,101,5,5,5,5,0,0,25:99,,,,", "r.csv:2: cooked: '25:99'"),
            ("2026/1/9,c1,lunch,101,5,5,5,5,0,0,,10:05:61,,,", "r.csv:2: arrived: '10:05:61'"),
            ("2026/1/9,c1,lunch,101,5,5,5,5,0,0,,,61.,,", "r.csv:2: celsius: '61.'"),
            ("2026/1/9,c1,lunch,101,5,5,5,5,0,0,,,121,,", "r.csv:2: celsius: '121'"),
            ("2026/1/9,c1,lunch,101,5,5,5,5,0,0,,,warm,,", "r.csv:2: celsius: 'warm'"),
        ])
    func refused(row: String, complaint: String) throws {
        let problems = try #require(throws: Problems.self) { try records(row + "\n") }
        #expect(problems.description.hasPrefix(complaint), "\(problems)")
    }

    @Test(
        "an order's time is read as a spreadsheet saves it; one that no clock shows is refused",
        arguments: [
            ("2026/11/23 9:30", "2026-11-23 09:30"), ("2026-11-23T09:30:00", "2026-11-23 09:30"),
            ("2026/11/23 16:29:59", "2026-11-23 16:29"), ("2026/11/23 16:30", "the order came"),
            ("2026-11-23T08:30:00Z", "the order came"), ("2026/11/23 25:99", "'2026/11/23 25:99'"),
            ("2026-11-23 24:00", "'2026-11-23 24:00'"), ("2026/11/23", "'2026/11/23'"),
        ])
    func orderedAt(written: String, says: String) throws {
        let text =
            "day,canteen,period,dish,portions,ordered_at\n2026/11/24,c1,lunch,101,5,\(written)\n"
        do {
            let orders = try PreOrder.read(
                csv: Array(text.utf8), file: "o.csv", menu: try Shelf().book())
            #expect(orders.map(\.orderedAt) == [says])
            #expect(orders.map { "\($0.day)" } == ["2026-11-24"])
        } catch {
            #expect(error.all.count == 1)
            #expect(error.description.contains(": \(says)"), "\(error)")
        }
    }
}
