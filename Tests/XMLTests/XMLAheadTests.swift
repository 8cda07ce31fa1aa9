import Foundation
import Testing
import XML

@Suite("Reading while the parser is ahead")
struct XMLAheadTests {
    /// A document of many pieces, and what a reader must meet in it, made side by side.
    private struct Sample {
        var text = "<a>\n"
        var events: [XMLEvent] = []
        private var line = 1

        /// - Parameter shift: bytes in front, which move the ends of all pieces.
        init(rows: Int, shift: Int) {
            text = "<!--\(String(repeating: "-x", count: shift))--><a>\n"
            events.append(.start(XMLElement(name: "a", attributes: [], line: 1)))
            for row in 0..<rows { add(row) }
            text += "</a>"
            events.append(.end)
        }

        private mutating func add(_ row: Int) {
            line += 1
            func start(_ name: String, _ attributes: (String, String)...) -> XMLEvent {
                let attributes = attributes.map { XMLAttribute(name: $0, value: $1) }
                return .start(XMLElement(name: name, attributes: attributes, line: line))
            }
            switch row % 4 {
            case 0:
                text += "  <leaf n=\"\(row)\" w=\"a&amp;b\">睦邻 \(row)</leaf>\n"
                events += [start("leaf", ("n", "\(row)"), ("w", "a&b")), .text("睦邻 \(row)"), .end]
            case 1:
                text += "  <bare/><blank>  </blank>\n"
                events += [start("bare"), .end, start("blank"), .text("  "), .end]
            case 2:
                text += "  <mixed>one<b>two</b> three &lt;\(row)</mixed>\n"
                events += [
                    start("mixed"), .text("one"), start("b"), .text("two"), .end,
                    .text(" three <\(row)"), .end,
                ]
            default:
                let long = String(repeating: "0123456789", count: row % 50)
                text += "  <branch> <deep><text k=\"\(long)\">\(long)</text></deep>\n</branch>\n"
                events += [start("branch"), start("deep"), start("text", ("k", long))]
                if !long.isEmpty { events.append(.text(long)) }
                events += [.end, .end, .end]
                line += 1
            }
        }
    }

    @Test("the same is met wherever the pieces of a file end")
    func pieces() throws {
        let folder = try Folder()
        for shift in 0..<40 {
            let sample = Sample(rows: 2_000, shift: shift)
            let reader = try XMLStreamReader(
                path: try folder.file("a.xml", holding: sample.text))
            for (number, expected) in sample.events.enumerated() {
                let event = try reader.next()
                try #require(event == expected, "shift \(shift), event \(number)")
            }
            #expect(try reader.next() == nil)
        }
    }

    @Test("what is wrong far behind is told after what is right before it")
    func lateError() throws {
        let folder = try Folder()
        let sample = Sample(rows: 10_000, shift: 0)
        let path = try folder.file("a.xml", holding: String(sample.text.dropLast(4)) + "</b>")
        let reader = try XMLStreamReader(path: path)
        var met = 0
        let refusal = #expect(throws: XMLError.self) {
            while let event = try reader.next() {
                try #require(event == sample.events[met])
                met += 1
            }
        }
        // Only the events of the last piece, 32 KiB, may be missing.
        #expect(met > sample.events.count * 9 / 10)
        let lines = sample.text.count { $0 == "\n" } + 1
        #expect(refusal?.description.contains("line \(lines):") == true)
        #expect(throws: XMLError.self) { _ = try reader.next() }
    }

    #if os(Linux)
        @Test("a reader let go in the middle leaves no file open and no parser at work")
        func letGo() throws {
            let folder = try Folder()
            let path = try folder.file("a.xml", holding: Sample(rows: 20_000, shift: 0).text)
            for events in [0, 1, 2, 1_000] {
                do {
                    let reader = try XMLStreamReader(path: path)
                    for _ in 0..<events { _ = try reader.next() }
                }
                let descriptors = "/proc/self/fd"
                let open = try FileManager.default.contentsOfDirectory(atPath: descriptors)
                    .filter {
                        let link = "\(descriptors)/\($0)"
                        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link))
                            == path
                    }
                #expect(open.isEmpty, "after \(events) events")
            }
        }
    #endif
}
