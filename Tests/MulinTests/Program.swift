import Foundation
import Testing

/// The built program, run as a process of its own.
struct Program {
    let path: String

    init() throws {
        // Test runner and program lie in the same folder.
        let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folders =
            [URL(fileURLWithPath: runner).deletingLastPathComponent().path]
            + CommandLine.arguments.map {
                URL(fileURLWithPath: $0).deletingLastPathComponent().path
            }
        let found = folders.map { $0 + "/mulin" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        path = try #require(found, "the program mulin is not beside the tests; build it first")
    }

    /// What a run left behind.
    struct Outcome {
        let code: Int32
        let output: String
        let errors: String
    }

    /// Runs the program to its end.
    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await Program.run(path, arguments, environment: environment)
    }

    /// Runs any program to its end.
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { _, new in new }
        let folder = try Folder()
        let (output, errors) = (folder.path + "/out", folder.path + "/err")
        for name in [output, errors] {
            #expect(FileManager.default.createFile(atPath: name, contents: nil))
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try await process.runToEnd()
        return Outcome(
            code: process.terminationStatus,
            output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }
}

extension Process {
    private static let starting = NSLock()

    /// Starts the process while no other one starts: Foundation on Linux was seen to read freed
    /// memory where dozens of tests did so at once.
    func start() throws {
        try Process.starting.withLock { try run() }
    }

    /// Starts the process and waits without holding a thread.
    func runToEnd() async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            terminationHandler = { _ in done.resume() }
            do {
                try start()
            } catch {
                terminationHandler = nil
                done.resume(throwing: error)
            }
        }
    }
}

/// A folder that is gone with the test.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/mulin-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }
}

/// Places in the source tree.
enum Tree {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static let schema = root + "/Settlements/Schema/settlement-1.xsd"
    static let rederive = root + "/Tests/SettlementTests/rederive_totals.py"
    static let restaurantScript = root + "/Tests/MulinTests/Python/restaurant_orders.py"
    static let restaurantOrders =
        root + "/../shared/data/cn-restaurant-orders/meal_order_detail.csv"
}

/// A small district that commands can be tried on.
struct SmallDistrict {
    let folder: Folder
    let data: String

    static let canteens = """
        canteen,name,kind,street,merchant,terminals,kitchen,seats
        A1,控江路街道睦邻小厨,canteen,310110012,999290058120001,AA000001;AA000002,K1,80
        B1,殷行街道睦邻小厨,point,310110016,999290058120002,BB000001,K1,30

        """

    static let roster = """
        diner,name,id_number,birth_date,cards,hukou,residence,statuses,valid_from,valid_to
        D1,王某,,1940-05-01,6299990000000001,310110012,310107016,,2020-01-01,
        D2,李某,,1955-03-02,6299990000000002,310110016,310110016,dibao,2020-01-01,

        """

    static let salesHeader =
        "sale,sold_at,canteen,terminal,card,channel,item,quantity,unit_price,tender\n"

    init(_ program: Program) async throws {
        folder = try Folder()
        data = folder.path + "/data"
        let outcome = try await program.run([
            "init", "--canteens", try folder.write("canteens.csv", SmallDistrict.canteens),
            "--roster", try folder.write("roster.csv", SmallDistrict.roster), "--policy",
            Tree.root + "/Settlements/Policies/putuo-2025.yaml", "--menu", Tree.root + "/Menus",
            "--data", data,
        ])
        try #require(outcome.code == 0, "\(outcome.errors)")
    }

    func replay(_ program: Program, _ rows: String) async throws -> Program.Outcome {
        let file = try folder.write("sales.csv", SmallDistrict.salesHeader + rows)
        return try await program.run(["replay", file, "--data", data])
    }
}
