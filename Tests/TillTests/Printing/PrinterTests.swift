import Foundation
import Testing

@testable import Till

@Suite("A till's printer", .timeLimit(.minutes(30)))
struct PrinterTests {
    private let slip = SlipSamples.slip(SlipSamples.sale(SlipSamples.lines(["红烧肉", "𠮷饭"])))
    private let fine = PrintOutcome.printed(missing: [], paperIsLow: false)
    private let questions: (before: [UInt8], after: [UInt8]) = (
        [0x10, 0x04, 0x04], [0x1D, 0x72, 0x01]
    )

    private func printer(
        _ fake: FakePrinter, _ particulars: String = "", patience: Duration = .seconds(20)
    ) throws -> Printer {
        Printer(
            try PrinterAddress("tcp:127.0.0.1:\(fake.port)\(particulars)"), patience: patience)
    }

    @Test("over the network it gets exactly the slip's bytes between two questions")
    func network() async throws {
        let fake = try FakePrinter(.answers(paper: 0x12, done: 0x00))
        let printer = try printer(fake)
        #expect(await printer.print(slip) == fine)
        #expect(await printer.print(slip.reprinted, opensDrawer: true) == fine)
        let jobs = try await fake.jobs(2)
        #expect(jobs[0] == questions.before + SlipSamples.bytes(slip) + questions.after)
        #expect(jobs[1] == questions.before + SlipSamples.bytes(slip.reprinted) + questions.after)
        #expect(await printer.kept.isEmpty && fine.line == nil)
        fake.stop()
    }

    @Test("one that does not answer questions is asked none and gets the bytes alone")
    func silent() async throws {
        let fake = try FakePrinter(.silent)
        let printer = try printer(fake, ",silent,80mm,drawer,gbk")
        let set = SetSlip(slip, on: .wide, hasFourByteGlyphs: false)
        let expected = PrintOutcome.printed(missing: ["𠮷"], paperIsLow: false)
        #expect(await printer.print(slip, opensDrawer: true) == expected)
        #expect(await printer.openDrawer() == fine)
        #expect(
            try await fake.jobs(2) == [
                PrinterCode.bytes(set, opensDrawer: true), PrinterCode.drawer,
            ])
        fake.stop()
    }

    @Test("out of paper it gets no slip; with a new roll the kept one comes out as it was")
    func paper() async throws {
        let empty = try FakePrinter(.answers(paper: 0x72, done: 0x00))
        let printer = try printer(empty)
        let outcome = await printer.print(slip)
        #expect(outcome == .kept(.outOfPaper))
        #expect(outcome.line == "E22 打印机缺纸 → 换纸后 [重印]")
        #expect(try await empty.jobs(1) == [questions.before])
        #expect(await printer.kept == [slip])
        #expect(await printer.printKept() == .kept(.outOfPaper))
        #expect(await printer.kept == [slip])
        empty.stop()
    }

    @Test("a roll that is nearly at its end, or ends in the slip, is said")
    func lowPaper() async throws {
        let low = try FakePrinter(.answers(paper: 0x1E, done: 0x03))
        let outcome = try await printer(low).print(slip)
        #expect(outcome == .printed(missing: [], paperIsLow: true))
        #expect(outcome.line == "E25 打印纸快用完 → 备好纸卷")
        low.stop()
        let ends = try FakePrinter(.answers(paper: 0x12, done: 0x0F))
        let printer = try printer(ends)
        #expect(await printer.print(slip) == .kept(.outOfPaper))
        #expect(await printer.kept == [slip.reprinted])
        ends.stop()
    }

    @Test("one that hangs is given up at the deadline, and the slip is kept")
    func hanging() async throws {
        let fake = try FakePrinter(.hangs)
        let printer = try printer(fake, patience: .milliseconds(200))
        let outcome = await printer.print(slip)
        #expect(outcome == .kept(.noAnswer))
        #expect(outcome.line == "E21 打印机没有响应 → [重印]")
        #expect(await printer.kept == [slip])
        fake.stop()
    }

    @Test("one that never takes all the bytes is given up in the middle of them")
    func clogged() async throws {
        let fake = try FakePrinter(.hangs)
        let address = try PrinterAddress("tcp:127.0.0.1:\(fake.port)")
        let port = try PrinterPort.reach(address.place, until: .now + .seconds(30))
        let bytes = [UInt8](repeating: 0x20, count: 64 << 20)
        let result = port.hand(bytes, until: .now + .milliseconds(500))
        #expect(result.failure == .noAnswer && (1..<bytes.count).contains(result.taken))
        fake.stop()
    }

    @Test("a slip that may be on paper already is never printed again without saying so")
    func stopsInTheMiddle() async throws {
        let fake = try FakePrinter(.stopsInTheMiddle)
        let printer = try printer(fake)
        #expect(await printer.print(slip) == .kept(.noAnswer))
        #expect(await printer.kept == [slip.reprinted])
        #expect(await printer.printKept() == .kept(.noAnswer))
        #expect(await printer.kept == [slip.reprinted])
        fake.stop()
    }

    @Test("one that is away, or hangs up, is said to be; nothing waits long")
    func away() async throws {
        let rude = try FakePrinter(.hangsUp)
        #expect(try await printer(rude).print(slip) == .kept(.noAnswer))
        rude.stop()
        let gone = try PrinterAddress("tcp:127.0.0.1:1")
        #expect(await Printer(gone).print(slip) == .kept(.noAnswer))
        let nameless = try PrinterAddress("tcp:no-such-printer.invalid")
        let outcome = await Printer(nameless, patience: .seconds(20)).print(slip)
        guard case .kept = outcome else {
            Issue.record("it printed on a host that does not exist")
            return
        }
    }

    @Test("into a file slips go one after the other, whole, however many ask at once")
    func file() async throws {
        let folder = try Folder()
        let path = folder.path + "/slips.prn"
        let printer = Printer(try PrinterAddress("file:\(path)"))
        let expected = SlipSamples.bytes(slip)
        await withTaskGroup(of: PrintOutcome.self) { group in
            for _ in 0..<20 { group.addTask { await printer.print(slip) } }
            for await outcome in group { #expect(outcome == fine) }
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(Array(bytes) == (0..<20).flatMap { _ in expected })
    }

    @Test("a path that is not there, or is something else, is named with the reason")
    func paths() async throws {
        let folder = try Folder()
        let pipe = folder.path + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        for (address, reason) in [
            ("\(folder.path)/lp9", "不存在"),
            ("file:\(folder.path)/a/b", "不存在"),
            ("file:\(folder.path)", "不是文件"), (pipe, "不是设备"),
            ("file:\(pipe)", "不是文件"),
        ] {
            let printer = Printer(try PrinterAddress(address))
            let path = address.split(separator: ":").last.map(String.init) ?? ""
            let outcome = await printer.print(slip)
            #expect(outcome == .kept(.cannotOpen(path, reason: reason)))
            #expect(outcome.line == "E23 打不开打印机 \(path)（\(reason)） → 查线后 [重印]")
            #expect(await printer.kept == [slip])
        }
    }

    @Test("a device takes the bytes; one that is full is out of paper")
    func devices() async throws {
        #expect(await Printer(try PrinterAddress("/dev/null")).print(slip) == fine)
        let full = Printer(try PrinterAddress("/dev/full"))
        #expect(await full.print(slip) == .kept(.outOfPaper))
    }

    @Test("kept slips come out oldest first, and only the last twenty are kept")
    func kept() async throws {
        let folder = try Folder()
        let path = folder.path + "/later/slips.prn"
        let printer = Printer(try PrinterAddress("file:\(path)"))
        let slips = (1...25).map {
            SlipSamples.slip(SlipSamples.sale(SlipSamples.lines(["菜\($0)"])))
        }
        #expect(await printer.printKept() == nil)
        for slip in slips { _ = await printer.print(slip) }
        #expect(await printer.kept == Array(slips.suffix(20)))
        try FileManager.default.createDirectory(
            atPath: folder.path + "/later", withIntermediateDirectories: true)
        while let outcome = await printer.printKept() { #expect(outcome == fine) }
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(Array(bytes) == slips.suffix(20).flatMap { SlipSamples.bytes($0) })
    }
}
