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
    package let weeks: WeeklyMenus
    package let roster: Roster
    private let hot: [CardToken: Day]
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

    /// What a card means on a day; one that was stopped stands for nobody from its day on.
    package func meaning(of card: CardToken, on day: Day) -> CardMeaning {
        if let since = hot[card], day >= since { return .hot(since: since) }
        return roster.diner(card: card, on: day).map { .diner($0) } ?? .unknown
    }

    package func item(_ code: String) -> MenuItem? { menu.first { $0.code == code } }
}

extension Snapshot {
    /// The id of a document.
    package static func id(of document: [UInt8]) -> String {
        String(Digest(of: document).hex.prefix(16))
    }

    /// Reads a document.
    ///
    /// - Throws: what is wrong with it, by line.
    package init(document: [UInt8]) throws(Problems) {
        try self.init(
            SnapshotContents(document: document), id: Snapshot.id(of: document))
    }

    /// Compiles what a document of this id says.
    ///
    /// - Throws: the problems of its policies and calendars.
    package init(_ contents: SnapshotContents, id: String) throws(Problems) {
        self.id = id
        var policies: [Policy] = []
        for source in contents.policies {
            policies.append(try Policy(yaml: source.text, file: source.file))
        }
        self.policies = policies
        calendar = try WorkCalendar(yaml: contents.calendar.map { ($0.text, $0.file) })
        canteens = contents.canteens
        canteenPlaces = Dictionary(
            zip(canteens.map(\.id), canteens.indices), uniquingKeysWith: { first, _ in first })
        menu = contents.menu
        weeks = contents.weeks
        hot = Dictionary(contents.hot.map { ($0.card, $0.since) }, uniquingKeysWith: min)
        roster = Roster(contents.diners)
    }
}
