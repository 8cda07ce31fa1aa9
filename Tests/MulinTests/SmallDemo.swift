import Foundation
import Testing

/// A day of `mulin demo`, 2026-11-24, sold and settled, that commands can be tried on.
struct SmallDemo {
    let program: Program
    let folder: Folder
    /// The demo's options, without its data directory.
    let plan: [String]

    var data: String { folder.path + "/demo" }
    /// The acquirer's files of the morning after.
    var clearing: String { data + "/clearing/2026-11-24" }
    var settlement: String { data + "/settlement/settlement-2026-11-24.xml" }

    /// - Parameter faults: what is wrong with the acquirer's files, as `missing=1,extra=1`.
    init(
        meals: Int, canteens: Int, diners: Int, seed: Int? = nil, faults: String? = nil
    ) async throws {
        program = try Program()
        folder = try Folder()
        plan =
            ["--meals", "\(meals)", "--canteens", "\(canteens)", "--diners", "\(diners)"]
            + (seed.map { ["--seed", "\($0)"] } ?? []) + (faults.map { ["--faults", $0] } ?? [])
        let demo = try await program.run(["demo", "--data", data] + plan)
        try #require(demo.code == 0, "\(demo.errors)")
    }

    /// Runs a verb on the demo's data directory.
    func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await program.run(arguments + ["--data", data], environment: environment)
    }

    /// Names two officers.
    ///
    /// - Returns: their pass phrases.
    func officers() async throws -> [String: String] {
        var phrases: [String: String] = [:]
        for name in ["王会计", "李主任"] {
            let added = try await run(["officer", "add", name])
            try #require(added.code == 0, "\(added.errors)")
            phrases[name] = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return phrases
    }
}
