internal import Journal
package import Meals

/// A ZM_ or ZME_ file taken apart so that a settlement file can carry it byte for byte.
package struct ClearingSource: Sendable {
    package let name: ClearingName
    package let file: SettlementClearingFile
    private let layout: FixedLayout
    private let lines: [ArraySlice<UInt8>]

    /// - Throws: what keeps the file from being carried; that its content is right is asked
    ///   elsewhere (``ClearingDay``).
    package init(
        _ bytes: [UInt8], file path: String, name: ClearingName, counterparty: Counterparty
    ) throws(Problems) {
        var leniency = Leniency(counterparty, name.settleDate)
        let kind: SettlementClearingFile.Layout
        switch name.kind {
        case .general: kind = leniency.allows(.fields41) ? .generalOf41 : .general
        case .disputes: kind = .disputes
        case .totals:
            throw Problems(
                Problem(file: path, reason: "is a report of totals; no movement stands in it"))
        }
        var reading = try ClearingLines(bytes, file: path, &leniency)
        let isOpen = bytes.last.map { $0 != 0x0A } ?? false
        let ended = isOpen ? reading.lines.dropLast() : reading.lines[...]
        let withReturn = ended.count { bytes[$0.endIndex] == 0x0D }
        if withReturn > 0, withReturn < ended.count {
            throw Problems(Problem(file: path, reason: "mixes CRLF and LF: it is not carried"))
        }
        file = SettlementClearingFile(
            merId: name.merchant, layout: kind,
            lineEnd: withReturn == 0 && !ended.isEmpty ? .lf : .crlf, isLastLineOpen: isOpen,
            digest: Digest(of: bytes), series: name.series)
        layout = file.fields.layout
        lines = reading.lines
        self.name = name
        for (index, line) in lines.enumerated() where !reading.isFull {
            let shape = layout.problems(in: line, file: path, line: index + 1)
            if shape.isEmpty, layout.bytes(of: layout.record(line)).map({ $0[...] }) != line {
                reading.report(index + 1, nil, "has GBK that does not come back as it was")
            }
            reading.report(shape)
        }
        try reading.refuseProblems()
    }

    package var count: Int { lines.count }

    /// The record of a line, from 0.
    package func record(_ index: Int) -> FixedRecord { layout.record(lines[index]) }
}

/// Puts the bytes of the acquirer's files together again.
package struct ClearingBytes: Sendable {
    private let file: SettlementClearingFile
    private var bytes: [UInt8] = []

    package init(_ file: SettlementClearingFile) { self.file = file }

    /// Adds a line.
    ///
    /// - Returns: false where a field does not fit its place.
    package mutating func add(_ record: FixedRecord) -> Bool {
        guard let line = file.fields.layout.bytes(of: record) else { return false }
        if !bytes.isEmpty { bytes += file.lineEnd.bytes }
        bytes += line
        return true
    }

    /// The whole file.
    package var whole: [UInt8] {
        bytes.isEmpty || file.isLastLineOpen ? bytes : bytes + file.lineEnd.bytes
    }
}
