import Foundation
import Meals
import Testing

extension Program {
    /// Closes and settles a date that is still to come; three readers must accept its file.
    ///
    /// - Returns: what the file says.
    func settleAhead(_ data: String) async throws -> String {
        let now = Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).day
        let date = max(now, Day(number: 20_787)) + 1
        let closed = try await run([
            "close", "\(date)", "--force", "--today", "\(date)", "--data", data,
        ])
        try #require(closed.code == 0, "\(closed.errors)")
        let settled = try await run(["settle", "\(date)", "--data", data])
        try #require(settled.code == 0, "\(settled.errors)")
        let path = "\(data)/settlement/settlement-\(date).xml"
        let verified = try await run(["verify", path])
        #expect(verified.code == 0, "\(verified.output)")
        for words in [
            ["python3", Tree.rederive, path],
            ["xmllint", "--noout", "--nonet", "--schema", Tree.schema, path],
        ] {
            let other = try await Program.run("/usr/bin/env", words)
            #expect(other.code == 0, "\(other.output) \(other.errors)")
        }
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}
