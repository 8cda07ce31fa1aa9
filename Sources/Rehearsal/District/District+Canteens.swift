internal import Meals

extension District {
    /// Deals canteens to the twelve streets in turn, the community canteens first.
    static func makeCanteens(seed: UInt64, count: Int) -> [Canteen] {
        var random = SeededRandom(seed: seed, "canteens")
        let large = (count * 25 + 57) / 115
        var made: [VenueKind: [Int]] = [:]
        return (0..<count).map { index in
            let kind: VenueKind = index < large ? .canteen : .point
            // The odd points fall to other streets than the odd canteens.
            let street = (kind == .canteen ? index : index - large + 6) % Street.yangpu.count
            var numbers = made[kind] ?? Street.yangpu.map { _ in 0 }
            numbers[street] += 1
            made[kind] = numbers
            return canteen(index + 1, kind, street: street, ordinal: numbers[street], &random)
        }
    }

    private static func canteen(
        _ number: Int, _ kind: VenueKind, street: Int, ordinal: Int, _ random: inout SeededRandom
    ) -> Canteen {
        let place = Street.yangpu[street]
        let code = "YP" + number.padded(3)
        let (terminals, seats, name) =
            switch kind {
            case .canteen:
                (random.within(2...3), random.within(12...30) * 5, "睦邻小厨第\(ordinal)长者食堂")
            case .point:
                (random.happens(2500) ? 2 : 1, random.within(5...20) * 2, "睦邻小厨\(ordinal)号点")
            }
        return Canteen(
            id: CanteenID(code), name: place.name + name, kind: kind, street: place.code,
            // 999 2900 5812: Shanghai, and restaurants; the three nines keep it out of real use.
            merchant: MerchantID("99929005812" + number.padded(4)),
            terminals: ["A01", "B01", "C01"].prefix(terminals).map { TerminalID(code + $0) },
            kitchen: KitchenID("K\(street / 4 + 1)"), seats: seats)
    }
}
