import Journal
import Meals
import Testing
import Till

@Suite("a record that the service refuses")
struct RefusedRecordTests {
    @Test("is named at the till with its reason, blocks nothing, and is named again later (H44)")
    func named() async throws {
        try await ServedDistrict.serve { district in
            // Two sales in the name of a canteen where the till does not stand.
            let lost = try await district.till(canteen: "B9")
            for _ in 0..<2 { try await lost.sellMeal() }
            try await lost.sync()
            let refused = await lost.refused
            #expect(
                refused.map(\.id.description) == ["AA000001-001-0000001", "AA000001-001-0000002"])
            #expect(
                refused.allSatisfy {
                    $0.reason == "sold for canteen B9, the till stands in A1"
                })
            #expect(await lost.unsentCount == 0)
            #expect(refused[0].line.contains("AA000001-001-0000001"))
        }
    }

    @Test("among good ones is the only one that is not booked, whenever the till starts")
    func afterRestart() async throws {
        try await ServedDistrict.serve { district in
            try await sellForAnotherCanteen(district)
            try await sellAfterwards(district)
            // A start later the greeting tells it again, without any upload.
            let later = try await district.open()
            #expect(await later.refused.isEmpty)
            try await later.sync()
            #expect(await later.refused.map(\.id.seq) == [1])
        }
    }

    private func sellForAnotherCanteen(_ district: ServedDistrict) async throws {
        let till = try await district.till(canteen: "B9")
        try await till.sellMeal()
    }

    private func sellAfterwards(_ district: ServedDistrict) async throws {
        let till = try await district.open()
        for _ in 0..<3 { try await till.sellMeal() }
        try await till.sync()
        #expect(await till.unsentCount == 0)
        #expect(await till.refused.map(\.id.seq) == [1])
    }
}
