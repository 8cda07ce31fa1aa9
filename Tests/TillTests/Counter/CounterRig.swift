import Journal
import Meals
import Testing

@testable import Till

/// A counter with its till, without disk and network: what it asks for is done at once.
struct CounterRig {
    var shop: SampleShop
    var counter: Counter
    var at = SampleShop.noon
    /// Whose cards there are.
    var cards: [String: DinerID]
    private(set) var printed: [Printout] = []
    var pin: String?
    var unsent = 0
    var refused: [RefusedRecord] = []
    /// The disk takes nothing.
    var isDiskFull = false
    private(set) var isShutDown = false
    private(set) var abandoned: [Quote] = []

    static let lostCard = "6299990000000099"

    static let menu = [
        MenuItem(code: "101", name: "红烧肉", price: Fen(1200)),
        MenuItem(code: "102", name: "炒青菜", price: Fen(400)),
        MenuItem(code: "7", name: "米饭", price: Fen(100)),
        MenuItem(code: "3", name: "例汤", price: Fen(0)),
    ]

    static let cards: [String: DinerID] = [
        "6299990000000001": "old", "6299990000000002": "young", "6299990000000003": "poor",
    ]

    /// Read once: compiling it costs more than all that a test does with it.
    private static let sample = Result { try SampleShop.snapshot("all", menu: CounterRig.menu) }

    init(policy: String? = nil, cards: [String: DinerID] = CounterRig.cards) throws {
        let snapshot =
            try policy.map { try SampleShop.snapshot("all", menu: CounterRig.menu, policy: $0) }
            ?? CounterRig.sample.get()
        try self.init(snapshot: snapshot, cards: cards)
    }

    init(snapshot: Snapshot, cards: [String: DinerID]) throws {
        var shop = try SampleShop()
        shop.engine.snapshot = snapshot
        self.init(shop, cards: cards)
    }

    /// A counter that starts on a till which may have sold before.
    init(_ shop: SampleShop, cards: [String: DinerID] = CounterRig.cards) {
        self.shop = shop
        self.cards = cards
        counter = Counter(facts: CounterRig.facts(shop.engine, SampleShop.noon))
    }

    private static func facts(_ engine: TillEngine, _ at: Moment) -> TillFacts {
        TillFacts(
            terminal: engine.enrolment.terminal, canteen: "殷行", menu: engine.snapshot?.menu ?? [],
            served: engine.served(at: at),
            snapshot: engine.snapshot?.id ?? "", drawer: engine.drawer,
            closedDay: engine.closedDay, today: engine.trueTime(at).day,
            dayToClose: engine.dayToClose(at: at), takings: engine.takings, head: engine.head,
            unsent: 0,
            drift: engine.drift, refused: [], link: .online, hasPIN: false)
    }

    private mutating func look() {
        counter.facts = CounterRig.facts(shop.engine, at)
        counter.facts.unsent = unsent
        counter.facts.refused = refused
        counter.facts.hasPIN = pin != nil
    }

    mutating func act(_ input: CounterInput) {
        look()
        var requests = counter.take(input, at: at)
        while !requests.isEmpty {
            guard let reply = answer(requests.removeFirst()) else { continue }
            look()
            requests = counter.take(reply, at: at) + requests
        }
        look()
    }

    private mutating func answer(_ request: CounterRequest) -> CounterReply? {
        switch request {
        case .read(let card):
            let meaning =
                cards[card].map { CardMeaning.diner($0) }
                ?? (card == CounterRig.lostCard ? .hot(since: Day(number: 20_000)) : .unknown)
            return .read(ReadCard(token: CardToken("token-" + card), meaning: meaning))
        case .abandon(let quote): abandoned.append(quote)
        case .quote(let basket, _):
            let quote = shop.engine.quote(basket, at: at)
            return .quoted(quote, shop.engine.advice(on: quote))
        case .sell(let quote, let tenders, let training):
            let sale = shop.engine.sale(quote, tenders: tenders)
            return seal(training ? .training(sale) : .sale(sale))
        case .findSale(let sale): return .sale(shop.engine.sold(seq: sale.seq))
        case .quoteReturn(let sale, let lines):
            do throws(ReturnError) {
                guard let lines else { return .returning(try shop.engine.quoteVoid(of: sale.seq)) }
                return .returning(try shop.engine.quoteRefund(of: sale.seq, lines: lines))
            } catch {
                return .noReturn(error)
            }
        case .seal(let body, let cashier): return seal(body, cashier: cashier)
        case .closeDay:
            return seal(.dayClose(shop.engine.dayClose(counter.facts.dayToClose)), cashier: "")
        case .checkPIN(let typed): return .pin(accepted: typed == pin)
        case .setPIN(let new, let old):
            guard pin == nil || pin == old else { return .pin(accepted: false) }
            pin = new
            return .pin(accepted: true)
        case .print(let printout): printed.append(printout)
        case .shutDown: isShutDown = true
        }
        return nil
    }

    private mutating func seal(_ body: Record.Body, cashier: String? = nil) -> CounterReply {
        guard !isDiskFull else { return .failed("disk full") }
        let cashier = cashier ?? counter.facts.drawer.shift?.cashier ?? ""
        return .sealed(shop.seal(body, at: at, cashier: cashier))
    }
}

extension CounterRig {
    mutating func type(_ text: String) { act(.entry(text)) }
    mutating func press(_ key: CounterInput.Key, _ text: String = "") { act(.key(key, text: text)) }
    mutating func card(_ card: String, reader: Int = 1) { act(.card(card, reader: reader)) }

    mutating func openShift(float: String = "100") {
        press(.openShift)
        act(.form(["cashier": "03", "float": float]))
    }

    /// A cash sale of some dishes to the public.
    mutating func sell(_ codes: String...) {
        for code in codes { type(code) }
        type("")
    }

    mutating func closeShift(_ counts: [String: String]) {
        press(.closeShift)
        act(.form(counts))
    }

    /// Closes with exactly what should be there.
    mutating func closeShiftExactly() {
        let expected = shop.engine.drawer.shift?.expected ?? .zero
        closeShift(["1": expected.yuan])
    }

    var refusal: String? { counter.shownRefusal?.description }
    var customer: CustomerScreen { CustomerScreen(counter) }
    var sales: [Sale] {
        shop.records.compactMap { if case .sale(let sale) = $0.body { sale } else { nil } }
    }
}
