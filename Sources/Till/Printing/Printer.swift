internal import Dispatch

/// A till's printer: one job after the other, each with a deadline.
///
/// It is only ever given what is in the journal already, and it holds up no sale: what does not
/// come out is kept and can be printed again.
package actor Printer {
    package nonisolated let address: PrinterAddress
    private let patience: Duration
    /// Where waiting for a printer blocks nobody else.
    private let jobs = DispatchQueue(label: "mulin.printer")
    /// Slips that did not come out, oldest first.
    package private(set) var kept: [SlipDocument] = []

    /// More than this no cashier prints again; older ones can be printed from the journal.
    private static let mostKept = 20

    /// - Parameter patience: how long a job may take from its beginning to the printer's answer.
    package init(_ address: PrinterAddress, patience: Duration = .seconds(8)) {
        self.address = address
        self.patience = patience
    }

    /// Prints a slip; where it does not come out, it is kept.
    package func print(_ slip: SlipDocument, opensDrawer: Bool = false) async -> PrintOutcome {
        let set = SetSlip(
            slip, on: address.paper, hasFourByteGlyphs: address.hasFourByteGlyphs)
        let bytes = PrinterCode.bytes(set, opensDrawer: opensDrawer && address.hasDrawer)
        let result = await send(bytes)
        if let failure = result.failure {
            // Some of it may be on paper: two first slips of one sale there must never be.
            kept.append(result.hasBegun && !slip.isReprint ? slip.reprinted : slip)
            if kept.count > Printer.mostKept { kept.removeFirst() }
            return .kept(failure)
        }
        return .printed(missing: set.missing, paperIsLow: result.paperIsLow)
    }

    /// Prints the oldest slip that did not come out; nil where there is none.
    package func printKept() async -> PrintOutcome? {
        guard !kept.isEmpty else { return nil }
        return await print(kept.removeFirst())
    }

    /// Opens the drawer without printing.
    package func openDrawer() async -> PrintOutcome {
        guard address.hasDrawer else { return .printed(missing: [], paperIsLow: false) }
        let result = await send(PrinterCode.drawer)
        if let failure = result.failure { return .kept(failure) }
        return .printed(missing: [], paperIsLow: result.paperIsLow)
    }

    private func send(_ bytes: [UInt8]) async -> PrintResult {
        let (address, patience) = (address, patience)
        return await withCheckedContinuation { continuation in
            jobs.async {
                continuation.resume(
                    returning: PrintResult(bytes, to: address, patience: patience))
            }
        }
    }
}

/// One job from the opening of the printer to its answer.
private struct PrintResult: Sendable {
    private(set) var failure: PrintFailure?
    /// True once the printer has any of the slip's bytes.
    private(set) var hasBegun = false
    private(set) var paperIsLow = false

    init(_ bytes: [UInt8], to address: PrinterAddress, patience: Duration) {
        let start = ContinuousClock.now
        // Whoever is there says so at once; only printing takes its time.
        let (greeting, deadline) = (start + patience / 4, start + patience)
        do throws(PrintFailure) {
            let port = try PrinterPort.reach(address.place, until: greeting)
            let asks = address.answers && address.isNetwork
            if asks {
                // Bits 5 and 6: no paper; a printer that does not answer this gets no slip.
                let answer = try ask(PrinterCode.paperQuestion, port, until: greeting)
                guard answer & 0x60 == 0 else { throw .outOfPaper }
            }
            let (taken, failure) = port.hand(bytes, until: deadline)
            hasBegun = taken > 0
            if let failure { throw failure }
            if asks {
                // Bits 2 and 3: no paper; bits 0 and 1: not much of it.
                let answer = try ask(PrinterCode.doneQuestion, port, until: deadline)
                guard answer & 0x0C == 0 else { throw .outOfPaper }
                paperIsLow = answer & 0x03 != 0
            }
        } catch {
            failure = error
        }
    }

    private func ask(
        _ question: [UInt8], _ port: borrowing PrinterPort, until deadline: ContinuousClock.Instant
    ) throws(PrintFailure) -> UInt8 {
        if let failure = port.hand(question, until: deadline).failure { throw failure }
        guard let answer = port.readByte(until: deadline) else { throw .noAnswer }
        return answer
    }
}

extension PrinterAddress {
    fileprivate var isNetwork: Bool {
        switch place {
        case .tcp: true
        case .file, .device: false
        }
    }
}
