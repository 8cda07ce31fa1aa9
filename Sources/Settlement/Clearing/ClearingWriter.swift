internal import Meals

/// Writes ZM_ and ZME_ files; what a reader would refuse is not written.
package enum ClearingWriter {
    /// Why a record cannot be written.
    package struct Refusal: Error, Hashable, CustomStringConvertible, Sendable {
        /// The record's place in the file, from 1.
        package let line: Int

        package var description: String {
            "record \(line): a field does not fit its place; nothing was written"
        }
    }

    /// The bytes of records, each line with CRLF.
    package static func write(
        _ records: [FixedRecord], layout: FixedLayout
    ) throws(Refusal) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(records.count * (layout.length + 2))
        for (index, record) in records.enumerated() {
            guard let bytes = layout.bytes(of: record) else {
                throw Refusal(line: index + 1)
            }
            output += bytes
            output += [0x0D, 0x0A]
        }
        return output
    }

    /// A ZM_ record for a movement, as an acquirer makes it.
    ///
    /// - Parameters:
    ///   - acquirer: 代理机构标识码; field 3, the sender, is the same institution here.
    ///   - digit: the last digit of the query id.
    package static func general(
        _ entry: ClearingEntry, acquirer: String, trade: String = "S56", digit: Int = 0
    ) -> FixedRecord {
        var record = FixedLayout.general.blank
        record[1] = trade
        record[2] = acquirer
        record[3] = acquirer
        record[4] = entry.trace
        record[5] = entry.time.monthToSecond
        record[6] = entry.card
        record[7] = Int(entry.amount.fen).padded(12)
        record[8] = entry.merchant.category
        record[9] = "07"
        record[10] =
            entry.queryId.isEmpty
            ? entry.time.day.parts.year.padded(4) + record[5] + record[4] + "\(digit)"
            : entry.queryId
        record[12] = entry.rrn
        record[13] = entry.cardType.rawValue
        record[14] = entry.original?.trace ?? ""
        record[15] = entry.original?.time ?? ""
        record[16] = ClearingFields.directed(-entry.fee, zero: "D")
        record[17] = ClearingFields.directed(entry.settled, zero: "C")
        record[18] = "0001"
        record[20] = entry.kind.rawValue
        record[22] = "000201"
        record[27] = entry.original?.queryId ?? ""
        record[28] = entry.merchant.text
        record[30] = String(repeating: "0", count: 15)
        record[33] = record[17]
        record[34] = entry.terminal
        record[40] = "7"
        return record
    }

    /// A ZME_ record for a dispute.
    package static func dispute(_ dispute: ClearingDispute, acquirer: String) -> FixedRecord {
        var record = FixedLayout.disputes.blank
        record[1] = dispute.code
        record[2] = acquirer
        record[3] = acquirer
        record[4] = dispute.trace
        record[5] = dispute.time.monthToSecond
        record[6] = dispute.card
        record[7] = Int(dispute.amount.fen).padded(12)
        record[8] = dispute.merchant.category
        record[9] = "07"
        record[10] = "01"
        record[11] = dispute.lastTrace
        record[12] = dispute.lastTime
        record[13] = dispute.lastSettleDate
        record[14] = Int(dispute.lastAmount.fen).padded(12)
        record[15] = ClearingFields.directed(-dispute.fee, zero: "D")
        record[16] = ClearingFields.directed(dispute.settled, zero: "C")
        record[18] = dispute.merchant.text
        record[20] = " 00000000000"
        return record
    }
}
