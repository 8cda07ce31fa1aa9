internal import Meals
internal import XML

/// Writes a payment order as pain.001, in the version that a bank takes.
package enum PaymentOrderWriter {
    package enum Version: String, CaseIterable, Sendable {
        case v03 = "pain.001.001.03"
        case v09 = "pain.001.001.09"
        case v12 = "pain.001.001.12"
    }

    /// Writes the file; it appears whole or not at all.
    ///
    /// - Throws: ``Problems`` where the order is not one, or ``XMLError``.
    package static func write(
        _ order: PaymentOrder, to path: String, version: Version = .v09
    ) throws {
        let problems = order.problems(file: path)
        if !problems.isEmpty { throw Problems(problems) }
        var xml = try XMLStreamWriter(path: path)
        try xml.start("Document")
        try xml.attribute("xmlns", "urn:iso:std:iso:20022:tech:xsd:\(version.rawValue)")
        try xml.start("CstmrCdtTrfInitn")
        try xml.start("GrpHdr")
        try xml.element("MsgId", order.id)
        try xml.element("CreDtTm", order.madeAt.description)
        try xml.element("NbOfTxs", Int64(order.count))
        try xml.element("CtrlSum", order.sum.yuan)
        try xml.start("InitgPty")
        try xml.element("Nm", order.initiator)
        try xml.end()
        try xml.end()
        for batch in order.batches { try write(batch, version, to: &xml) }
        try xml.end()
        try xml.end()
        try xml.finish()
    }

    private static func write(
        _ batch: PaymentOrder.Batch, _ version: Version, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start("PmtInf")
        try xml.element("PmtInfId", batch.id)
        try xml.element("PmtMtd", "TRF")
        try xml.element("BtchBookg", "true")
        try xml.element("NbOfTxs", Int64(batch.transfers.count))
        try xml.element("CtrlSum", batch.sum.yuan)
        if version == .v03 {
            try xml.element("ReqdExctnDt", batch.executeOn.description)
        } else {
            try xml.start("ReqdExctnDt")
            try xml.element("Dt", batch.executeOn.description)
            try xml.end()
        }
        try xml.start("Dbtr")
        try xml.element("Nm", batch.debtor.name)
        try xml.end()
        try account("DbtrAcct", batch.debtor, to: &xml)
        try agent("DbtrAgt", batch.debtor, to: &xml)
        for transfer in batch.transfers { try write(transfer, to: &xml) }
        try xml.end()
    }

    private static func write(
        _ transfer: PaymentOrder.Transfer, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start("CdtTrfTxInf")
        try xml.start("PmtId")
        try xml.element("EndToEndId", transfer.endToEndId)
        try xml.end()
        try xml.start("Amt")
        try xml.start("InstdAmt")
        try xml.attribute("Ccy", "CNY")
        try xml.text(transfer.amount.yuan)
        try xml.end()
        try xml.end()
        try agent("CdtrAgt", transfer.creditor, to: &xml)
        try xml.start("Cdtr")
        try xml.element("Nm", transfer.creditor.name)
        try xml.end()
        try account("CdtrAcct", transfer.creditor, to: &xml)
        try xml.start("RmtInf")
        try xml.element("Ustrd", transfer.remittance)
        try xml.end()
        try xml.end()
    }

    private static func account(
        _ name: StaticString, _ party: PaymentOrder.Party, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start(name)
        try xml.start("Id")
        try xml.start("Othr")
        try xml.element("Id", party.account)
        try xml.end()
        try xml.end()
        try xml.end()
    }

    private static func agent(
        _ name: StaticString, _ party: PaymentOrder.Party, to xml: inout XMLStreamWriter
    ) throws(XMLError) {
        try xml.start(name)
        try xml.start("FinInstnId")
        try xml.start("ClrSysMmbId")
        try xml.start("ClrSysId")
        try xml.element("Cd", "CNAPS")
        try xml.end()
        try xml.element("MmbId", party.bank)
        try xml.end()
        try xml.end()
        try xml.end()
    }

    /// 代发: the order as a list for a bank's own program, in yuan, one transfer a line.
    package static func payList(_ order: PaymentOrder) -> String {
        CSV.row(["序号", "付款批次", "收款账号", "收款户名", "收款行号", "金额", "用途", "业务编号"])
            + order.batches.flatMap { batch in batch.transfers.map { (batch, $0) } }
            .enumerated().map { index, row in
                let (batch, transfer) = row
                return CSV.row([
                    "\(index + 1)", batch.id, transfer.creditor.account, transfer.creditor.name,
                    transfer.creditor.bank, transfer.amount.yuan, transfer.remittance,
                    transfer.endToEndId,
                ])
            }.joined()
    }
}
