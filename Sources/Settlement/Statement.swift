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
        package let issue: Int
        /// The issue that this one corrects; nil for the first.
        package let previousPath: String?
        /// Nil where the data directory has no key to sign with.
        package let signaturePath: String?
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

    /// Writes `settlement-DATE.xml`, its signature and `certificate-DATE.csv` into a folder.
    ///
    /// An issued file never changes: asked again, the same bytes come. Where the books say
    /// otherwise now, a correction is the next issue, under a name of its own.
    /// - Parameters:
    ///   - correcting: writes the next issue where the last one would change.
    ///   - clearing: the acquirer's files, to be carried and held against the window.
    /// - Throws: where the window is open, or the books hold something that no file may say.
    package func issue(
        _ date: Day, into folder: String, correcting: Bool = false,
        clearing: StatementClearing? = nil
    ) throws -> Issued {
        let certificate = try ledger.certificate(of: date)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let known = try ledger.store.read { try $0.statements() }
        let last = known.last { $0.window == date }
        let sections = try sections(date, clearing)
        var row = try draft(date, sections, issue: last?.issue ?? 1, known, into: folder)
        if let last, last.digest != row.digest {
            try FileManager.default.removeItem(
                atPath: "\(folder)/\(Statement.name(date, last.issue)).draft")
            guard correcting else { throw StatementError.changed(date) }
            row = try draft(date, sections, issue: last.issue + 1, known, into: folder)
        }
        let path = "\(folder)/\(Statement.name(date, row.issue))"
        let draft = path + ".draft"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        if row.issue != last?.issue { try ledger.store.write { try $0.insert(row) } }
        guard rename(draft, path) == 0 else {
            throw StatementError.notWritten(path, reason: String(cString: strerror(errno)))
        }
        let certificatePath = "\(folder)/certificate-\(date).csv"
        try Data(certificate.table.utf8).write(
            to: URL(fileURLWithPath: certificatePath), options: .atomic)
        return Issued(
            path: path, fileId: row.file, issue: row.issue,
            previousPath: row.issue > 1
                ? "\(folder)/\(Statement.name(date, row.issue - 1))" : nil,
            signaturePath: try sign(path, row.digest), certificatePath: certificatePath,
            certificate: certificate)
    }

    /// `settlement-2026-11-23.xml`, and `settlement-2026-11-23-02.xml` for a correction.
    static func name(_ date: Day, _ issue: Int) -> String {
        "settlement-\(date)" + (issue == 1 ? "" : "-\(issue.padded(2))") + ".xml"
    }

    /// Writes an issue under its draft's name; gives what the register would say of it.
    private func draft(
        _ date: Day, _ sections: Sections, issue: Int, _ known: [StatementRow],
        into folder: String
    ) throws -> StatementRow {
        let path = "\(folder)/\(Statement.name(date, issue)).draft"
        let header = header(of: date, issue: issue, known: known)
        do {
            try write(to: path, header: header, date: date, sections)
            let digest = try Digest(ofFile: path)
            return StatementRow(
                window: date, issue: issue, file: header.fileId, digest: digest,
                follows: header.previous?.fileId ?? "")
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    /// Signs a file that is in its place; nil in a directory without a key.
    private func sign(_ path: String, _ digest: Digest) throws -> String? {
        guard let key = try directory.statementKey() else { return nil }
        let name = URL(fileURLWithPath: path).lastPathComponent
        let signature = try DetachedSignature(file: name, digest: digest, key: key)
        let signaturePath = DetachedSignature.path(of: path)
        try Data(signature.xml.utf8).write(
            to: URL(fileURLWithPath: signaturePath), options: .atomic)
        return signaturePath
    }

    /// The file follows the last one of an earlier date that was issued before it; a correction
    /// follows the issue that it corrects.
    private func header(of date: Day, issue: Int, known: [StatementRow]) -> SettlementHeader {
        let bounds = settings.calendar.bounds(of: date)
        let own = known.first { $0.window == date && $0.issue == issue }
        let previous: StatementRow? =
            if let follows = own?.follows {
                known.first { $0.file == follows }
            } else if issue > 1 {
                known.first { $0.window == date && $0.issue == issue - 1 }
            } else {
                known.last { $0.window < date }
            }
        return SettlementHeader(
            fileId: "MULIN-\(date)-\(issue.padded(2))", settleDate: date, issue: issue,
            windowFrom: bounds.from, windowTo: bounds.to, sendInsCode: settings.sender,
            recvInsCode: settings.receiver,
            previous: previous.map { .init(fileId: $0.file, digest: $0.digest.hex) })
    }

    /// What stands behind the transactions, beside what the books say.
    private struct Sections {
        let clearing: StatementClearing?
        let items: [SettlementItem]
    }

    private func sections(_ date: Day, _ clearing: StatementClearing?) throws -> Sections {
        let bounds = settings.calendar.bounds(of: date)
        let items = try StatementItems(
            date, windowEnd: bounds.to, merchants: Set(canteens.map(\.merchant)),
            store: ledger.store)
        guard let clearing else { return Sections(clearing: nil, items: items.carried()) }
        let tills = TillMovements(directory: directory, ledger: ledger)
        return Sections(
            clearing: clearing,
            items: try items.compared(
                ours: try tills.all(inWindow: date), clearing: clearing, bounds: bounds,
                earlier: EarlierSales(tills, before: date)))
    }

    private func write(
        to path: String, header: SettlementHeader, date: Day, _ sections: Sections
    ) throws {
        let merchants = canteens.sorted { $0.merchant < $1.merchant }.map { canteen in
            SettlementMerchant(
                merId: canteen.merchant, name: canteen.name, mcc: settings.merchantCategory,
                canteen: canteen.id, street: canteen.street, terminals: canteen.terminals)
        }
        try ledger.store.read { store in
            let writer = try SettlementWriter(path: path, header: header, merchants: merchants)
            let rows = try StatementRows(
                store: store, terminals: try store.terminals(), canteens: canteens, tokens: tokens)
            let sources = sections.clearing?.sources ?? []
            var partners = ClearingPartners(sources)
            try rows.each(inWindow: date) { transaction in
                partners.note(transaction)
                try writer.write(transaction)
            }
            try writer.write(sources) { partners.txn($0, $1) }
            try writer.finish(
                claims: try rows.claims(inWindow: date, counted: writer.claims),
                deliveries: try rows.deliveries(on: date), items: sections.items,
                compared: sections.clearing != nil)
        }
    }
}

/// Why a statement cannot be issued.
package enum StatementError: Error, Sendable {
    /// The books say something else of a window than its issued statement.
    case changed(Day)
    case notWritten(String, reason: String)
    case unreadableRecord(String)
    /// Meals of a till whose canteen the list does not have.
    case canteenGone(CanteenID, TerminalID)
    case claimWithoutMeals(CanteenID, subsidy: String, books: Fen)
    case claimsDiffer(merchant: MerchantID, subsidy: String, file: Fen, books: Fen)
}

extension StatementError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .changed(let date):
            "the books, the list of canteens or the clearing files now say otherwise than the "
                + "statement issued for \(date); it stays as it is and nothing was written (a "
                + "correction is a new issue: mulin settle \(date) --correct, with --clearing "
                + "where the acquirer's files belong into it)"
        case .notWritten(let path, let reason): "\(path): \(reason); nothing was written"
        case .unreadableRecord(let id):
            "record \(id) in the ledger cannot be read; restore the ledger from a backup"
        case .canteenGone(let canteen, let terminal):
            "canteens.csv no longer has the canteen \(canteen), whose till \(terminal) has meals in "
                + "this window; put its row back (a canteen that closed stays in the list); nothing "
                + "was written"
        case .claimWithoutMeals(let canteen, let subsidy, let books):
            "claim \(subsidy) of canteen \(canteen): its account says \(books), and no meal of the "
                + "window asks for it; nothing was written"
        case .claimsDiffer(let merchant, let subsidy, let file, let books):
            "claim \(subsidy) of merchant \(merchant): its meals sum to \(file), its account to "
                + "\(books); nothing was written"
        }
    }
}
