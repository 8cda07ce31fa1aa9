import Journal
import Meals
import Subsidies
import Testing

@Suite("A snapshot")
struct SnapshotTests {
    private func policy(_ id: String, from: String) -> Snapshot.Source {
        Snapshot.Source(
            file: "\(id).yaml",
            text: """
                policy: \(id)
                title: 样例
                status: sample
                effective: {from: \(from)}
                rounding: half-up
                threshold_base: before-discount
                stacking: best
                periods:
                  lunch: {from: "10:00", to: "14:00"}
                subsidies:
                  - {id: S, benefit: {amount: "1.00"}, funders: {city: "1"}}
                """)
    }

    private let canteen = Canteen(
        id: "yp.001", name: "殷行 \"一店\"", kind: .point, street: "310110009",
        merchant: "898310058120001", terminals: ["YP001A01", "YP001A02"], kitchen: "K1", seats: 30)

    private let diners = [
        Diner(
            id: "D2", birth: Day("1940-02-29"), hukou: "310110", residence: "310110009",
            statuses: [.destitute, .livingAlone], cards: ["ab", "cd"], validFrom: Day(number: 5),
            validTo: Day(number: 9)),
        Diner(
            id: "D2", birth: nil, hukou: nil, residence: nil, statuses: [],
            validFrom: Day(number: 10)),
        Diner(
            id: "D1", birth: nil, hukou: nil, residence: nil, statuses: [], cards: ["ef"],
            validFrom: Day(number: 0)),
    ]

    private func document(_ diners: [Diner]) -> [UInt8] {
        SnapshotContents(
            policies: [policy("p1", from: "2025-01-01"), policy("p2", from: "2026-01-01")],
            calendar: [], canteens: [canteen],
            menu: [MenuItem(code: "101", name: "红烧肉", price: Fen(1000))], diners: diners
        ).document
    }

    @Test("reads back what was put in")
    func roundTrip() throws {
        let document = document(diners)
        let snapshot = try Snapshot(document: document)
        #expect(snapshot.id == String(Digest(of: document).hex.prefix(16)))
        #expect(snapshot.canteens == [canteen] && snapshot.canteen("yp.001") == canteen)
        #expect(snapshot.canteen("yp.002") == nil)
        #expect(snapshot.item("101")?.price == Fen(1000) && snapshot.item("102") == nil)
        #expect(snapshot.roster.diner("D2", on: Day(number: 7)) == diners[0])
        #expect(snapshot.roster.diner("D2", on: Day(number: 10)) == diners[1])
        #expect(snapshot.roster.diner("D1", on: Day(number: -1)) == nil)
        #expect(snapshot.roster.diner(card: "ef", on: Day(number: 3)) == "D1")
        #expect(snapshot.roster.diner(card: "cd", on: Day(number: 3)) == nil)
    }

    @Test("has the same bytes and id whatever order the diners came in")
    func order() {
        let first = document(diners)
        #expect(first == document(diners.reversed()))
        #expect(Snapshot.id(of: first) != Snapshot.id(of: document([diners[0]])))
    }

    @Test("has a line a diner, in canonical form; another form of the same line reads the same")
    func lines() throws {
        let text = String(decoding: document(diners), as: UTF8.self)
        #expect(
            text.split(separator: "\n").dropFirst() == [
                #"{"cards":["ef"],"from":"1970-01-01","id":"D1"}"#,
                #"{"birth":"1940-02-29","cards":["ab","cd"],"from":"1970-01-06","hukou":"310110","#
                    + #""id":"D2","residence":"310110009","statuses":["living-alone","tekun"],"#
                    + #""to":"1970-01-10"}"#,
                #"{"from":"1970-01-11","id":"D2"}"#,
            ])
        let unusual = text.replacing(
            #""from":"1970-01-01""#, with: #""cost":7,"from":"1970-01-01""#)
        #expect(try SnapshotContents(document: Array(unusual.utf8)).diners.map(\.id).count == 3)
        for line in text.split(separator: "\n").dropFirst() {
            for end in 0..<line.utf8.count where end < line.utf8.count {
                let cut = text.replacing(line, with: line.utf8.prefix(end).map { UInt8($0) }.text)
                #expect(end == 0 || (try? SnapshotContents(document: Array(cut.utf8))) == nil)
            }
        }
    }

    @Test("all but the roster is read from its first line alone")
    func firstLine() throws {
        let document = document(diners)
        let line = Array(document.prefix { $0 != 10 })
        let contents = try SnapshotContents(firstLine: line, id: "x")
        #expect(contents.canteens == [canteen] && contents.diners.isEmpty)
        #expect(contents.policies.count == 2)
        let found = problems { () throws(Problems) in
            _ = try SnapshotContents(firstLine: Array("{}".utf8), id: "x")
        }
        #expect(found == ["snapshot x:1: is not a snapshot of version 1"])
    }

    @Test("knows the policy in force: the one that began last")
    func policies() throws {
        let snapshot = try Snapshot(document: document([]))
        func policy(_ day: String) throws -> String? {
            snapshot.policy(on: try #require(Day(day)))?.id
        }
        #expect(try policy("2024-12-31") == nil && policy("2025-06-01") == "p1")
        #expect(try policy("2026-01-01") == "p2")
    }

    @Test("is refused with its line where it is not whole")
    func refusals() throws {
        let text = String(decoding: document(diners), as: UTF8.self)
        for (old, new, line) in [
            ("\"kind\":\"snapshot\"", "\"kind\":\"snapshots\"", 1),
            ("\"v\":1", "\"v\":2", 1), ("\"price\":1000", "\"price\":\"10\"", 1),
            ("\"kind\":\"point\"", "\"kind\":\"spot\"", 1), ("half-up", "sideways", 5),
            ("\"id\":\"D1\"", "\"id\":1", 2), ("tekun", "poor", 3), ("{\"from\"", "{ \"from\"", 4),
        ] {
            #expect(text.contains(old))
            let found = problems { () throws(Problems) in
                _ = try Snapshot(document: Array(text.replacing(old, with: new).utf8))
            }
            #expect(found.count == 1 && found[0].contains(":\(line): "), "\(old): \(found)")
        }
        #expect(problems { () throws(Problems) in _ = try Snapshot(document: []) }.count == 1)
    }

    @Test("is read once by a shelf, and not at all where there is none")
    func shelf() throws {
        let shelf = SnapshotShelf()
        let bytes = document(diners)
        let id = Snapshot.id(of: bytes)
        #expect(try shelf.snapshot(id) { nil } == nil)
        #expect(try shelf.snapshot(id) { bytes }?.id == id)
        #expect(
            try shelf.snapshot(id) {
                Issue.record("is read again")
                return nil
            }?.id == id)
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}

/// The problems a reading reports, as lines; empty where it succeeds.
func problems(_ act: () throws(Problems) -> Void) -> [String] {
    do throws(Problems) {
        try act()
        return []
    } catch {
        return error.all.map(\.description)
    }
}
