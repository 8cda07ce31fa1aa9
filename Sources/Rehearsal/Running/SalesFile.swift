package import Meals

/// Another system's sales, read from `sales.csv`: one row a line, rows of one sale are a basket.
package struct SalesFile: Sendable {
    /// In the order of the clock.
    package let sales: [PlannedSale]
    package let encoding: TextEncoding
    package let lines: Int

    private static let columns = [
        "sale", "sold_at", "canteen", "terminal", "card", "channel", "item", "quantity",
        "unit_price", "tender",
    ]

    /// Reads the file against the canteens that may sell.
    ///
    /// A basket whose lines were entered one after the other was sold at the last of their times.
    /// - Throws: every problem with its row and column.
    package init(_ bytes: [UInt8], file: String, canteens: [Canteen]) throws(Problems) {
        let table = try CSV(bytes, file: file, required: SalesFile.columns)
        var reader = SalesReader(canteens: canteens)
        for row in table.rows { reader.read(row) }
        if !reader.problems.isEmpty { throw Problems(reader.problems) }
        sales = reader.baskets.map(\.sale).sorted { ($0.at, $0.order) < ($1.at, $1.order) }
        encoding = table.encoding
        lines = table.rows.count
    }
}

/// Gathers rows into baskets.
private struct SalesReader {
    private let canteens: [String: Canteen]
    private(set) var problems: [Problem] = []
    private(set) var baskets: [ReadBasket] = []
    private var places: [String: Int] = [:]

    init(canteens: [Canteen]) {
        self.canteens = Dictionary(uniqueKeysWithValues: canteens.map { ($0.id.text, $0) })
    }

    mutating func read(_ row: CSV.Row) {
        guard let head = head(row), let line = line(row) else { return }
        guard let place = places[head.order] else {
            places[head.order] = baskets.count
            baskets.append(ReadBasket(head: head, row: row.line, lines: [line]))
            return
        }
        let first = baskets[place]
        for (column, same) in first.head.sameness(with: head) where !same {
            problems.append(
                row.problem(
                    column,
                    "differs from row \(first.row) of the same sale '\(head.order)'; "
                        + "a sale has one \(column)"))
        }
        baskets[place].add(line, at: head.at)
    }

    private mutating func head(_ row: CSV.Row) -> BasketHead? {
        let before = problems.count
        let order = row["sale"].trimmed
        if order.isEmpty || order.utf8.count > 200 {
            problems.append(row.problem("sale", "a sale needs a number of 1 to 200 characters"))
        }
        let at = Moment(iso8601: row["sold_at"].trimmed)
        if at == nil {
            problems.append(
                row.problem(
                    "sold_at", "'\(row["sold_at"])' is not a time (write 2026-11-23T11:05:00)"))
        }
        let canteen = canteens[row["canteen"].trimmed]
        if canteen == nil {
            problems.append(
                row.problem(
                    "canteen",
                    "'\(row["canteen"])' is not in canteens.csv; add it there or correct it"))
        }
        let terminal = TerminalID(row["terminal"].trimmed)
        if let canteen, !canteen.terminals.contains(terminal) {
            problems.append(
                row.problem(
                    "terminal",
                    "'\(terminal)' does not stand in canteen \(canteen.id), which has "
                        + canteen.terminals.map(\.text).joined(separator: ", ")))
        }
        let channelText = row["channel"].trimmed
        let channel = channelText.isEmpty ? .dineIn : Channel(rawValue: channelText)
        if channel == nil {
            problems.append(unknown(row, "channel", Channel.allCases.map(\.rawValue)))
        }
        let tender = TenderKind(rawValue: row["tender"].trimmed)
        if tender == nil {
            problems.append(unknown(row, "tender", TenderKind.allCases.map(\.rawValue)))
        }
        guard problems.count == before, let at, let canteen, let channel, let tender else {
            return nil
        }
        let card = row["card"].trimmed
        return BasketHead(
            order: order, at: at, canteen: canteen.id, terminal: terminal,
            card: card.isEmpty ? nil : card, channel: channel, tender: tender)
    }

    private mutating func line(_ row: CSV.Row) -> SaleLine? {
        let before = problems.count
        let item = row["item"].trimmed
        if item.isEmpty || item.utf8.count > 300 {
            problems.append(row.problem("item", "an item needs a name of 1 to 300 bytes"))
        }
        let quantity = Int(decimal: row["quantity"].trimmed.utf8)
        if !(1...100_000).contains(quantity ?? 0) {
            problems.append(
                row.problem(
                    "quantity", "'\(row["quantity"])' is not a whole number of 1 or more"))
        }
        let price = Fen(yuan: row["unit_price"].trimmed)
        if price == nil {
            problems.append(
                row.problem(
                    "unit_price",
                    "'\(row["unit_price"])' is not an amount in yuan (write 12.50)"))
        }
        guard problems.count == before, let quantity, let price else { return nil }
        return SaleLine(item: item, quantity: quantity, unitPrice: price)
    }

    private func unknown(_ row: CSV.Row, _ column: String, _ known: [String]) -> Problem {
        row.problem(
            column, "'\(row[column])' is not known; write \(known.joined(separator: ", "))")
    }
}

/// What all rows of a basket share.
private struct BasketHead {
    let order: String
    let at: Moment
    let canteen: CanteenID
    let terminal: TerminalID
    let card: String?
    let channel: Channel
    let tender: TenderKind

    func sameness(with other: BasketHead) -> [(column: String, same: Bool)] {
        [
            ("canteen", canteen == other.canteen), ("terminal", terminal == other.terminal),
            ("card", card == other.card), ("channel", channel == other.channel),
            ("tender", tender == other.tender),
        ]
    }
}

private struct ReadBasket {
    let head: BasketHead
    let row: Int
    private var lines: [SaleLine]
    private var at: Moment

    init(head: BasketHead, row: Int, lines: [SaleLine]) {
        self.head = head
        self.row = row
        self.lines = lines
        at = head.at
    }

    mutating func add(_ line: SaleLine, at moment: Moment) {
        lines.append(line)
        at = max(at, moment)
    }

    var sale: PlannedSale {
        PlannedSale(
            order: head.order, at: at, canteen: head.canteen, terminal: head.terminal,
            cashier: "", card: head.card, diner: nil, channel: head.channel, lines: lines,
            tender: head.tender, later: nil)
    }
}
