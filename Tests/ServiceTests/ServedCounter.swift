import Foundation
import Journal
import Ledger
import Meals
import Service
import Testing
import Till

/// A till's pages on a loopback port, for the time of a test.
struct ServedCounter {
    let client: LoopbackClient
    let till: Till
    let desk: CounterDesk

    static var pages: CounterPages {
        get throws {
            let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return try CounterPages(
                besideProgramIn: ([runner] + CommandLine.arguments).map {
                    URL(fileURLWithPath: $0).deletingLastPathComponent().path
                })
        }
    }

    /// A till of a district, at its counter.
    static func till(
        _ terminal: TerminalID, in district: ServedDistrict
    ) async throws -> (Till, CounterDesk) {
        let folder = "\(district.folder)/till-\(terminal)"
        if TillMachine.epochs(in: folder).isEmpty {
            _ = try await district.link.administer(
                "/v1/enrolment-codes", token: try district.directory.adminToken(),
                body: Array(#"{"code":"CODE-\#(terminal)","terminal":"\#(terminal)"}"#.utf8))
            try await Till.enrol(
                terminal, in: folder, code: "CODE-\(terminal)",
                secret: [UInt8](repeating: UInt8(terminal.text.utf8.last ?? 1), count: 32),
                link: district.link)
        }
        let snapshot = try Snapshot(
            document: try await district.link.snapshot(district.link.currentSnapshot()))
        let till = try Till(
            terminal, in: folder, canteen: "A1", snapshot: snapshot, link: district.link)
        return (till, await desk(till))
    }

    static func desk(_ till: Till) async -> CounterDesk {
        await CounterDesk(
            till: till, canteen: "控江路街道睦邻小厨", clock: { ServedDistrict.now },
            random: { count in
                var random = SystemRandomNumberGenerator()
                return (0..<count).map { _ in random.next() }
            }, shutDown: {})
    }

    /// Serves a door and runs a test against it.
    static func serve(
        _ door: CounterDoor, _ test: @escaping @Sendable (LoopbackClient) async throws -> Void
    ) async throws {
        let service = CounterService(
            door: door, pages: try pages, terminal: "AA000001", port: 0)
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run { port.yield($0) } }
            var waiting = ports.makeAsyncIterator()
            guard let number = await waiting.next() else { return }
            try await test(LoopbackClient(port: number))
            group.cancelAll()
        }
    }

    /// An enrolled till with an open shift.
    static func open(
        _ test: @escaping @Sendable (ServedCounter) async throws -> Void
    ) async throws {
        try await ServedDistrict.serve { district in
            let (till, desk) = try await till("AA000001", in: district)
            let door = CounterDoor(desk: desk) { _ in throw CancellationError() }
            try await serve(door) { client in
                let counter = ServedCounter(client: client, till: till, desk: desk)
                try await counter.act(["do": "key", "key": "open-shift"])
                try await counter.act([
                    "do": "form", "fields": ["cashier": "03", "float": "100"],
                ])
                try await test(counter)
            }
        }
    }
}

extension LoopbackClient {
    func get(_ path: String) async throws -> JSON {
        let reply = try await send("GET", path)
        try #require(reply.status == 200, "\(path)")
        return try JSON(reply.body)
    }

    /// Posts as the till's own page does.
    func post(_ path: String, _ message: JSON) async throws -> JSON {
        let reply = try await send(
            "POST", path,
            headers: [
                "origin": "http://127.0.0.1:\(port)", "content-type": "application/json",
            ], body: message.bytes)
        try #require(reply.status == 200, "\(path)")
        return try JSON(reply.body)
    }
}

extension ServedCounter {
    /// Does an input for the state as it is.
    @discardableResult
    func act(_ input: JSON) async throws -> JSON {
        let screen = try await client.get("/v1/screen")
        let next = try await client.post("/v1/input", message(input, for: screen))
        #expect(next["stale"] == false)
        return next
    }

    func message(_ input: JSON, for screen: JSON) -> JSON {
        [
            "session": screen["session"] ?? .null, "number": screen["number"] ?? .null,
            "input": input,
        ]
    }
}
