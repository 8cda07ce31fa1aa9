internal import Journal
internal import Meals
internal import Store

/// Meals of named diners as the journals have them, packed for going through millions of them.
struct PastMeals {
    var meals: [PastMeal] = []
    var diners = Names()
    var canteens = Names()
    /// Subsidies as they were granted; many meals share one.
    private(set) var grants: [[Grant]] = []
    private var grantPlaces: [ByteKey: Int32] = [:]
    var publicMeals = 0
    var unreadable = 0

    /// Takes a sale whose business day lies in a range.
    mutating func add(_ line: UnsafeRawBufferPointer, _ key: RecordKey, in days: ClosedRange<Day>) {
        guard let sale = SaleGlance(line) else {
            unreadable += 1
            return
        }
        guard days.contains(sale.day) else { return }
        guard !sale.diner.isEmpty else {
            publicMeals += 1
            return
        }
        guard let place = place(of: sale.subsidies) else {
            unreadable += 1
            return
        }
        meals.append(
            PastMeal(
                key: key, time: sale.time, gross: sale.gross, discount: sale.discount,
                diner: diners.place(of: sale.diner), canteen: canteens.place(of: sale.canteen),
                grants: place, channel: sale.channel))
    }

    private mutating func place(of subsidies: UnsafeRawBufferPointer) -> Int32? {
        if subsidies.count == 2 { return -1 }
        let key = ByteKey(subsidies)
        if let place = grantPlaces[key] { return place }
        guard let list = Grant.list(json: subsidies) else { return nil }
        let place = Int32(grants.count)
        grants.append(list)
        grantPlaces[key] = place
        return place
    }

    /// What was granted for a meal.
    func grants(of meal: PastMeal) -> [Grant] {
        meal.grants < 0 ? [] : grants[Int(meal.grants)]
    }

    /// Takes over the meals of another part of the journals.
    mutating func add(_ other: PastMeals) {
        let diners = other.diners.texts.map { self.diners.place(of: $0) }
        let canteens = other.canteens.texts.map { self.canteens.place(of: $0) }
        let offset = Int32(grants.count)
        grants += other.grants
        publicMeals += other.publicMeals
        unreadable += other.unreadable
        meals.reserveCapacity(meals.count + other.meals.count)
        for var meal in other.meals {
            meal.diner = diners[Int(meal.diner)]
            meal.canteen = canteens[Int(meal.canteen)]
            if meal.grants >= 0 { meal.grants += offset }
            meals.append(meal)
        }
    }
}

/// One meal; diner, canteen and grants by their places.
struct PastMeal {
    let key: RecordKey
    /// Milliseconds since 1970 by the service's clock.
    let time: Int64
    let gross: Fen
    let discount: Fen
    var diner: Int32
    var canteen: Int32
    /// −1 for none.
    var grants: Int32
    let channel: Channel
}

/// Names that were met, each with a place of its own.
struct Names {
    private(set) var texts: [String] = []
    private var places: [String: Int32] = [:]

    mutating func place(of bytes: UnsafeRawBufferPointer) -> Int32 {
        place(of: String(decoding: bytes, as: UTF8.self))
    }

    mutating func place(of text: String) -> Int32 {
        if let place = places[text] { return place }
        let place = Int32(texts.count)
        texts.append(text)
        places[text] = place
        return place
    }
}

/// Bytes as a key of a dictionary.
private struct ByteKey: Hashable {
    private let bytes: [UInt8]
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = Array(bytes) }
}
