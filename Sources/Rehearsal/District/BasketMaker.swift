internal import Meals
internal import Supply

/// Fills trays from one meal's menu.
struct BasketMaker {
    private let dishes: [Dish]
    /// How strongly each dish of the district draws, from 2 to 9.
    private let pull: [DishCode: Int]

    init(menu dishes: [Dish], seed: UInt64) {
        self.dishes = dishes
        pull = Dictionary(
            dishes.map { dish in
                var random = SeededRandom(seed: seed, "pull of \(dish.code)")
                return (dish.code, random.within(2...9))
            }
        ) { first, _ in first }
    }

    var isEmpty: Bool { dishes.isEmpty }

    /// One to five lines, no dish twice.
    func filled(_ random: inout SeededRandom) -> [SaleLine] {
        var taken: [Dish] = []
        func take(_ dishClass: DishClass, _ random: inout SeededRandom) {
            let offered = dishes.filter { $0.dishClass == dishClass && !taken.contains($0) }
            guard !offered.isEmpty, taken.count < 5 else { return }
            let weights = offered.map { pull[$0.code] ?? 1 }
            taken.append(offered[random.index(weights: weights)])
        }
        if dishes.allSatisfy({ $0.dishClass == .breakfast }) {
            for _ in 0..<random.within(1...3) { take(.breakfast, &random) }
        } else if random.happens(4200) {
            take(.set, &random)
            if random.happens(1500) { take(.vegetable, &random) }
        } else {
            for (dishClass, share) in BasketMaker.tray where random.happens(share) {
                take(dishClass, &random)
            }
        }
        if taken.isEmpty { taken.append(random.pick(dishes)) }
        return taken.map { dish in
            let quantity = dish.dishClass == .breakfast && random.happens(2500) ? 2 : 1
            return SaleLine(item: dish.code.text, quantity: quantity, unitPrice: dish.price)
        }
    }

    /// Shares of trays with each class, in ten thousandths; made up.
    private static let tray: [(DishClass, share: Int)] = [
        (.largeMeat, 6000), (.smallMeat, 5500), (.vegetable, 8500), (.staple, 9000),
        (.vegetable, 1500), (.soup, 4000),
    ]
}
