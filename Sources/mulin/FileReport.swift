import Foundation
import Journal
import Meals
import Settlement

/// What the check of one file came to.
struct FileReport {
    let file: String
    /// What a person reads where everything holds.
    var lines: [String] = []
    /// What was not checked, and why.
    var notes: [String] = []
    /// What does not hold, each with its place.
    var complaints: [String] = []
    /// How many more complaints there are.
    var further = 0
    /// How the check ended where it could not be made; 0 where it was made.
    var failure: Int32 = 0
    var json: [String: JSON] = [:]

    init(_ file: String) { self.file = file }

    /// The report of a check that broke off.
    init(_ file: String, _ error: any Error) throws {
        guard let failure = error as? Failure ?? Failure(error) else { throw error }
        self.init(file)
        self.failure = failure.code
        complaints = failure.message.split(separator: "\n").map { line in
            line.contains(file) ? String(line) : "\(file): \(line)"
        }
    }

    var code: Int32 { failure != 0 ? failure : complaints.isEmpty ? 0 : Failure.differs }

    func say(inJSON: Bool) {
        if inJSON {
            var json = json
            json["file"] = .text(file)
            json["holds"] = .bool(complaints.isEmpty)
            json["differences"] = .list(complaints.map { .text($0) })
            json["further_differences"] = .int(Int64(further))
            json["not_checked"] = .list(notes.map { .text($0) })
            Console.say(.object(json))
        }
        // What is no such file at all is an error on both channels.
        if !inJSON || failure != 0 {
            for complaint in complaints { Console.complain(complaint) }
            if further > 0 { Console.complain("\(file): … and \(further) more differences") }
        }
        if !inJSON, complaints.isEmpty { for line in lines + notes { Console.say(line) } }
    }
}
