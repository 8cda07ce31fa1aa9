import Foundation
import Journal
import Meals
import Service
import Testing
import Till

@Suite("a till's pages")
struct CounterRouteTests {
    @Test("come whole, forbid foreign content, and are named where they are missing")
    func pages() async throws {
        try await ServedCounter.open { counter in
            for (path, word) in [
                ("/", "cashier.js"), ("/customer", "customer.js"), ("/till.css", "#payable"),
                ("/cashier.js", "/v1/input"), ("/panel.js", "dishes"),
                ("/customer.js", "/v1/customer"),
            ] {
                let reply = try await counter.client.send("GET", path)
                #expect(reply.status == 200)
                #expect(String(decoding: reply.body, as: UTF8.self).contains(word))
                #expect(reply.headers.contains("content-security-policy: default-src 'self'"))
            }
            #expect(try await counter.client.send("GET", "/v1/nothing").status == 404)
        }
        #expect {
            _ = try CounterPages(besideProgramIn: ["/nowhere", "/else"])
        } throws: { error in
            "\(error)".contains("Mulin_Service.resources") && "\(error)".contains("/nowhere, /else")
        }
    }

    @Test("answer to this machine's own names and to their own inputs alone")
    func strangers() async throws {
        try await ServedCounter.open { counter in
            let client = counter.client
            for host in [
                "till.example", "127.0.0.1.example:\(client.port)", "localhost@evil", "[::1]",
                "127.0.0.1:80x", "10.0.0.1:\(client.port)",
            ] {
                let reply = try await client.send("GET", "/v1/screen", headers: ["host": host])
                #expect(reply.status >= 400, "\(host)")
            }
            for host in ["localhost:\(client.port)", "127.0.0.1:\(client.port)"] {
                let reply = try await client.send("GET", "/v1/screen", headers: ["host": host])
                #expect(reply.status == 200)
            }
            let own = "http://127.0.0.1:\(client.port)"
            let screen = try await client.get("/v1/screen")
            let message = counter.message(["do": "entry", "text": "101"], for: screen).bytes
            let json = "application/json"
            for (headers, status) in [
                (["content-type": json], 403),
                (["content-type": json, "origin": "http://evil.example"], 403),
                (["content-type": json, "origin": "null"], 403),
                (["content-type": json, "origin": "https://127.0.0.1:\(client.port)"], 403),
                (["content-type": "text/plain", "origin": own], 415),
                (["origin": own], 415),
                (["content-type": json, "origin": own], 200),
            ] {
                let reply = try await client.send(
                    "POST", "/v1/input", headers: headers, body: message)
                #expect(reply.status == status, "\(headers)")
            }
            let lines = try await client.get("/v1/screen")["ticket"]?["lines"]?.list
            #expect(lines?.count == 1)
        }
    }

    @Test("what is no input, or too much of one, is refused and changes nothing")
    func nonsense() async throws {
        try await ServedCounter.open { counter in
            let before = try await counter.client.get("/v1/screen")
            for input: JSON in [
                .null, ["do": "dance"],
                ["do": "entry", "text": .text(String(repeating: "1", count: 401))],
                ["do": "key", "key": "launch"], ["do": "card", "reader": 3, "text": "1"],
                ["do": "tender", "kind": "gold"], ["do": "form", "fields": ["a": 1]],
            ] {
                let next = try await counter.client.post(
                    "/v1/input", counter.message(input, for: before))
                #expect(next["stale"] == true && next["number"] == before["number"], "\(input)")
            }
            let headers = [
                "origin": "http://127.0.0.1:\(counter.client.port)",
                "content-type": "application/json",
            ]
            let long = try await counter.client.send(
                "POST", "/v1/input", headers: headers, body: Array(repeating: 0x20, count: 20_000))
            #expect(long.status == 413)
            let broken = try await counter.client.send(
                "POST", "/v1/input", headers: headers, body: Array("{".utf8))
            #expect(broken.status == 400)
        }
    }

    @Test("H2: two windows that confirm the same ticket make one sale")
    func twoWindows() async throws {
        try await ServedCounter.open { counter in
            try await counter.act(["do": "entry", "text": "101"])
            let first = try await counter.client.get("/v1/screen")
            let second = try await counter.client.get("/v1/screen")
            let confirm: JSON = ["do": "entry", "text": ""]
            async let one = counter.client.post(
                "/v1/input", counter.message(confirm, for: first))
            async let two = counter.client.post(
                "/v1/input", counter.message(confirm, for: second))
            let stale = try await [one["stale"], two["stale"]]
            #expect(Set(stale) == [true, false])
            #expect(await counter.till.head.seq == 2)
        }
    }

    @Test("H3: an input that is sent again, soon or after a restart, is not done again")
    func replayed() async throws {
        try await ServedCounter.open { counter in
            try await counter.act(["do": "entry", "text": "101"])
            let screen = try await counter.client.get("/v1/screen")
            let message = counter.message(["do": "entry", "text": ""], for: screen)
            for _ in 0..<5 { _ = try await counter.client.post("/v1/input", message) }
            #expect(await counter.till.head.seq == 2)
            // The program has started anew on the same journal; the old page does not know.
            let later = await ServedCounter.desk(counter.till)
            let state = await later.screen()
            var old = message
            for number in 0..<12 {
                old = [
                    "session": message["session"] ?? .null, "number": .int(Int64(number)),
                    "input": ["do": "key", "key": "void"],
                ]
                #expect(await later.act(old)["stale"] == true)
            }
            #expect(await later.screen()["number"] == state["number"])
            #expect(await counter.till.head.seq == 2)
        }
    }

    @Test("a customer's display hears of a change at once, and of nothing while nothing changes")
    func customer() async throws {
        try await ServedCounter.open { counter in
            let idle = try await counter.client.get("/v1/customer")
            let mark = idle["mark"]?.text ?? ""
            async let next = counter.client.get("/v1/customer?seen=\(mark)")
            try await counter.act(["do": "card", "reader": 1, "text": "6299990000009999"])
            #expect(try await counter.client.get("/v1/customer")["mark"] == idle["mark"])
            try await counter.act(["do": "entry", "text": "2*101"])
            #expect(try await next["screen"]?["figure"] == "24.00")
        }
    }

    @Test("a till that is not enrolled asks for its code, and opens with the right one")
    func code() async throws {
        try await ServedDistrict.serve { district in
            let (_, desk) = try await ServedCounter.till("AA000001", in: district)
            let door = CounterDoor(desk: nil) { code in
                guard code == "RIGHT" else { throw LoopbackClient.Failure() }
                return desk
            }
            try await ServedCounter.serve(door) { client in
                #expect(try await client.get("/v1/screen")["stage"] == "code")
                #expect(
                    try await client.post("/v1/input", ["input": ["do": "entry"]])["stage"]
                        == "code")
                let wrong = try await client.post("/v1/code", ["code": "WRONG"])
                #expect(wrong["stage"] == "code" && wrong["problem"]?.text != nil)
                let right = try await client.post("/v1/code", ["code": "RIGHT"])
                #expect(right["stage"] == "closed" && right["session"]?.text != nil)
            }
        }
    }
}
