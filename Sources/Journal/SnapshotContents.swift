package import Meals

/// What a snapshot is made of, in the words of its authors; its document is a file of lines.
package struct SnapshotContents: Sendable {
    package var policies: [Snapshot.Source]
    package var calendar: [Snapshot.Source]
    package var canteens: [Canteen]
    package var menu: [MenuItem]
    /// When which of them is on the menu; empty where that is not known.
    package var weeks: WeeklyMenus
    package var diners: [Diner]
    /// 止付名单: cards that were stopped, in any order.
    package var hot: [HotCard]

    package init(
        policies: [Snapshot.Source], calendar: [Snapshot.Source], canteens: [Canteen],
        menu: [MenuItem], weeks: WeeklyMenus = WeeklyMenus(), diners: [Diner],
        hot: [HotCard] = []
    ) {
        self.policies = policies
        self.calendar = calendar
        self.canteens = canteens
        self.menu = menu
        self.weeks = weeks
        self.diners = diners
        self.hot = hot
    }

    /// The document: a first line with everything but the roster, then a line a diner.
    ///
    /// Equal contents give equal bytes.
    package var document: [UInt8] {
        var first: [String: JSON] = [
            "kind": "snapshot", "v": 1,
            "policies": .list(policies.map(\.json)),
            "calendar": .list(calendar.map(\.json)),
            "canteens": .list(canteens.map(\.json)),
            "menu": .list(menu.map(\.json)),
        ]
        if !weeks.isEmpty { first["weeks"] = weeks.json }
        if !hot.isEmpty {
            let sorted = hot.sorted { ($0.card.text, $0.since) < ($1.card.text, $1.since) }
            first["hot"] = .list(sorted.map(\.json))
        }
        var bytes = JSON.object(first).bytes + [UInt8(ascii: "\n")]
        let sorted = diners.sorted { ($0.id.text, $0.validFrom) < ($1.id.text, $1.validFrom) }
        bytes.reserveCapacity(bytes.count + sorted.count * 192)
        for diner in sorted {
            DinerLine.write(diner, to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Reads a document.
    ///
    /// - Throws: what is wrong with it, by line.
    package init(document: [UInt8]) throws(Problems) {
        var line = 1
        do throws(SnapshotError) {
            let lines = Upload.lines(of: document)
            guard let first = lines.first else { throw SnapshotError("is empty") }
            try self.init(head: SnapshotError.reading(first))
            diners.reserveCapacity(lines.count)
            for bytes in lines.dropFirst() {
                line += 1
                if let diner = DinerLine.read(bytes) {
                    diners.append(diner)
                } else {
                    diners.append(try Diner(SnapshotError.reading(bytes)))
                }
            }
        } catch {
            throw Problems(
                Problem(
                    file: "snapshot \(Snapshot.id(of: document))", line: line,
                    reason: error.reason))
        }
    }
}

extension SnapshotContents {
    /// Reads all but the roster from the first line of a document, which its reader may hold alone.
    ///
    /// - Throws: what is wrong with it.
    package init(firstLine: [UInt8], id: String) throws(Problems) {
        do throws(SnapshotError) {
            try self.init(head: SnapshotError.reading(firstLine[...]))
        } catch {
            throw Problems(Problem(file: "snapshot \(id)", line: 1, reason: error.reason))
        }
    }

    private init(head: JSON) throws(SnapshotError) {
        guard head["kind"]?.text == "snapshot", head["v"]?.int == 1 else {
            throw SnapshotError("is not a snapshot of version 1")
        }
        self.init(
            policies: try head.sources("policies"), calendar: try head.sources("calendar"),
            canteens: try head.entries("canteens").map { entry throws(SnapshotError) in
                try Canteen(entry)
            },
            menu: try head.entries("menu").map { entry throws(SnapshotError) in
                try MenuItem(entry)
            },
            weeks: try head["weeks"].map { json throws(SnapshotError) in
                try WeeklyMenus(json)
            } ?? WeeklyMenus(), diners: [],
            hot: try (head["hot"] == nil ? [] : head.entries("hot")).map {
                entry throws(SnapshotError) in try HotCard(entry)
            })
    }
}

private struct SnapshotError: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }

    static func reading(_ bytes: ArraySlice<UInt8>) throws(SnapshotError) -> JSON {
        do throws(JSONError) {
            return try JSON(bytes, canonical: true)
        } catch {
            throw SnapshotError(error.description)
        }
    }
}

extension JSON {
    fileprivate func entries(_ key: String) throws(SnapshotError) -> [JSON] {
        guard let entries = self[key]?.list else { throw SnapshotError("\(key) is missing") }
        return entries
    }

    fileprivate func sources(_ key: String) throws(SnapshotError) -> [Snapshot.Source] {
        try entries(key).map { entry throws(SnapshotError) in
            guard let file = entry["file"]?.text, let text = entry["text"]?.text else {
                throw SnapshotError("\(key): a document is not whole")
            }
            return Snapshot.Source(file: file, text: text)
        }
    }
}

extension Snapshot.Source {
    fileprivate var json: JSON { ["file": .text(file), "text": .text(text)] }
}

extension MenuItem {
    fileprivate var json: JSON {
        ["code": .text(code), "name": .text(name), "price": price.json]
    }

    fileprivate init(_ json: JSON) throws(SnapshotError) {
        guard let code = json["code"]?.text, let name = json["name"]?.text,
            let price = json["price"]?.int
        else { throw SnapshotError("a menu item is not whole") }
        self.init(code: code, name: name, price: Fen(price))
    }
}

extension WeeklyMenus {
    /// A week is an object by weekday, 1 to 7, and a day one by meal.
    fileprivate var json: JSON {
        .list(
            weeks.map { week in
                .object(
                    Dictionary(
                        uniqueKeysWithValues: week.enumerated().map { place, day in
                            let meals = day.map { ($0.rawValue, JSON.list($1.map { .text($0) })) }
                            return (
                                "\(place + 1)", .object(Dictionary(uniqueKeysWithValues: meals))
                            )
                        }))
            })
    }

    fileprivate init(_ json: JSON) throws(SnapshotError) {
        guard let weeks = json.list else { throw SnapshotError("weeks is no list") }
        var read: [[[MealPeriod: [String]]]] = []
        for week in weeks {
            var days: [[MealPeriod: [String]]] = []
            for place in 1...7 {
                var meals: [MealPeriod: [String]] = [:]
                for (name, codes) in week["\(place)"]?.object ?? [:] {
                    guard let period = MealPeriod(rawValue: name), let codes = codes.list else {
                        throw SnapshotError("weeks: the meal '\(name)' is not known")
                    }
                    meals[period] = codes.compactMap(\.text)
                }
                days.append(meals)
            }
            read.append(days)
        }
        self.init(read)
    }
}

extension HotCard {
    fileprivate var json: JSON { ["card": .text(card.text), "since": .text(since.description)] }

    fileprivate init(_ json: JSON) throws(SnapshotError) {
        guard let card = json["card"]?.text, let since = json["since"]?.text.flatMap({ Day($0) })
        else { throw SnapshotError("a stopped card is not whole") }
        self.init(card: CardToken(card), since: since)
    }
}

extension Canteen {
    fileprivate var json: JSON {
        [
            "id": .text(id.text), "name": .text(name), "kind": .text(kind.rawValue),
            "street": .text(street.text), "merchant": .text(merchant.text),
            "terminals": .list(terminals.map { .text($0.text) }), "kitchen": .text(kitchen.text),
            "seats": .int(Int64(seats)),
        ]
    }

    fileprivate init(_ json: JSON) throws(SnapshotError) {
        guard let id = json["id"]?.text, let name = json["name"]?.text,
            let kind = json["kind"]?.text.flatMap(VenueKind.init(rawValue:)),
            let street = json["street"]?.text, let merchant = json["merchant"]?.text,
            let terminals = json["terminals"]?.list, let kitchen = json["kitchen"]?.text,
            let seats = json["seats"]?.int
        else { throw SnapshotError("a canteen is not whole") }
        self.init(
            id: CanteenID(id), name: name, kind: kind, street: DivisionCode(street),
            merchant: MerchantID(merchant),
            terminals: terminals.compactMap { $0.text }.map { TerminalID($0) },
            kitchen: KitchenID(kitchen), seats: Int(seats))
    }
}

extension Diner {
    fileprivate init(_ json: JSON) throws(SnapshotError) {
        guard let id = json["id"]?.text, let from = json["from"]?.text.flatMap({ Day($0) }) else {
            throw SnapshotError("a diner is not whole")
        }
        var statuses: Set<Status> = []
        for text in json["statuses"]?.list ?? [] {
            guard let status = text.text.flatMap(Status.init(rawValue:)) else {
                throw SnapshotError("a status of diner \(id) is not known")
            }
            statuses.insert(status)
        }
        self.init(
            id: DinerID(id), birth: json["birth"]?.text.flatMap { Day($0) },
            hukou: json["hukou"]?.text.map { DivisionCode($0) },
            residence: json["residence"]?.text.map { DivisionCode($0) }, statuses: statuses,
            cards: (json["cards"]?.list ?? []).compactMap { $0.text }.map { CardToken($0) },
            validFrom: from, validTo: json["to"]?.text.flatMap { Day($0) })
    }
}
