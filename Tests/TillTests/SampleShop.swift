import Journal
import Meals
import Subsidies
import Testing

@testable import Till

/// One canteen with a till, some diners and a policy in which much can go wrong.
struct SampleShop {
    var engine: TillEngine
    private(set) var lines: [SealedLine] = []
    /// What was sealed, in order.
    private(set) var records: [Record] = []

    static let diners: [DinerID?] = ["old", "young", "poor", "stranger", nil]

    /// - Parameter stacking: `all`, `best` or `first`.
    init(stacking: String = "all") throws {
        let key = try #require(SigningKey(secret: Array(repeating: 9, count: 32)))
        engine = TillEngine(
            enrolment: Enrolment(terminal: "YP001A01", epoch: 1, key: key.publicKey),
            canteen: "yp.001")
        engine.snapshot = try SampleShop.snapshot(stacking)
    }

    static func snapshot(
        _ stacking: String, menu: [MenuItem] = [], policy text: String? = nil,
        more diners: [Diner] = []
    ) throws -> Snapshot {
        let canteen = Canteen(
            id: "yp.001", name: "殷行", kind: .canteen, street: "310110009",
            merchant: "898310058120001", terminals: ["YP001A01"], kitchen: "K1", seats: 30)
        let document = SnapshotContents(
            policies: [.init(file: "p.yaml", text: text ?? policy(stacking))], calendar: [],
            canteens: [canteen], menu: menu,
            diners: [
                diner("old", "1940-03-01", []), diner("young", "1962-03-01", []),
                diner("poor", "1950-03-01", [.minimumLiving]),
            ] + diners
        ).document
        return try Snapshot(document: document)
    }

    static func diner(_ id: DinerID, _ birth: String, _ statuses: Set<Status>) -> Diner {
        Diner(
            id: id, birth: Day(birth), hukou: "310110", residence: "310110009",
            statuses: statuses, validFrom: Day(number: 0))
    }

    private static func policy(_ stacking: String) -> String {
        """
        policy: till-sample
        title: 样例
        status: sample
        effective: {from: 2025-01-01}
        rounding: half-up
        threshold_base: before-discount
        stacking: \(stacking)
        periods:
          lunch: {from: "10:00", to: "14:00"}
          dinner: {from: "16:00", to: "19:30"}
        discounts:
          - {id: d60, when: {age: {from: 60, below: 80}}, pay_rate: "0.90"}
          - {id: d80, when: {age: {from: 80}}, pay_rate: "0.85"}
        subsidies:
          - id: A
            when: {statuses: [dibao]}
            benefit: {amount: "5.00"}
            limits: [{count: 1, per: meal}, {count: 3, per: week}]
            funders: {city: "3/11", district: "7/11", street: "1/11"}
          - id: B
            when: {age: {from: 60}}
            spend: {at_least: "6.00"}
            benefit: {rate: "0.25", at_most: "3.00"}
            limits: [{amount: "7.00", per: day}, {amount: "20.00", per: month}]
            funders: {district: "1/2", charity: "1/2"}
          - id: C
            when: {age: {from: 80}}
            benefit: {amount: "0.01"}
            limits: [{count: 2, per: day}]
            funders: {city: "1/2", street: "1/2"}
        """
    }
}

extension SampleShop {
    static let noon = Moment(Day(number: 20_780), secondOfDay: 12 * 3600)

    /// Makes a body durable, as far as the engine is concerned.
    @discardableResult
    mutating func seal(
        _ body: Record.Body, at: Moment = noon, cashier: String = "c1"
    ) -> Record {
        let (record, line) = engine.draft(body, at: at, cashier: cashier)
        engine.take(record, hash: line.hash)
        lines.append(line)
        records.append(record)
        return record
    }

    @discardableResult
    mutating func sell(
        _ lines: [SaleLine], to diner: DinerID?, at: Moment = noon,
        split: (Fen) -> [Tender] = { [Tender(kind: .cash, amount: $0)] }
    ) -> (seq: Int, sale: Sale) {
        let quote = engine.quote(Basket(lines: lines, diner: diner), at: at)
        let sale = engine.sale(quote, tenders: split(quote.payable))
        return (seal(.sale(sale), at: at).id.seq, sale)
    }

    /// Gives back what a quote says.
    @discardableResult
    mutating func giveBack(_ quote: ReturnQuote, at: Moment = noon, isVoid: Bool = false)
        -> Reversal
    {
        let reversal = quote.reversal(reason: "r")
        seal(isVoid ? .void(reversal) : .refund(reversal), at: at)
        return reversal
    }

    /// An engine that has read the same journal from the start.
    func rebuilt() throws -> TillEngine {
        var other = TillEngine(enrolment: engine.enrolment, canteen: engine.canteen)
        other.snapshot = engine.snapshot
        other.drift = engine.drift
        for line in lines { other.take(try Record(bytes: line.bytes), hash: line.hash) }
        return other
    }
}

extension TillEngine {
    /// What goes back for a void: all that is left of a sale of this life of the journal.
    func quoteVoid(of seq: Int) throws(ReturnError) -> ReturnQuote {
        guard let sold = sold(seq: seq) else { throw .saleNotFound }
        return try sold.quoteReturn()
    }

    /// What goes back for some lines of a sale of this life of the journal.
    func quoteRefund(of seq: Int, lines: [Reversal.Line]) throws(ReturnError) -> ReturnQuote {
        guard let sold = sold(seq: seq) else { throw .saleNotFound }
        return try sold.quoteReturn(of: lines)
    }
}

extension SeededRandom {
    /// A basket of a few dishes, some of them free or dear.
    mutating func basket() -> [SaleLine] {
        (0..<Int.random(in: 1...4, using: &self)).map { index in
            SaleLine(
                item: "dish \(index)", quantity: Int.random(in: 1...4, using: &self),
                unitPrice: Fen(pick([0, 1, 3, 333, 850, Int64.random(in: 0...3000, using: &self)])))
        }
    }

    /// An amount in one to three payments, some of the same kind.
    mutating func tenders(_ amount: Fen) -> [Tender] {
        var left = amount
        var tenders: [Tender] = []
        for _ in 0..<Int.random(in: 0...2, using: &self) {
            let part = Fen(Int64.random(in: 0...left.fen, using: &self))
            left -= part
            tenders.append(Tender(kind: pick(TenderKind.allCases), amount: part))
        }
        return tenders + [Tender(kind: pick(TenderKind.allCases), amount: left)]
    }
}
