internal import Archive
internal import Foundation
internal import Journal
package import Ledger
package import Meals
internal import Store

/// Packs the claims of some windows with everything that they follow from into one file.
///
/// The same books give the same bytes.
package struct ProofBundle {
    private let directory: DataDirectory
    private let ledger: Ledger
    private let head: ProofHead
    private let canteens: [CanteenID: Canteen]
    private let withStatements: Bool

    /// What was packed.
    package struct Packed: Hashable, Sendable {
        package fileprivate(set) var windows: [Day] = []
        package fileprivate(set) var open: [Day] = []
        /// Records of the windows.
        package fileprivate(set) var records = 0
        /// Sales with something granted.
        package fileprivate(set) var subsidised = 0
        /// Records from outside the windows that limits or reversals hang on.
        package fileprivate(set) var carried = 0
        package fileprivate(set) var claims = 0
        package fileprivate(set) var payable = Fen.zero
        package fileprivate(set) var members = 0
        package fileprivate(set) var isSigned = false
    }

    /// - Parameters:
    ///   - wholeSnapshots: packs every roster whole, so that its id can be computed again; else only
    ///     the rows of the diners whose meals are claimed.
    ///   - withStatements: packs the settlement files of the windows too.
    /// - Throws: ``ProofError`` where no window of the range is closed.
    package init(
        directory: DataDirectory, ledger: Ledger, from: Day, to: Day,
        selection: ProofSelection = ProofSelection(), wholeSnapshots: Bool = false,
        withStatements: Bool = false
    ) throws {
        self.directory = directory
        self.ledger = ledger
        self.withStatements = withStatements
        let days = (0...max(0, to - from)).map { from + $0 }
        let windows = days.filter(ledger.isClosed)
        guard !windows.isEmpty else { throw ProofError.nothingClosed(from: from, to: to) }
        let settings = try directory.settings()
        let order = try ledger.store.read { try $0.closingOrder() }
        let last = order.lastIndex(where: windows.contains) ?? order.count - 1
        head = ProofHead(
            from: from, to: to, windows: windows, closingOrder: Array(order[...last]),
            open: days.filter { !ledger.isClosed($0) },
            cutOver: settings.calendar.cutOver, stoppedCardDays: settings.stoppedCardDays,
            selection: selection, holdsWholeSnapshots: wholeSnapshots)
        canteens = Dictionary(
            uniqueKeysWithValues: try directory.canteens().map { ($0.id, $0) })
        for canteen in selection.canteens where canteens[canteen] == nil {
            throw ProofError.unknownCanteen(canteen)
        }
    }

    /// - Throws: what the disk or the books refuse; there is no file then.
    package func write(to path: String) throws -> Packed {
        let file = try ProofFile(path: path)
        // Read before: what a closed window stands on never changes.
        let certificates = try head.windows.map { try ledger.certificate(of: $0) }
        let packed = try ledger.store.read { try pack($0, certificates, into: file) }
        try file.finish(key: try directory.statementKey())
        var done = packed
        done.members = file.count
        done.isSigned = try directory.statementKey() != nil
        return done
    }

    private func pack(
        _ store: StoreReading, _ certificates: [Certificate], into file: ProofFile
    ) throws -> Packed {
        let rows = try store.terminals()
        let own = rows.filter { head.selection.contains($0.canteen) }
        let plan = try ProofPlan(
            store, windows: head.windows, closed: Set(head.closingOrder),
            terminals: Set(own.map(\.number)))
        var journals = try ProofJournals(
            store: store, plan: plan, terminals: rows, tokensOnly: !head.holdsWholeSnapshots)
        try file.add(ProofNames.head, head.json.bytes + [UInt8(ascii: "\n")])
        try file.add(ProofNames.readme, Array(ProofReadme.text.utf8))
        try journals.write(into: file)
        for certificate in certificates {
            try file.add(
                ProofNames.certificate(certificate.window), Array(certificate.csv.utf8))
        }
        let claims = try claims(store, counted: journals.claims)
        try file.add(ProofNames.claims, ProofTable.text(ProofClaim.columns, claims.map(\.row)))
        try journals.writeRegisters(into: file)
        if withStatements { try addStatements(store, to: file) }
        if let key = try directory.statementKey() {
            try file.add(ProofNames.key, Array(key.publicPEM.utf8))
        }
        return Packed(
            windows: head.windows, open: head.open, records: plan.counted.count,
            subsidised: journals.subsidised, carried: plan.uses.count, claims: claims.count,
            payable: claims.total(\.payable))
    }

    /// The claims of the windows: what the meals sum to beside what the funders' accounts say.
    private func claims(
        _ store: StoreReading, counted: [ProofClaim.Name: ProofClaim]
    ) throws -> [ProofClaim] {
        var claims = counted
        for window in head.windows {
            for balance in try store.balances(inWindow: window)
            where balance.kind == Account.Kind.claim.rawValue {
                guard let subsidy = SubsidyName(balance.party),
                    head.selection.contains(balance.canteen), balance.debit != balance.credit
                else { continue }
                let name = ProofClaim.Name(
                    window: window, canteen: balance.canteen, subsidy: subsidy)
                let merchant = canteens[balance.canteen]?.merchant ?? MerchantID("")
                var claim = claims[name] ?? ProofClaim(name: name, merchant: merchant)
                claim.payable = balance.debit - balance.credit
                claims[name] = claim
            }
        }
        return claims.values.filter {
            head.selection.contains(
                funder: $0.name.subsidy.funder, policy: $0.name.subsidy.policy,
                rule: $0.name.subsidy.rule)
        }.map { claim in
            var named = ProofClaim(
                name: claim.name,
                merchant: canteens[claim.name.canteen]?.merchant ?? claim.merchant)
            (named.sales, named.claimed) = (claim.sales, claim.claimed)
            (named.takenBack, named.payable) = (claim.takenBack, claim.payable)
            return named
        }.sorted { $0.name < $1.name }
    }

    /// The last issue of each window's settlement file, where it still lies in the directory.
    private func addStatements(_ store: StoreReading, to file: ProofFile) throws {
        for window in head.windows {
            guard let issued = try store.statements().last(where: { $0.window == window }) else {
                throw ProofError.noStatement(window)
            }
            let name = Statement.name(window, issued.issue)
            let path = "\(directory.settlementPath)/\(name)"
            guard let data = FileManager.default.contents(atPath: path),
                Digest(of: Array(data)) == issued.digest
            else { throw ProofError.noStatement(window) }
            try file.add("settlement/\(name)", Array(data))
            if let signature = FileManager.default.contents(
                atPath: DetachedSignature.path(of: path))
            {
                try file.add("settlement/\(DetachedSignature.path(of: name))", Array(signature))
            }
        }
    }
}

/// Why a bundle cannot be made.
package enum ProofError: Error, Hashable, Sendable, CustomStringConvertible {
    case nothingClosed(from: Day, to: Day)
    case unknownCanteen(CanteenID)
    case noStatement(Day)

    package var description: String {
        switch self {
        case .nothingClosed(let from, let to):
            "no window from \(from) to \(to) is closed: nothing is claimed yet (mulin close)"
        case .unknownCanteen(let canteen):
            "canteen \(canteen) is not in canteens.csv; name one that is there"
        case .noStatement(let date):
            "the settlement file of \(date) is not in the data directory as it was issued; write "
                + "it first (mulin settle \(date)) or leave --with-statements out"
        }
    }
}
