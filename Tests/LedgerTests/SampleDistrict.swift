import Journal
import Meals
import Subsidies
import Testing

/// Three canteens, five tills, eight diners and a policy whose limits span canteens.
enum SampleDistrict {
    static let canteens = [
        canteen("yp.001", ["YP001A01", "YP001A02"]), canteen("yp.002", ["YP002A01"]),
        canteen("yp.003", ["YP003A01", "YP003A02"]),
    ]

    static var terminals: [(id: TerminalID, canteen: CanteenID)] {
        canteens.flatMap { canteen in canteen.terminals.map { ($0, canteen.id) } }
    }

    private static func canteen(_ id: CanteenID, _ terminals: [TerminalID]) -> Canteen {
        Canteen(
            id: id, name: id.text, kind: .canteen, street: "310110009",
            merchant: "898310058120001", terminals: terminals, kitchen: "K1", seats: 30)
    }

    static let diners: [Diner] = (0..<8).map { index in
        Diner(
            id: DinerID("D\(index)"), birth: Day(index % 2 == 0 ? "1940-03-01" : "1960-03-01"),
            hukou: "310110", residence: "310110009",
            statuses: index < 4 ? [.minimumLiving] : [], validFrom: Day(number: 0))
    }

    static let policy = """
        policy: district-sample
        title: 样例
        status: sample
        effective: {from: 2025-01-01}
        rounding: half-up
        threshold_base: before-discount
        stacking: all
        periods:
          lunch: {from: "10:00", to: "14:00"}
          dinner: {from: "16:00", to: "19:30"}
        discounts:
          - {id: d80, when: {age: {from: 80}}, pay_rate: "0.85"}
        subsidies:
          - id: A
            when: {statuses: [dibao]}
            benefit: {amount: "5.00"}
            limits: [{count: 1, per: day}, {count: 3, per: week}]
            funders: {city: "2/3", district: "1/3"}
          - id: B
            when: {age: {from: 60}}
            benefit: {rate: "0.25", at_most: "3.00"}
            limits: [{amount: "7.00", per: day}, {amount: "20.00", per: month}]
            funders: {city: "3/11", district: "7/11", street: "1/11"}
          - id: C
            when: {age: {from: 80}}
            benefit: {amount: "1.00"}
            limits: [{count: 1, per: meal}]
            funders: {charity: "1"}
        """

    static let document = SnapshotContents(
        policies: [.init(file: "district-sample.yaml", text: policy)], calendar: [],
        canteens: canteens, menu: [], diners: diners
    ).document

    static func snapshot() throws -> Snapshot { try Snapshot(document: document) }

    /// 2026-11-23, a Monday.
    static let monday = Day(number: 20_780)

    static func time(_ day: Int, _ hour: Int, _ minute: Int = 0) -> Moment {
        Moment(monday + day, secondOfDay: hour * 3600 + minute * 60)
    }
}
