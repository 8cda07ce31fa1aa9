import Foundation
import Testing

@Suite("mulin till", .serialized)
struct TillCommandTests {
    private static let python = "/usr/bin/python3"

    private static func script(_ name: String) -> String {
        Tree.root + "/Tests/MulinTests/Python/" + name
    }

    /// A browser and its driver; `scripts/test` installs them.
    static var hasBrowser: Bool {
        ["/usr/bin/chromium", "/usr/bin/chromedriver"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    @Test(
        "a whole shift in a browser, by keyboard and finger: enrolment, sales, refund, outage, close, Z",
        .enabled(if: hasBrowser, "chromium and chromium-driver are not installed"))
    func walk() async throws {
        let program = try Program()
        let folder = try Folder()
        // Inside the build folder, which is nobody's source: a person may look at them.
        let pictures = Tree.root + "/.build/till-pictures"
        let outcome = try await Program.run(
            TillCommandTests.python,
            [
                TillCommandTests.script("shift_walk.py"), program.path, Tree.root, folder.path,
                pictures,
            ])
        #expect(outcome.code == 0, "\(outcome.output)\n\(outcome.errors)")
        #expect(outcome.output.contains("holds; 19 records"), "\(outcome.output)")
    }

    @Test("killed at any moment of 200 sales it has lost none that was answered and doubled none")
    func kills() async throws {
        let program = try Program()
        let district = try await SmallDistrict(program)
        let till = district.folder.path + "/till"
        try await enrol("AA000001", in: till, district, program)
        let seed = UInt32.random(in: 0...UInt32.max)
        let outcome = try await Program.run(
            TillCommandTests.python,
            [
                TillCommandTests.script("kill_till.py"), program.path, "AA000001", till, "200",
                "\(seed)",
            ])
        #expect(outcome.code == 0, "seed \(seed): \(outcome.output)\n\(outcome.errors)")
        #expect(outcome.output.contains(#""sales": 200"#))
        let verified = try await program.run(["verify", till + "/epoch-001.journal"])
        #expect(verified.code == 0 && verified.output.contains("holds; 201 records"))
    }

    /// Enrols a till with a code on the command line and ends it again.
    private func enrol(
        _ terminal: String, in folder: String, _ district: SmallDistrict, _ program: Program
    ) async throws {
        let code = try await program.run(["enrol", terminal, "--data", district.data])
        let service = try RunningService(program, data: district.data)
        defer { service.stop() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.path)
        process.arguments = [
            "till", terminal, "--service", service.address, "--port", "0", "--directory", folder,
            "--code", code.output.trimmingCharacters(in: .whitespacesAndNewlines),
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.start()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        #expect(line.contains("mulin: the till is on http://127.0.0.1:"), "\(line)")
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("what cannot be started is told in one line")
    func refusals() async throws {
        let program = try Program()
        let folder = try Folder()
        for (arguments, words) in [
            (["till", "AA1"], "is not a terminal's id"),
            (["till", "AA000001", "--printer", "lpt1"], "--printer lpt1"),
            (
                [
                    "till", "AA000001", "--service", "http://127.0.0.1:9", "--code", "ABCD",
                    "--directory", folder.path + "/till",
                ], "cannot be reached"
            ),
        ] {
            let outcome = try await program.run(arguments)
            #expect(outcome.code != 0 && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
        }
    }
}
