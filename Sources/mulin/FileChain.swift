import Foundation
import Journal
import Meals
import Settlement
import XML

/// Follows settlement files that are verified together: each names the digest of the one before.
///
/// The order in which they were given means nothing; their dates and issues do.
struct FileChain {
    private let schema: XMLSchema
    private var links: [Link] = []

    /// A file of the chain, and the place of its report.
    struct Link {
        let report: Int
        let file: String
        let header: SettlementHeader
        let digest: Digest

        var date: Day { header.settleDate }
        var order: (Day, Int) { (date, header.issue) }
        var name: String { "issue \(header.issue) of \(date)" }
        /// By date and issue; twins in the order in which they were named.
        static func isBefore(_ a: Link, _ b: Link) -> Bool {
            (a.date, a.header.issue, a.report) < (b.date, b.header.issue, b.report)
        }
        /// Files of one sender for one receiver are one chain.
        var chain: String { "\(header.sendInsCode) \(header.recvInsCode)" }
    }

    init(schema path: String) throws { schema = try XMLSchema(path: path) }

    mutating func add(_ link: Link) { links.append(link) }

    /// Adds to the reports what does not fit, and what could not be looked at.
    func check(_ reports: inout [FileReport]) {
        for (_, links) in Dictionary(grouping: links, by: \.chain) {
            var earlier: [Link] = []
            for link in links.sorted(by: Link.isBefore) {
                // The same bytes given twice are one file.
                if earlier.contains(where: { $0.digest == link.digest }) { continue }
                check(link, after: earlier, of: links, &reports[link.report])
                earlier.append(link)
            }
        }
    }

    private func check(
        _ link: Link, after earlier: [Link], of all: [Link], _ report: inout FileReport
    ) {
        func complain(_ words: String) { report.complaints.append("\(link.file): \(words)") }
        for other in earlier where other.header.fileId == link.header.fileId {
            complain("is \(link.header.fileId) too, with other bytes than \(other.file)")
        }
        if let twin = earlier.last, twin.order == link.order {
            complain("is \(link.name), and so is \(twin.file), with other bytes")
        }
        guard let previous = link.header.previous else {
            if link.header.issue > 1 {
                complain("is \(link.name), a correction, and names no file before it")
            } else if let last = earlier.last(where: { $0.date < link.date }) {
                complain("names no file before it, though \(last.file) is earlier")
            }
            return
        }
        guard let found = before(link, previous, all) else {
            if let last = earlier.last {
                complain(
                    "follows \(previous.fileId), which is neither among the files nor beside it: "
                        + "the chain is broken after \(last.file)")
            } else {
                report.notes.append(
                    "\(link.file): its predecessor \(previous.fileId) is not at hand: the chain to "
                        + "it was not checked")
            }
            return
        }
        if found.digest.hex != previous.digest {
            complain(
                "follows \(previous.fileId) with the digest \(previous.digest), but that file "
                    + "(\(found.file)) has \(found.digest)")
        }
        if link.header.issue > 1 {
            if found.order != (link.date, link.header.issue - 1) {
                complain(
                    "is \(link.name) and follows \(found.name): issue \(link.header.issue - 1) of "
                        + "\(link.date) is missing between them")
            }
        } else if found.date >= link.date {
            complain("is \(link.name) and follows \(found.name), which is not earlier")
        }
    }

    /// The file that a link names as the one before it: among those given, or in the same folder.
    private func before(
        _ link: Link, _ previous: SettlementHeader.Previous, _ all: [Link]
    ) -> Link? {
        let given = all.filter { $0.header.fileId == previous.fileId && $0.digest != link.digest }
        if let best = given.first(where: { $0.digest.hex == previous.digest }) ?? given.first {
            return best
        }
        let folder = URL(fileURLWithPath: link.file).deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let beside = names.filter { $0.hasSuffix(".xml") }.sorted().compactMap { name -> Link? in
            let path = folder.appendingPathComponent(name).path
            guard FileChain.head(of: path).contains("<fileId>\(previous.fileId)</fileId>"),
                let header = try? SettlementReader(path: path, schema: schema).header,
                header.fileId == previous.fileId, let digest = try? Digest(ofFile: path)
            else { return nil }
            return Link(report: link.report, file: path, header: header, digest: digest)
        }
        return beside.first { $0.digest.hex == previous.digest } ?? beside.first
    }

    private static func head(of path: String) -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? handle.close() }
        return String(decoding: (try? handle.read(upToCount: 2_048)) ?? Data(), as: UTF8.self)
    }
}
