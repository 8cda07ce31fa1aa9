import Foundation
import Journal
import Meals
import Service
import Testing
import Till

@Suite("open tickets outlast a crash")
struct OpenTicketTests {
    /// A desk with an open shift, and a way to get the desk of the next run of the program.
    private func work(
        _ test:
            @escaping @Sendable (CounterDesk, () async -> CounterDesk, String) async throws ->
            Void
    ) async throws {
        try await ServedDistrict.serve { district in
            let (till, desk) = try await ServedCounter.till("AA000001", in: district)
            await act(desk, ["do": "key", "key": "open-shift"])
            await act(desk, ["do": "form", "fields": ["cashier": "03", "float": "100"]])
            let file = district.tillFolder("AA000001") + "/open-tickets"
            try await test(desk, { await ServedCounter.desk(till) }, file)
        }
    }

    @discardableResult
    private func act(_ desk: CounterDesk, _ input: JSON) async -> JSON {
        let screen = await desk.screen()
        let next = await desk.act([
            "session": screen["session"] ?? .null, "number": screen["number"] ?? .null,
            "input": input,
        ])
        #expect(next["stale"] == false)
        return next
    }

    private func type(_ text: String, _ desk: CounterDesk) async -> JSON {
        await act(desk, ["do": "entry", "text": .text(text)])
    }

    @Test("those put aside come back with their dishes, and are paid once")
    func held() async throws {
        try await work { desk, next, file in
            for dish in ["101", "2*102"] {
                _ = await type(dish, desk)
                await act(desk, ["do": "key", "key": "hold"])
            }
            // A sale beside them changes nothing.
            _ = await type("102", desk)
            _ = await type("", desk)
            let again = await next()
            let screen = await again.screen()
            #expect(screen["held"]?.list?.count == 2)
            await act(again, ["do": "key", "key": "recall"])
            let recalled = await type("2", again)
            #expect(recalled["ticket"]?["payable"]?.text == "20.00")
            _ = await type("", again)
            let third = await next()
            #expect(await third.screen()["held"]?.list?.count == 1)
            await act(third, ["do": "key", "key": "recall"])
            _ = await type("", third)
            #expect(!FileManager.default.fileExists(atPath: file))
            #expect(await next().screen()["held"]?.list?.count == 0)
        }
    }

    @Test("of one that is paid in part the payment is still there, and the rest makes one sale")
    func partlyPaid() async throws {
        try await work { desk, next, file in
            _ = await type("101", desk)
            await act(desk, ["do": "tender", "kind": "unionpay-qr", "text": "5"])
            await act(
                desk,
                [
                    "do": "form",
                    "fields": [
                        "trace": "000001", "batch": "000001", "rrn": "000000000001",
                    ],
                ])
            let beforeCrash = try #require(FileManager.default.contents(atPath: file))
            let again = await next()
            let screen = await again.screen()
            #expect(screen["ticket"]?["left"]?.text == "7.00")
            #expect(screen["note"]?.text?.contains("5.00") == true)
            let sold = await type("", again)
            #expect(sold["farewell"]?["paid"]?.text == "12.00")
            #expect(!FileManager.default.fileExists(atPath: file))
            // The crash came after the sale was sealed, before the ticket was forgotten.
            try beforeCrash.write(to: URL(fileURLWithPath: file))
            let last = await next().screen()
            #expect(last["ticket"]?["lines"]?.list?.isEmpty == true)
            #expect(last["status"]?["unsent"]?.int == 2)
        }
    }

    @Test("practice leaves none, and a damaged file stops nobody")
    func otherwise() async throws {
        try await work { desk, next, file in
            await act(desk, ["do": "key", "key": "training"])
            _ = await type("101", desk)
            await act(desk, ["do": "key", "key": "hold"])
            #expect(!FileManager.default.fileExists(atPath: file))
            for damage in ["", "{", "{\"held\":[{}]}", "{\"held\":3}"] {
                try Data(damage.utf8).write(to: URL(fileURLWithPath: file))
                let again = await next()
                let sold = await type("101", again)
                #expect(sold["ticket"]?["lines"]?.list?.count == 1, "\(damage)")
            }
        }
    }
}
