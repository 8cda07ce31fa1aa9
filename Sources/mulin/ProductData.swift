import Foundation
import Meals

/// The files that come with mulin and that a district edits: `Menus/` and `Settlements/`.
struct ProductData {
    let root: String

    /// Finds them: where `MULIN_HOME` says, beside or above the program, or in this folder.
    init() throws {
        var candidates: [String] = []
        if let home = ProcessInfo.processInfo.environment["MULIN_HOME"] {
            candidates.append(home)
        } else {
            var folder = URL(fileURLWithPath: ProductData.programPath)
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                candidates.append(folder.path)
                candidates.append(folder.path + "/share/mulin")
            }
            candidates.append(FileManager.default.currentDirectoryPath)
        }
        let found = candidates.first {
            FileManager.default.fileExists(atPath: $0 + "/Settlements/Schema/settlement-1.xsd")
        }
        guard let found else {
            throw Failure(
                "the folders Menus and Settlements are not beside the program; set MULIN_HOME to "
                    + "where they are", code: Failure.badInput)
        }
        root = found
    }

    /// The path of the running program.
    static var programPath: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }

    /// Where it lies, with what is shipped beside it.
    static var programFolder: String {
        URL(fileURLWithPath: programPath).deletingLastPathComponent().path
    }

    var schemaPath: String { root + "/Settlements/Schema/settlement-1.xsd" }
    var menuPath: String { root + "/Menus" }
    var samplePolicyPath: String { root + "/Settlements/Policies/putuo-2025.yaml" }

    /// The official calendars, by year.
    func calendars() throws -> [(text: String, file: String)] {
        let folder = root + "/Settlements/Calendar"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".yaml") }
            .map { (try String(contentsOfFile: folder + "/" + $0, encoding: .utf8), $0) }
    }
}

extension [UInt8] {
    /// The bytes of a file that a person named.
    ///
    /// - Throws: a line that names the file and says why it cannot be read.
    init(file path: String) throws {
        do {
            self = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            let there = FileManager.default.fileExists(atPath: path)
            throw Failure(
                "\(path): \(there ? error.localizedDescription : "there is no such file")",
                code: Failure.badInput)
        }
    }

    /// The bytes of a CSV file that a person hands in; that it is not UTF-8 is said.
    init(table path: String) throws {
        try self.init(file: path)
        if let (_, encoding) = TextEncoding.decode(self), encoding == .gb18030 {
            Console.warn("\(path): read as \(encoding.rawValue)")
        }
    }
}
