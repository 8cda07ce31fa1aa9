import Foundation
import Testing

/// The kitchens' papers as Chromium prints them, looked at with poppler's tools.
@Suite("the kitchens' sheets on paper")
struct SheetPrintTests {
    @Test("are pages of A4 on which every cell of every table can be read")
    func printed() async throws {
        let demo = try await SmallDemo.kitchen()
        let names = try FileManager.default.contentsOfDirectory(atPath: demo.sheets)
            .filter { $0.hasSuffix(".html") }.sorted()
        #expect(names.count == 7)
        for name in names {
            let pdf = "\(demo.folder.path)/\(name).pdf"
            let printed = try await Program.run(
                "/usr/bin/env",
                [
                    "chromium", "--headless", "--no-sandbox", "--disable-gpu",
                    "--user-data-dir=\(demo.folder.path)/chromium", "--no-pdf-header-footer",
                    "--print-to-pdf=\(pdf)", "file://\(demo.sheets)/\(name)",
                ])
            try #require(printed.code == 0, "\(printed.errors)")
            let info = try await Program.run("/usr/bin/env", ["pdfinfo", pdf])
            let size = try #require(info.output.firstMatch(of: #/Page size: +([\d.]+) x ([\d.]+)/#))
            let sides = [Double(size.1) ?? 0, Double(size.2) ?? 0].sorted()
            #expect(abs(sides[0] - 595.3) < 1 && abs(sides[1] - 841.9) < 1, "\(name) \(sides)")
            let boxes = try await Program.run("/usr/bin/env", ["pdftotext", "-bbox", pdf, "-"])
            let width = Double(size.1) ?? 0
            let edges = boxes.output.matches(of: #/xMin="([\d.-]+)".*?xMax="([\d.]+)"/#)
            #expect(edges.count > 20)
            // Nothing runs into the margin of 12 mm, which is 34 points.
            #expect(
                edges.allSatisfy { (Double($0.1) ?? 0) > 30 && (Double($0.2) ?? 0) < width - 30 },
                "\(name)")
            let text = try await Program.run("/usr/bin/env", ["pdftotext", "-raw", pdf, "-"])
            let read = SheetPrintTests.plain(text.output)
            for cell in try SheetPrintTests.cells("\(demo.sheets)/\(name)") {
                #expect(read.contains(cell), "\(name): \(cell)")
            }
        }
    }

    private static func plain(_ text: String) -> String {
        String(text.unicodeScalars.filter { !$0.properties.isWhitespace })
    }

    /// What stands in a page's cells and headings, each text once.
    private static func cells(_ path: String) throws -> Set<String> {
        let html = try String(contentsOfFile: path, encoding: .utf8)
        let found = html.matches(of: #/<(?:td|th|h1|h2|b|span)[^>]*>([^<]*)</#)
        let texts = found.map { match in
            plain(
                String(match.1).replacing("&amp;", with: "&").replacing("&lt;", with: "<")
                    .replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
                    .replacing("&#39;", with: "'"))
        }
        return Set(texts.filter { !$0.isEmpty })
    }
}
