import Foundation
import Testing

@Suite("kill -9")
struct KillTests {
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("service and tills killed at random moments of a day lose no sale and double none")
    func killedDay() async throws {
        let demo = try await SmallDemo(meals: 700, canteens: 14, diners: 2000, seed: 11)
        let (program, calm) = (demo.program, demo.data)
        let rough = demo.folder.path + "/rough"
        var numbers = Numbers(state: UInt64.random(in: 0...(.max)))
        let seed = numbers.state
        var kills = 0
        for round in 0..<6 {
            kills += try await interruptedDemo(demo, rough, round, &numbers)
        }
        let last = try await program.run(["demo", "--data", rough] + demo.plan)
        #expect(last.code == 0, "seed \(seed): \(last.errors)")
        #expect(kills > 0, "seed \(seed): nothing was killed, nothing was tested")
        try await expectSameDay(calm, rough, program: program, seed: seed)
    }

    /// Runs the demo and kills the service in odd rounds, the tills in even ones.
    private func interruptedDemo(
        _ demo: SmallDemo, _ data: String, _ round: Int, _ numbers: inout Numbers
    ) async throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: demo.program.path)
        process.arguments = ["demo", "--data", data] + demo.plan
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.start()
        var kills = 0
        let pauses = (0..<(round % 2 == 0 ? 1 : 4)).map { _ in
            Int.random(in: 50...900, using: &numbers)
        }
        for pause in pauses {
            try await Task.sleep(for: .milliseconds(pause))
            if round % 2 == 1, process.isRunning, let service = serviceNumber(of: data) {
                if kill(service, SIGKILL) == 0 { kills += 1 }
            }
        }
        if round % 2 == 0, process.isRunning, kill(process.processIdentifier, SIGKILL) == 0 {
            kills += 1
        }
        process.waitUntilExit()
        return kills
    }

    /// The number of the service on a directory, if it is one: a stale number may be a stranger's.
    private func serviceNumber(of data: String) -> Int32? {
        guard let text = try? String(contentsOfFile: data + "/lock", encoding: .utf8),
            let number = Int32(text.filter(\.isNumber)),
            let command = try? String(
                contentsOfFile: "/proc/\(number)/cmdline", encoding: .utf8),
            command.contains("serve"), command.contains(data)
        else { return nil }
        return number
    }

    /// Orders that the journals of a directory hold, each with how often.
    private func orders(_ data: String) throws -> [String: Int] {
        var orders: [String: Int] = [:]
        for terminal in try FileManager.default.contentsOfDirectory(atPath: data + "/tills") {
            let folder = data + "/tills/" + terminal
            for file in try FileManager.default.contentsOfDirectory(atPath: folder)
            where file.hasSuffix(".journal") {
                let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                for match in text.matches(of: #/"order":"([^"]+)"/#) {
                    orders[String(match.1), default: 0] += 1
                }
            }
        }
        return orders
    }

    private func expectSameDay(
        _ calm: String, _ rough: String, program: Program, seed: UInt64
    ) async throws {
        let (planned, sold) = (try orders(calm), try orders(rough))
        #expect(planned.values.allSatisfy { $0 == 1 })
        #expect(sold == planned, "seed \(seed)")
        let file = rough + "/settlement/settlement-2026-11-24.xml"
        let xml = try String(contentsOfFile: file, encoding: .utf8)
        #expect(xml.matches(of: #/<txn ref=/#).count == planned.count, "seed \(seed)")
        let meals = #/<meal(Credit|Debit)>\d+</#
        let calmXML = try String(
            contentsOfFile: calm + "/settlement/settlement-2026-11-24.xml", encoding: .utf8)
        #expect(
            xml.matches(of: meals).map { String($0.0) }
                == calmXML.matches(of: meals).map { String($0.0) }, "seed \(seed)")
        #expect(try await program.run(["verify", file]).code == 0, "seed \(seed)")
    }
}
