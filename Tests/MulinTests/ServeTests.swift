import Foundation
import Testing

/// A `mulin serve` that ends with the test.
final class RunningService {
    let address: String
    let port: Int
    private let process = Process()

    /// - Parameter errors: a file for what it says to standard error.
    init(_ program: Program, data: String, errors: String? = nil) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program.path)
        process.arguments = ["serve", "--data", data, "--port", "0"]
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        if let errors {
            try #require(FileManager.default.createFile(atPath: errors, contents: nil))
            process.standardError = FileHandle(forWritingAtPath: errors)
        }
        try process.start()
        var text = ""
        while !text.contains("\n") {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the service said nothing")
            text += String(decoding: data, as: UTF8.self)
        }
        let word = try #require(text.split(separator: " ").first { $0.hasPrefix("http://") })
        address = String(word)
        port = try #require(Int(word.split(separator: ":").last ?? ""))
    }

    func stop() {
        // Once it is gone its number may be another process's.
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    deinit { if process.isRunning { process.terminate() } }
}

@Suite("mulin serve", .serialized)
struct ServeTests {
    @Test("a second process on the directory, or on the port, is told who has it")
    func alreadyThere() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let other = try await SmallDistrict(program)
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        let second = try await program.run(["serve", "--data", district.data, "--port", "0"])
        #expect(second.code == 69)
        #expect(second.errors.contains("is in use by process"))
        let closing = try await program.run(["close", "2026-11-23", "--data", district.data])
        #expect(closing.code == 69)
        #expect(closing.errors.contains("is in use by process"))
        #expect(closing.errors.contains("--service"))
        let port = try await program.run([
            "serve", "--data", other.data, "--port", "\(service.port)",
        ])
        #expect(port.code == 69)
        #expect(port.errors.contains("port \(service.port)"))
        #expect(port.errors.split(separator: "\n").count == 1, "\(port.errors)")
    }

    @Test("tills replay through a running service, and it closes the window for the bureau")
    func throughService() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        let sales = try district.folder.write(
            "sales.csv",
            SmallDistrict.salesHeader
                + "s1,2026-11-23T11:05:00,A1,AA000001,6299990000000001,,101,1,20.00,cash\n"
                + "s2,2026-11-23T12:05:00,B1,BB000001,6299990000000001,,101,1,20.00,cash\n")
        let replay = try await program.run([
            "replay", sales, "--data", district.data, "--service", service.address,
        ])
        #expect(replay.code == 0, "\(replay.errors)")
        let closed = try await program.run([
            "close", "2026-11-23", "--data", district.data, "--service", service.address,
        ])
        #expect(closed.code == 0, "\(closed.errors)")
        #expect(closed.output.contains("complete"))
        // Closed once; asked again, its certificate is given again.
        let again = try await program.run([
            "close", "2026-11-23", "--data", district.data, "--service", service.address,
        ])
        #expect(again.code == 0 && again.output == closed.output, "\(again.errors)")
        service.stop()
        // Rule C is once a day across canteens: asked online, the second till did not grant it.
        let settled = try await program.run([
            "settle", "2026-11-23", "--data", district.data, "--out", district.folder.path,
        ])
        #expect(settled.code == 0, "\(settled.errors)")
        let xml = String(
            decoding: try district.folder.bytes("settlement-2026-11-23.xml"), as: UTF8.self)
        #expect(xml.split(separator: "<subsidy ").count == 2)
    }

    @Test("an enrolment code is given once, typed without regard to dashes or case")
    func enrolmentCode() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let code = try await program.run(["enrol", "AA000001", "--data", district.data])
        #expect(code.code == 0)
        #expect(code.output.wholeMatch(of: #/[0-9]{4}-[0-9]{4}\n/#) != nil)
        let unknown = try await program.run(["enrol", "ZZ000001", "--data", district.data])
        #expect(unknown.code == 65)
        #expect(unknown.errors.contains("ZZ000001"))
    }
}
