internal import Journal
internal import Meals

/// Follows the acquirer's files in a settlement file: their order, references, sums and bytes.
struct ClearingRules {
    private let header: SettlementHeader
    private var file: SettlementClearingFile?
    private var last: [Bool: MerchantID] = [:]
    private var line = 0
    private var rows = 0
    private var bytes = DigestBuilder()
    private var isWhole = true

    init(_ header: SettlementHeader) { self.header = header }

    /// What is wrong with the next file; merchants ascend in each section.
    mutating func defects(
        ofNext file: SettlementClearingFile, isKnown: Bool
    ) -> [SettlementDefect] {
        var defects: [SettlementDefect] = isKnown ? [] : [.unknownMerchant(file.merId)]
        let isDispute = file.layout == .disputes
        if let last = last[isDispute], file.merId <= last {
            defects.append(.order(after: "the file of \(last)"))
        }
        last[isDispute] = file.merId
        self.file = file
        (line, bytes, isWhole) = (0, DigestBuilder(), true)
        return defects
    }

    /// What is wrong with the next record of the file.
    mutating func defects(
        ofNext movement: SettlementMovement, marks: inout RowMarks
    ) -> [SettlementDefect] {
        guard let file else { preconditionFailure("no file is open") }
        var defects: [SettlementDefect] = []
        line += 1
        rows += 1
        let expected = file.ref(line: line)
        if movement.ref != expected { defects.append(.lineRef(expected: expected)) }
        if rows > SettlementRules.rowLimit - 1 {
            defects.append(.tooManyRows(limit: SettlementRules.rowLimit - 1))
        }
        let layout = file.fields.layout
        if let record = layout.bytes(of: movement.record) {
            if line > 1 { bytes.add(file.lineEnd.bytes) }
            bytes.add(record)
        } else {
            isWhole = false
            let wrong = layout.fields.first { layout.place($0, movement.record) == nil }
            defects.append(.field(name: wrong.map { "\($0.number) \($0.name)" } ?? "a field"))
        }
        for field in layout.fields where field.width >= 16 {
            if let what = PersonalNumber.found(in: movement.record[field.number]) {
                defects.append(
                    .personalNumber(field: "\(field.number) \(field.name)", what.rawValue))
            }
        }
        if file.layout != .disputes { defects += check(movement, &marks) }
        return defects
    }

    private func check(
        _ movement: SettlementMovement, _ marks: inout RowMarks
    ) -> [SettlementDefect] {
        let record = movement.record
        guard let figures = MovementFigures(record),
            let time = ClearingFields.time(record[5], near: header.settleDate)
        else { return [.field(name: "an amount or the time")] }
        marks.add(movement: movement.ref, gained: figures.gained)
        var defects: [SettlementDefect] = []
        if figures.gained - figures.fee != figures.settled {
            defects.append(
                .figure(
                    name: "settleAmt", stated: figures.settled.fen,
                    derived: (figures.gained - figures.fee).fen))
        }
        if let txn = movement.txn,
            !marks.hasTender(of: txn, terminal: record[34], trace: record[4], time: time)
        {
            defects.append(.noSuchTransaction(txn))
        }
        return defects
    }

    /// What is wrong with the file as a whole, after its last record.
    mutating func defectsAtEnd() -> [SettlementDefect] {
        guard let file else { return [] }
        if line > 0, !file.isLastLineOpen { bytes.add(file.lineEnd.bytes) }
        defer { self.file = nil }
        return isWhole && bytes.digest != file.digest ? [.otherBytes] : []
    }
}
