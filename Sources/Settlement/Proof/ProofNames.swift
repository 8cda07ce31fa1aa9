internal import Journal
package import Meals

/// The members of a proof bundle by their names.
enum ProofNames {
    static let head = "BUNDLE.json"
    static let readme = "README.txt"
    static let sums = "SHA256SUMS"
    static let signature = "SHA256SUMS.sig"
    static let key = "keys/settlement-public.pem"
    static let tills = "registers/tills.csv"
    static let stops = "registers/stopped-cards.csv"
    static let places = "registers/places.csv"
    static let notes = "registers/notes.csv"
    static let claims = "claims.csv"

    static func certificate(_ window: Day) -> String { "certificates/certificate-\(window).csv" }
    static func snapshot(_ id: String) -> String { "snapshots/\(id).snapshot" }
    static func policy(_ text: String) -> String {
        "policies/\(Digest(of: Array(text.utf8)).hex.prefix(16)).yaml"
    }
    static func journal(_ terminal: TerminalID, _ epoch: Int) -> String {
        "journals/\(terminal)-\(epoch.padded(3)).txt"
    }
    static func receipts(_ terminal: TerminalID, _ epoch: Int) -> String {
        "receipts/\(terminal)-\(epoch.padded(3)).csv"
    }

    /// True for members that are read one by one; the others are small enough to be held.
    static func isLarge(_ name: String) -> Bool {
        ["journals/", "receipts/", "settlement/"].contains { name.hasPrefix($0) }
    }
}

/// Which claims of its windows a bundle is about; empty sets mean all.
package struct ProofSelection: Hashable, Sendable {
    package var canteens: Set<CanteenID> = []
    package var funders: Set<String> = []
    /// `policy/rule`.
    package var rules: Set<String> = []

    package init() {}

    func contains(_ canteen: CanteenID) -> Bool {
        canteens.isEmpty || canteens.contains(canteen)
    }

    func contains(funder: String, policy: String, rule: String) -> Bool {
        (funders.isEmpty || funders.contains(funder))
            && (rules.isEmpty || rules.contains("\(policy)/\(rule)"))
    }
}

/// What a bundle says of itself.
struct ProofHead: Hashable {
    var from: Day
    var to: Day
    /// Closed windows in the range, ascending.
    var windows: [Day]
    /// Every window closed up to the last of these, in the order of closing: what was claimed in an
    /// earlier one counts against a limit first.
    var closingOrder: [Day]
    /// Settlement dates in the range that are not closed: nothing of them is claimed.
    var open: [Day]
    /// Seconds since midnight.
    var cutOver: Int
    var stoppedCardDays: Int
    var selection: ProofSelection
    /// False where rosters are cut down to those whom the claims are about.
    var holdsWholeSnapshots: Bool

    var json: JSON {
        func texts(_ list: some Sequence<String>) -> JSON { .list(list.sorted().map { .text($0) }) }
        return [
            "format": "mulin-proof-bundle", "version": 1, "from": .text("\(from)"),
            "to": .text("\(to)"), "windows": texts(windows.map(\.description)),
            "closing_order": .list(closingOrder.map { .text("\($0)") }),
            "not_closed": texts(open.map(\.description)), "cut_over": .int(Int64(cutOver)),
            "stopped_card_days": .int(Int64(stoppedCardDays)),
            "canteens": texts(selection.canteens.map(\.text)), "funders": texts(selection.funders),
            "rules": texts(selection.rules), "whole_snapshots": .bool(holdsWholeSnapshots),
        ]
    }

    /// Nil where the bytes are no head of version 1.
    init?(_ bytes: [UInt8]) {
        func texts(_ json: JSON?) -> [String]? { json?.list?.compactMap(\.text) }
        guard let json = try? JSON(bytes), json["format"]?.text == "mulin-proof-bundle",
            json["version"]?.int == 1, let from = json["from"]?.text.flatMap({ Day($0) }),
            let to = json["to"]?.text.flatMap({ Day($0) }),
            let windows = texts(json["windows"])?.compactMap({ Day($0) }),
            let order = texts(json["closing_order"])?.compactMap({ Day($0) }),
            Set(order).count == order.count, Set(order).isSuperset(of: windows),
            let open = texts(json["not_closed"])?.compactMap({ Day($0) }),
            let cutOver = json["cut_over"]?.int, (0..<86_400).contains(cutOver),
            let days = json["stopped_card_days"]?.int, (0...60).contains(days),
            let canteens = texts(json["canteens"]), let funders = texts(json["funders"]),
            let rules = texts(json["rules"]), let whole = json["whole_snapshots"]?.bool
        else { return nil }
        (self.from, self.to, self.windows, self.open) = (from, to, windows, open)
        closingOrder = order
        (self.cutOver, stoppedCardDays) = (Int(cutOver), Int(days))
        holdsWholeSnapshots = whole
        selection = ProofSelection()
        selection.canteens = Set(canteens.map { CanteenID($0) })
        selection.funders = Set(funders)
        selection.rules = Set(rules)
    }

    init(
        from: Day, to: Day, windows: [Day], closingOrder: [Day], open: [Day], cutOver: Int,
        stoppedCardDays: Int, selection: ProofSelection, holdsWholeSnapshots: Bool
    ) {
        (self.from, self.to, self.windows, self.open) = (from, to, windows, open)
        self.closingOrder = closingOrder
        (self.cutOver, self.stoppedCardDays) = (cutOver, stoppedCardDays)
        (self.selection, self.holdsWholeSnapshots) = (selection, holdsWholeSnapshots)
    }
}

/// A terminal's records in a window.
struct ProofHeld: Hashable {
    let window: Day
    let terminal: TerminalID

    init(_ window: Day, _ terminal: TerminalID) {
        (self.window, self.terminal) = (window, terminal)
    }
}

/// A place of a chain.
struct ProofMarkName: Hashable {
    let terminal: TerminalID
    let epoch: Int
    let seq: Int

    init(_ terminal: TerminalID, _ epoch: Int, _ seq: Int) {
        (self.terminal, self.epoch, self.seq) = (terminal, epoch, seq)
    }
}
