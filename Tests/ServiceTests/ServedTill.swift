import Journal
import Ledger
import Meals
import Testing
import Till

extension ServedDistrict {
    /// A rule that grants 5.00 once a day to everyone in the roster.
    static let onceADay = Snapshot.Source(
        file: "once.yaml",
        text: """
            policy: once
            title: 样例
            status: sample
            effective: {from: 2025-01-01}
            rounding: half-up
            threshold_base: before-discount
            stacking: best
            periods:
              lunch: {from: "10:00", to: "14:00"}
            subsidies:
              - {id: S, when: {age: {from: 60}}, benefit: {amount: "5.00"},
                 limits: [{count: 1, per: day}], funders: {city: "1"}}
            """)

    static let elder = Diner(
        id: "D1", birth: Day("1940-05-01"), hukou: nil, residence: nil, statuses: [],
        cards: [TokenKey(secret: [UInt8](repeating: 7, count: 32)).token(card: cardNumber)],
        validFrom: Day(number: 0))

    static let cardNumber = "6299990000000001"

    /// A till with its journal on disk, enrolled by a code from the bureau's door.
    func till(
        _ terminal: TerminalID = "AA000001", secret: UInt8 = 1, canteen: CanteenID = "A1"
    ) async throws -> Till {
        let code = "CODE-\(terminal)"
        _ = try await link.administer(
            "/v1/enrolment-codes", token: try directory.adminToken(),
            body: JSON.object(["terminal": .text(terminal.text), "code": .text(code)]).bytes)
        try await Till.enrol(
            terminal, in: tillFolder(terminal), code: code,
            secret: [UInt8](repeating: secret, count: 32), link: link)
        return try await open(terminal, canteen: canteen)
    }

    func tillFolder(_ terminal: TerminalID) -> String { folder + "/till-\(terminal)" }

    /// Starts an enrolled till with the service's current snapshot.
    func open(
        _ terminal: TerminalID = "AA000001", canteen: CanteenID = "A1"
    ) async throws -> Till {
        let document = try await link.snapshot(try await link.currentSnapshot())
        return try Till(
            terminal, in: tillFolder(terminal), canteen: canteen,
            snapshot: try Snapshot(document: document), link: link)
    }

    var port: Int { Int(link.address.split(separator: ":").last ?? "") ?? 0 }
}

extension Till {
    static let meal = [SaleLine(item: "101", quantity: 1, unitPrice: Fen(1200))]

    /// Sells a meal for cash.
    @discardableResult
    func sellMeal(to diner: DinerID? = nil, at: Moment = ServedDistrict.now) async throws -> Record
    {
        let quote = try await quote(Basket(lines: Till.meal, diner: diner), at: at)
        return try sellForCash(quote)
    }

    @discardableResult
    func sellForCash(_ quote: Quote) throws -> Record {
        let tenders =
            quote.payable > .zero ? [Tender(kind: .cash, amount: quote.payable)] : []
        return try sell(quote, tenders: tenders, cashier: "c1")
    }
}
