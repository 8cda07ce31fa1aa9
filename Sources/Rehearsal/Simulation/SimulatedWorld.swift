internal import Journal
internal import Ledger
internal import Meals
internal import Store

/// What every simulated district begins with: two canteens, three tills, a policy with limits.
///
/// Made once: a seed copies the empty books and reads nothing again.
package struct SimulatedWorld: Sendable {
    let snapshot: Snapshot
    let books: Store
    let shelf: SnapshotShelf
    let terminals: [(id: TerminalID, canteen: CanteenID)]
    let cards: [String]

    static let tokenSecret = [UInt8](repeating: 7, count: 32)
    /// A Monday in March at ten.
    static let start = Moment(Day(number: 20_514), secondOfDay: 36_000)

    package init() throws {
        let canteens = [
            Canteen(
                id: "A1", name: "甲", kind: .canteen, street: "310110009",
                merchant: "898310058120001", terminals: ["YP001A01", "YP001A02"], kitchen: "K1",
                seats: 60),
            Canteen(
                id: "B1", name: "乙", kind: .canteen, street: "310110013",
                merchant: "898310058120002", terminals: ["YP002A01"], kitchen: "K1", seats: 40),
        ]
        let tokens = TokenKey(secret: SimulatedWorld.tokenSecret)
        let cards = (1...5).map { "622848000000000\($0)" }
        let statuses: [Set<Status>] = [[], [.minimumLiving], [], [.minimumLiving], []]
        let births = [1942, 1958, 1950, 1939, 1990]
        let diners = cards.indices.map { index in
            Diner(
                id: DinerID("D\(index + 1)"), birth: Day(year: births[index], month: 5, day: 1),
                hukou: "310110", residence: "310110009", statuses: statuses[index],
                cards: [tokens.token(card: cards[index])], validFrom: Day(number: 20_000))
        }
        self.cards = cards
        let document = SnapshotContents(
            policies: [.init(file: "simulated.yaml", text: SimulatedWorld.policy)], calendar: [],
            canteens: canteens,
            menu: [
                MenuItem(code: "101", name: "红烧肉", price: Fen(900)),
                MenuItem(code: "201", name: "青菜", price: Fen(350)),
                MenuItem(code: "301", name: "米饭", price: Fen(100)),
            ], diners: diners
        ).document
        let store = try Store(inMemory: nil)
        shelf = SnapshotShelf()
        var ledger = try Ledger(store: store, snapshots: shelf)
        try ledger.register(canteens)
        snapshot = try ledger.publish(document)
        books = store
        terminals = canteens.flatMap { canteen in canteen.terminals.map { ($0, canteen.id) } }
    }

    /// Counts by day, amounts by week, two funders, a discount: every way a limit can be exceeded.
    private static let policy = """
        policy: simulated
        title: 演练
        status: sample
        effective: {from: 2025-01-01}
        rounding: half-up
        threshold_base: before-discount
        periods:
          lunch: {from: "10:00", to: "14:00"}
          dinner: {from: "16:00", to: "19:30"}
        discounts:
          - {id: d60, when: {age: {from: 60}}, pay_rate: "0.85"}
        subsidies:
          - id: A
            when: {age: {from: 60}, statuses: [dibao]}
            benefit: {amount: "5.00"}
            limits: [{count: 1, per: day}]
            funders: {city: "3/11", district: "8/11"}
          - id: B
            when: {age: {from: 60}}
            spend: {at_least: "4.00"}
            benefit: {rate: "0.25", at_most: "3.00"}
            limits: [{count: 2, per: day}, {amount: "7.00", per: week}]
            funders: {district: "1"}
        stacking: all

        """
}
