package import Meals
package import Subsidies

/// What a till decides from (快照): roster, policies, calendar, menu; a receipt names the one used.
///
/// It names diners by opaque ids and cards by tokens; no names, no ID numbers.
package struct Snapshot: Sendable {
    /// The first 16 hexadecimal digits of the SHA-256 of the document.
    package let id: String
    package let policies: [Policy]
    package let calendar: WorkCalendar
    package let canteens: [Canteen]
    package let menu: [MenuItem]
    package let roster: Roster
    private let canteenPlaces: [CanteenID: Int]

    /// A document of the snapshot in the words of its author, such as a policy.
    package struct Source: Hashable, Sendable {
        package let file: String
        package let text: String

        package init(file: String, text: String) {
            self.file = file
            self.text = text
        }
    }

    /// The policy in force on a day: the one that began last.
    package func policy(on day: Day) -> Policy? {
        policies.filter { $0.isEffective(on: day) }.max { $0.from < $1.from }
    }

    package func canteen(_ id: CanteenID) -> Canteen? { canteenPlaces[id].map { canteens[$0] } }

    package func item(_ code: String) -> MenuItem? { menu.first { $0.code == code } }
}

extension Snapshot {
    /// Writes the document: a first line with everything but the roster, then a line a diner.
    ///
    /// Equal input gives equal bytes.
    package static func document(
        policies: [Source], calendar: [Source], canteens: [Canteen], menu: [MenuItem],
        diners: [Diner]
    ) -> [UInt8] {
        let first: JSON = [
            "kind": "snapshot", "v": 1,
            "policies": .list(policies.map(\.json)),
            "calendar": .list(calendar.map(\.json)),
            "canteens": .list(canteens.map(\.json)),
            "menu": .list(menu.map(\.json)),
        ]
        var bytes = first.bytes + [UInt8(ascii: "\n")]
        let sorted = diners.sorted { ($0.id.text, $0.validFrom) < ($1.id.text, $1.validFrom) }
        for diner in sorted {
            bytes.append(contentsOf: diner.json.bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// The id of a document.
    package static func id(of document: [UInt8]) -> String {
        String(Digest(of: document).hex.prefix(16))
    }

    /// Reads a document.
    ///
    /// - Throws: what is wrong with it, by line.
    package init(document: [UInt8]) throws(Problems) {
        let id = Snapshot.id(of: document)
        let file = "snapshot \(id)"
        var line = 0
        do throws(SnapshotError) {
            let lines = Upload.lines(of: document)
            line = 1
            guard let first = lines.first else { throw SnapshotError("is empty") }
            let head = try SnapshotError.reading(first)
            guard head["kind"]?.text == "snapshot", head["v"]?.int == 1 else {
                throw SnapshotError("is not a snapshot of version 1")
            }
            var diners: [Diner] = []
            diners.reserveCapacity(lines.count)
            for bytes in lines.dropFirst() {
                line += 1
                diners.append(try Diner(SnapshotError.reading(bytes)))
            }
            line = 1
            var policies: [Policy] = []
            for source in try head.sources("policies") {
                do throws(Problems) {
                    policies.append(try Policy(yaml: source.text, file: source.file))
                } catch { throw SnapshotError(error.description) }
            }
            let sources = try head.sources("calendar")
            let calendar: WorkCalendar
            do throws(Problems) {
                calendar = try WorkCalendar(yaml: sources.map { ($0.text, $0.file) })
            } catch { throw SnapshotError(error.description) }
            self.id = id
            self.policies = policies
            self.calendar = calendar
            canteens = try head.entries("canteens").map { entry throws(SnapshotError) in
                try Canteen(entry)
            }
            canteenPlaces = Dictionary(
                zip(canteens.map(\.id), canteens.indices), uniquingKeysWith: { first, _ in first })
            menu = try head.entries("menu").map { entry throws(SnapshotError) in
                try MenuItem(entry)
            }
            roster = Roster(diners)
        } catch {
            throw Problems(Problem(file: file, line: line, reason: error.reason))
        }
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
    fileprivate var json: JSON {
        var fields: [String: JSON] = [
            "id": .text(id.text), "from": .text(validFrom.description),
        ]
        fields["to"] = validTo.map { .text($0.description) }
        fields["birth"] = birth.map { .text($0.description) }
        fields["hukou"] = hukou.map { .text($0.text) }
        fields["residence"] = residence.map { .text($0.text) }
        if !statuses.isEmpty {
            fields["statuses"] = .list(statuses.sorted().map { .text($0.rawValue) })
        }
        if !cards.isEmpty { fields["cards"] = .list(cards.map { .text($0.text) }) }
        return .object(fields)
    }

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
