import Foundation
import Journal
import Meals
import Testing

@testable import Till

/// Sales, reports and headings to print.
enum SlipSamples {
    static let at = Moment(Day(number: 20_780), secondOfDay: 11 * 3600 + 5 * 60 + 9)
    static let id = RecordID(terminal: "YP001A01", epoch: 1, seq: 12)
    static let heading = SlipHeading(canteen: "殷行长者食堂", id: id, at: at)

    static func sale(
        _ lines: [SaleLine], discount: Fen = .zero, grants: [Grant] = [], diner: DinerID? = nil,
        channel: Channel = .dineIn, tenders: [TenderKind] = [.cash]
    ) -> Sale {
        let paid = lines.total(\.amount) - discount - grants.total(\.amount)
        let first = Fen(paid.fen / Int64(tenders.count))
        var payments = tenders.map { Tender(kind: $0, amount: first) }
        let rest = paid - first * tenders.count
        if let last = payments.popLast() {
            payments.append(Tender(kind: last.kind, amount: last.amount + rest))
        }
        return Sale(
            canteen: "yp.001", day: at.day, period: .lunch, channel: channel, lines: lines,
            discount: discount, grants: grants, tenders: payments, diner: diner, snapshot: "s")
    }

    static func lines(_ names: [String], price: Int64 = 1200) -> [SaleLine] {
        names.enumerated().map { index, name in
            SaleLine(item: name, quantity: 1 + index % 3, unitPrice: Fen(price + Int64(index) * 5))
        }
    }

    /// The slip of a sale, items under their own names.
    static func slip(_ sale: Sale) -> SlipDocument { .sale(sale, heading) { _ in nil } }

    static func bytes(
        _ slip: SlipDocument, on paper: Paper = .narrow, hasFourByteGlyphs: Bool = true
    ) -> [UInt8] {
        PrinterCode.bytes(SetSlip(slip, on: paper, hasFourByteGlyphs: hasFourByteGlyphs))
    }

    static func report(_ kind: TillReport.Kind, drawer: DrawerCount? = nil) -> TillReport {
        let totals = DayClose(
            day: at.day, first: 1, last: 131, sales: 120, reversals: 3, gross: Fen(192_000),
            discount: Fen(12_345), subsidy: Fen(30_055), paid: Fen(149_600))
        return TillReport(
            kind, canteen: "殷行长者食堂",
            head: ChainHead(
                terminal: "YP001A01", epoch: 2, seq: kind == .z ? 132 : 131,
                hash: Digest(of: Array("head".utf8))),
            at: at, cashier: "王姐", shift: 7, totals: totals,
            tenders: [
                .init(kind: .cash, count: 30, amount: Fen(40_000)),
                .init(kind: .unionPayCard, count: 41, amount: Fen(60_000)),
                .init(kind: .unionPayQR, count: 52, amount: Fen(49_600)),
            ], drawer: drawer, unsent: 4)
    }

    static let drawer = DrawerCount(
        float: Fen(20_000), taken: Fen(40_000), paidIn: Fen(1_000), paidOut: Fen(5_000),
        piles: [
            .init(value: Fen(10_000), pieces: 4), .init(value: Fen(5_000), pieces: 2),
            .init(value: Fen(1_000), pieces: 5), .init(value: Fen(100), pieces: 8),
        ])

    static func key() throws -> SigningKey {
        try #require(SigningKey(secret: Array(repeating: 7, count: 32)))
    }
}

/// The folder that slips are drawn into, to be looked at; it is no part of the tree.
enum PrintedSlips {
    private static let python = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Python").path
    private static let folder: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "printed-slips").path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// Whether pictures can be drawn and codes be read here.
    static let canDraw =
        (try? run("-c", ["import PIL, qrcode; from pyzbar import pyzbar"]))?.code == 0

    /// What an independent printer makes of the bytes: lines of text.
    static func paper(_ bytes: [UInt8], on paper: Paper, name: String, drawn: Bool) throws
        -> [String]
    {
        let path = "\(folder)/\(name)-\(paper.rawValue)"
        // At once or not at all: other tests print the same slips at the same time.
        try Data(bytes).write(to: URL(filePath: path + ".prn"), options: .atomic)
        let answer = try run(
            "\(python)/paper.py",
            [path + ".prn", "\(paper.columns)"] + (drawn ? ["--png", path + ".png"] : []))
        try #require(answer.code == 0, "\(answer.output)")
        try Data(answer.output.utf8).write(to: URL(filePath: path + ".txt"), options: .atomic)
        return answer.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }

    /// Asks Python's table for its opinion of a list of characters and bytes.
    static func glyphs(_ list: String) throws -> (code: Int32, output: String) {
        try Data(list.utf8).write(to: URL(filePath: "\(folder)/glyphs.list"))
        return try run("\(python)/glyphs.py", ["\(folder)/glyphs.list"])
    }

    private static func run(_ script: String, _ words: [String]) throws
        -> (code: Int32, output: String)
    {
        let process = Process()
        // The system's own: Debian's packages belong to it, whatever else is first on the path.
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [script] + words
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

extension [UInt8] {
    /// Bytes as a hand-written dump has them: hexadecimal with blanks between.
    init(dump: String) throws {
        self = try #require([UInt8](hex: dump.filter { !$0.isWhitespace }))
    }

    func contains(_ part: [UInt8]) -> Bool { count(of: part) > 0 }

    func count(of part: [UInt8]) -> Int {
        guard count >= part.count else { return 0 }
        return (0...(count - part.count)).count { Array(self[$0..<($0 + part.count)]) == part }
    }
}
