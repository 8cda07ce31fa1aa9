import Journal
import Ledger
import Meals
import Store
import Testing
import Till

@Suite("shifts in the books")
struct ShiftBooksTests {
    /// Does inputs at a counter, one after another.
    private func act(_ desk: CounterDesk, _ inputs: JSON...) async throws {
        for input in inputs {
            let screen = await desk.screen()
            let next = await desk.act([
                "session": screen["session"] ?? .null, "number": screen["number"] ?? .null,
                "input": input,
            ])
            try #require(next["stale"] == false && next["refusal"] == nil, "\(next)")
        }
    }

    private func shift(_ desk: CounterDesk, meals: String, counted: String) async throws {
        try await act(
            desk, ["do": "key", "key": "open-shift"],
            ["do": "form", "fields": ["cashier": "03", "float": "0"]],
            ["do": "entry", "text": .text(meals)], ["do": "entry", "text": ""],
            ["do": "key", "key": "close-shift"], ["do": "form", "fields": ["1": .text(counted)]],
            ["do": "key", "key": "back"])
    }

    private func balance(_ kind: String, _ party: String, _ district: ServedDistrict) throws -> Fen
    {
        try Store(path: district.directory.databasePath).read { store in
            try store.balances().filter { $0.kind == kind && $0.party == party }
                .total { $0.debit - $0.credit }
        }
    }

    @Test("H10: two shifts that take 500 and 1,000 in cash leave 1,500 in the books, nothing over")
    func twoShifts() async throws {
        try await ServedDistrict.serve { district in
            let (till, desk) = try await ServedCounter.till("AA000001", in: district)
            try await shift(desk, meals: "50*102", counted: "500")
            try await shift(desk, meals: "100*102", counted: "1000")
            try await act(desk, ["do": "key", "key": "z"])
            try await till.sync()
            #expect(try balance("tender", "cash", district) == Fen(150_000))
            #expect(try balance("cash-difference", "", district) == .zero)
        }
    }

    @Test("a drawer with some fen too many, as permitted, is in the books as it was counted")
    func permitted() async throws {
        try await ServedDistrict.serve { district in
            let (till, desk) = try await ServedCounter.till("AA000002", in: district)
            try await shift(desk, meals: "101", counted: "12.30")
            try await till.sync()
            #expect(try balance("tender", "cash", district) == Fen(1230))
            #expect(try balance("cash-difference", "", district) == Fen(-30))
        }
    }
}
