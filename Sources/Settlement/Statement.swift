internal import Foundation
internal import Journal
package import Ledger
package import Meals
internal import Store

/// Writes the settlement file of a closed window from the books.
package struct Statement {
    private let directory: DataDirectory
    private let ledger: Ledger
    private let settings: DistrictSettings
    private let canteens: [Canteen]
    private let tokens: TokenKey

    /// What was written.
    package struct Issued: Hashable, Sendable {
        package let path: String
        package let fileId: String
        package let certificatePath: String
        package let certificate: Certificate
    }

    package init(directory: DataDirectory, ledger: Ledger) throws {
        self.directory = directory
        self.ledger = ledger
        settings = try directory.settings()
        canteens = try directory.canteens()
        tokens = try directory.tokenKey()
    }

    /// Writes `settlement-DATE.xml` and `certificate-DATE.csv` into a folder.
    ///
    /// The first file of a window is its issue 1 for ever: asked again, the same bytes come.
    /// - Throws: where the window is open, or the books hold something that no file may say.
    package func issue(_ date: Day, into folder: String) throws -> Issued {
        let certificate = try ledger.certificate(of: date)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/settlement-\(date).xml"
        let known = try ledger.store.read { try $0.statements() }
        let header = header(of: date, known: known)
        let draft = path + ".draft"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        try write(to: draft, header: header, date: date)
        let digest = Digest(of: Array(try Data(contentsOf: URL(fileURLWithPath: draft))))
        if let before = known.first(where: { $0.window == date }) {
            guard before.digest == digest else { throw StatementError.changed(date) }
        }
        guard rename(draft, path) == 0 else {
            throw StatementError.notWritten(path, reason: String(cString: strerror(errno)))
        }
        if !known.contains(where: { $0.window == date }) {
            let row = StatementRow(window: date, issue: 1, file: header.fileId, digest: digest)
            try ledger.store.write { try $0.insert(row) }
        }
        let certificatePath = "\(folder)/certificate-\(date).csv"
        try Data(certificate.csv.utf8).write(
            to: URL(fileURLWithPath: certificatePath), options: .atomic)
        return Issued(
            path: path, fileId: header.fileId, certificatePath: certificatePath,
            certificate: certificate)
    }

    /// The file follows the last one of an earlier date that was issued before it.
    private func header(of date: Day, known: [StatementRow]) -> SettlementHeader {
        let bounds = settings.calendar.bounds(of: date)
        let previous = known.last { $0.window < date }
        return SettlementHeader(
            fileId: "MULIN-\(date)-01", settleDate: date, issue: 1, windowFrom: bounds.from,
            windowTo: bounds.to, sendInsCode: settings.sender, recvInsCode: settings.receiver,
            previous: previous.map { .init(fileId: $0.file, digest: $0.digest.hex) })
    }

    private func write(to path: String, header: SettlementHeader, date: Day) throws {
        let merchants = canteens.sorted { $0.merchant < $1.merchant }.map { canteen in
            SettlementMerchant(
                merId: canteen.merchant, name: canteen.name, mcc: settings.merchantCategory,
                canteen: canteen.id, street: canteen.street, terminals: canteen.terminals)
        }
        try ledger.store.read { store in
            let writer = try SettlementWriter(path: path, header: header, merchants: merchants)
            let rows = try StatementRows(
                store: store, terminals: try store.terminals(), canteens: canteens, tokens: tokens)
            try rows.each(inWindow: date) { try writer.write($0) }
            try writer.finish(
                claims: try rows.claims(inWindow: date, counted: writer.claims),
                deliveries: try rows.deliveries(on: date))
        }
    }
}

/// Why a statement cannot be issued.
package enum StatementError: Error, Sendable {
    /// The books say something else of a window than its issued statement.
    case changed(Day)
    case notWritten(String, reason: String)
    case unreadableRecord(String)
    case claimsDiffer(merchant: MerchantID, subsidy: String, file: Fen, books: Fen)
}

extension StatementError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .changed(let date):
            "the books or the list of canteens now say otherwise than the statement issued for "
                + "\(date); it stays as it is and nothing was written"
        case .notWritten(let path, let reason): "\(path): \(reason); nothing was written"
        case .unreadableRecord(let id):
            "record \(id) in the ledger cannot be read; restore the ledger from a backup"
        case .claimsDiffer(let merchant, let subsidy, let file, let books):
            "claim \(subsidy) of merchant \(merchant): its meals sum to \(file), its account to "
                + "\(books); nothing was written"
        }
    }
}
