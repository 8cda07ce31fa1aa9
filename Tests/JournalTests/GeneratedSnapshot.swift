import Journal
import Meals

/// Makes up snapshots and changes of all their parts.
struct GeneratedSnapshot {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func contents(diners: Int) -> SnapshotContents {
        SnapshotContents(
            policies: (0..<2).map { source("p\($0)") }, calendar: [source("c")],
            canteens: (0..<3).map { canteen($0) }, menu: (0..<12).map { dish($0) },
            weeks: WeeklyMenus((0..<number(3)).map { _ in week() }),
            diners: (0..<diners).map { diner($0, cards: []) })
    }

    var withOneDiner: [UInt8] {
        var copy = self
        return copy.contents(diners: 1).document
    }

    private mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func source(_ name: String) -> Snapshot.Source {
        .init(file: name, text: "text \"\(number(9))\"\n行")
    }

    private mutating func canteen(_ index: Int) -> Canteen {
        Canteen(
            id: CanteenID("yp.\(index)"), name: "店 \(number(99))", kind: .point,
            street: "310110009", merchant: "898310058120001", terminals: ["YP001A01"],
            kitchen: "K1", seats: number(50))
    }

    private mutating func dish(_ index: Int) -> MenuItem {
        MenuItem(code: "\(100 + index)", name: "菜", price: Fen(Int64(number(3_000))))
    }

    private mutating func week() -> [[MealPeriod: [String]]] {
        (0..<7).map { _ in
            Dictionary(
                uniqueKeysWithValues: [MealPeriod.lunch, .dinner].prefix(number(3)).map {
                    ($0, (0..<number(4)).map { "\(100 + $0)" })
                })
        }
    }

    mutating func diner(_ index: Int, cards: [CardToken]) -> Diner {
        Diner(
            id: DinerID("D\(index)"), birth: Day(number: -number(9_000)), hukou: "310110",
            residence: "310110009", statuses: random.chance(30) ? [.minimumLiving] : [],
            cards: cards.isEmpty ? [CardToken("card-\(index)-\(number(9))")] : cards,
            validFrom: Day(number: number(3)))
    }

    /// Changes a part: something comes, goes or becomes other.
    mutating func change(_ contents: inout SnapshotContents) {
        switch number(9) {
        case 7: contents.weeks = WeeklyMenus(contents.weeks.weeks.dropLast() + [week()])
        case 0: contents.policies.insert(source("p\(number(9))"), at: 0)
        case 1: contents.menu.shuffle(using: &random)
        case 2: contents.menu.append(dish(number(90)))
        case 3: if !contents.canteens.isEmpty { contents.canteens.removeFirst() }
        case 4: contents.calendar = []
        case 5: contents.diners.append(diner(1_000 + number(90), cards: []))
        case 6:
            guard !contents.diners.isEmpty else { return }
            contents.diners.remove(at: number(contents.diners.count))
        default:
            guard !contents.diners.isEmpty else { return }
            let place = number(contents.diners.count)
            contents.diners[place] = diner(place, cards: [])
        }
    }
}
