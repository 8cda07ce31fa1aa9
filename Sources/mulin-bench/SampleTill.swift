import Journal
import Meals
import Till

/// A till that has sold offline: its sealed lines, cut into signed uploads.
struct SampleTill {
    private var engine: TillEngine
    private let key: SigningKey
    private let till: Int
    /// Diners that eat here on one day.
    private let dinersADay: Int
    private var sold = 0

    static let menu = [
        MenuItem(code: "pork", name: "红烧肉", price: Fen(1200)),
        MenuItem(code: "greens", name: "炒青菜", price: Fen(450)),
        MenuItem(code: "rice", name: "米饭", price: Fen(100)),
    ]

    init(
        _ till: Int, in district: SampleDistrict, dinersADay: Int = SampleDistrict.dinersPerTill
    ) {
        self.till = till
        self.dinersADay = dinersADay
        key = district.keys[till]
        let enrolment = Enrolment(
            terminal: SampleDistrict.terminal(till), epoch: 1, key: key.publicKey)
        engine = TillEngine(enrolment: enrolment, canteen: SampleDistrict.canteens[till].id)
        engine.snapshot = district.snapshot
    }

    /// Sells and seals the next lines, after the head that is given.
    mutating func lines(sales: Int) throws -> Upload {
        let start = engine.head
        let lines = (0..<sales).map { _ in sell().bytes[...] }
        return Upload(
            after: start, lines: lines, signature: try key.sign(engine.head.message))
    }

    /// Sells, seals and signs the next upload.
    mutating func upload(sales: Int) throws -> PreparedUpload {
        let start = engine.head
        let lines = (0..<sales).map { _ in sell() }
        return PreparedUpload(
            after: start, lines, to: engine.head, signature: try key.sign(engine.head.message))
    }

    /// Every second sale is a diner's, who eats once a day; all pay in one of three ways.
    mutating func sell() -> SealedLine {
        let salesADay = dinersADay * 2
        let place = sold % salesADay
        let day = sold / salesADay
        let at = Moment(SampleDistrict.firstDay + day, secondOfDay: 36_000 + place * 14)
        sold += 1
        let dishes = SampleTill.menu.prefix(2 + place % 3 / 2)
        // Each day others come, so that all have eaten before anybody comes again.
        let diner =
            till * SampleDistrict.dinersPerTill
            + (day * dinersADay + place / 2) % SampleDistrict.dinersPerTill
        let basket = Basket(
            lines: dishes.map { SaleLine(item: $0.code, quantity: 1, unitPrice: $0.price) },
            diner: place % 2 == 0 ? nil : SampleDistrict.diner(diner))
        let quote = engine.quote(basket, at: at)
        let sale = engine.sale(quote, tenders: [tender(quote.payable)])
        let (record, line) = engine.draft(.sale(sale), at: at, cashier: "C01")
        engine.take(record, hash: line.hash)
        return line
    }

    private func tender(_ amount: Fen) -> Tender {
        let kinds: [TenderKind] = [.unionPayCard, .unionPayCard, .unionPayQR, .cash]
        let kind = kinds[sold % 4]
        guard kind.hasAcquirer else { return Tender(kind: kind, amount: amount) }
        let isCard = kind == .unionPayCard
        return Tender(
            kind: kind, amount: amount,
            reference: AcquirerReference(
                trace: sold.padded(6), batch: (till + 1).padded(6),
                rrn: (till * 1_000_000 + sold).padded(12),
                authCode: isCard ? sold.padded(6) : "",
                maskedCard: isCard ? "622609******\((sold % 10_000).padded(4))" : ""))
    }
}
