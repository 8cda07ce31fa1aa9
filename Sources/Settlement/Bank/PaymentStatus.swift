internal import Meals
internal import XML

/// A bank's answer to a payment order (pain.002).
package struct PaymentStatus: Hashable, Sendable {
    /// The order that is answered.
    package let orderId: String
    /// GrpSts, such as ACCP or RJCT; empty where only batches or transfers are judged.
    package let status: String
    package let reasons: [String]
    package let batches: [Part]
    package let transfers: [Part]

    /// The answer to a batch or a transfer.
    package struct Part: Hashable, Sendable {
        /// PmtInfId or EndToEndId.
        package let id: String
        package let status: String
        package let reasons: [String]
        package let line: Int
    }

    /// What became of a transfer: rejected where it, its batch or its order is.
    package func isRejected(endToEndId: String, batch: String) -> Bool {
        let own = transfers.first { $0.id == endToEndId }?.status
        return [status, batches.first { $0.id == batch }?.status, own].contains("RJCT")
    }
}

/// Reads pain.002 of any version.
package enum PaymentStatusReader {
    private static let known = [
        "", "ACCC", "ACCP", "ACSC", "ACSP", "ACTC", "ACWC", "ACWP", "ACFC", "PART", "PDNG",
        "RCVD", "RJCT", "CANC", "BLCK", "PATC", "PRES",
    ]

    /// - Throws: ``Problems`` with line and element, or ``XMLError``.
    package static func read(path: String) throws -> PaymentStatus {
        do throws(XMLError) {
            let xml = try XMLStreamReader(path: path, ignoringHints: true)
            let root = try xml.element("Document")
            guard xml.namespace.contains(":pain.002.001.") else {
                throw XMLError.malformed([
                    XMLComplaint(line: root.line, reason: "Document is not pain.002")
                ])
            }
            let report = try XMLBranch(try xml.element("CstmrPmtStsRpt"), xml)
            try xml.finish()
            return try status(report, file: path)
        } catch {
            throw BankStatementReader.problems(error, file: path) ?? error
        }
    }

    private static func status(
        _ report: XMLBranch, file: String
    ) throws(XMLError) -> PaymentStatus {
        guard let group = report["OrgnlGrpInfAndSts"], let order = group["OrgnlMsgId"]?.text else {
            throw XMLError.malformed([
                XMLComplaint(line: report.line, reason: "OrgnlGrpInfAndSts/OrgnlMsgId is missing")
            ])
        }
        var batches: [PaymentStatus.Part] = []
        var transfers: [PaymentStatus.Part] = []
        for batch in report.all("OrgnlPmtInfAndSts") {
            batches.append(try part(batch, id: "OrgnlPmtInfId", status: "PmtInfSts"))
            for transfer in batch.all("TxInfAndSts") {
                transfers.append(try part(transfer, id: "OrgnlEndToEndId", status: "TxSts"))
            }
        }
        let own = try part(group, id: "OrgnlMsgId", status: "GrpSts")
        return PaymentStatus(
            orderId: order, status: own.status, reasons: own.reasons, batches: batches,
            transfers: transfers)
    }

    private static func part(
        _ branch: XMLBranch, id: String, status: String
    ) throws(XMLError) -> PaymentStatus.Part {
        let code = branch[status]?.text ?? ""
        guard known.contains(code) else {
            throw XMLError.malformed([
                XMLComplaint(line: branch.line, reason: "\(status) '\(code)' is not known")
            ])
        }
        let reasons = branch.all("StsRsnInf").map { reason in
            let words = reason.all("AddtlInf").map(\.text)
            let code = reason["Rsn", "Cd"]?.text ?? reason["Rsn", "Prtry"]?.text
            return ([code].compactMap { $0 } + words).joined(separator: " ")
        }
        return PaymentStatus.Part(
            id: branch[id]?.text ?? "", status: code, reasons: reasons, line: branch.line)
    }
}
