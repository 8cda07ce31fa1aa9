import Foundation
import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("A data directory")
struct DataDirectoryTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func founding(policy: String = SampleDistrict.policy) -> Founding {
        Founding(
            canteens: SampleDistrict.canteens, diners: SampleDistrict.diners, menu: [],
            policies: [.init(file: "/somewhere/p.yaml", text: policy)], calendar: [],
            documents: [(name: "menu/dishes.yaml", bytes: Array("dishes".utf8))],
            secrets: Founding.Secrets(
                tokenKey: Array(repeating: 3, count: 32), adminToken: Array(repeating: 4, count: 16)
            ))
    }

    @Test("is made whole, with its books, keys and documents")
    func founding() throws {
        let path = folder.path + "/data"
        let directory = try founding().make(at: path)
        #expect(try directory.adminToken() == String(repeating: "04", count: 16))
        #expect(try directory.tokenKey().token(card: "1").text.count == 32)
        #expect(try directory.read("menu/dishes.yaml") == Array("dishes".utf8))
        #expect(try directory.read("policies/p.yaml") == Array(SampleDistrict.policy.utf8))
        #expect(try directory.settings().calendar == SettlementCalendar())
        let ledger = try Ledger(store: try Store(path: directory.databasePath))
        #expect(try ledger.currentSnapshot()?.canteens == SampleDistrict.canteens)
        let keys = try FileManager.default.attributesOfItem(atPath: path + "/keys/token.key")
        #expect((keys[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(throws: DataDirectory.Failure.self) { try founding().make(at: path) }
    }

    @Test("is not there at all where something is wrong with it")
    func allOrNothing() throws {
        let folder = folder.path
        #expect(throws: Problems.self) {
            _ = try founding(policy: "policy: x\n").make(at: folder + "/data")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test("of a newer version is refused, one that is none is named with what to do")
    func versions() throws {
        let folder = folder.path
        #expect(throws: DataDirectory.Failure.self) { _ = try DataDirectory(folder) }
        for (version, words) in [("2\n", "newer mulin"), ("x", "newer mulin"), ("1\n", "")] {
            try Data(version.utf8).write(to: URL(fileURLWithPath: folder + "/VERSION"))
            do throws(DataDirectory.Failure) {
                _ = try DataDirectory(folder)
                #expect(words.isEmpty)
            } catch {
                #expect("\(error)".contains("was written by a \(words)") && !words.isEmpty)
            }
        }
    }

    @Test(
        "its settings are refused with line and key where they are wrong",
        arguments: [
            ("23:00", "25:00", ":2: cut_over"), ("99922900", "9992290", ":4: sender"),
            ("99932900", "x9932900", ":5: receiver"), ("5812", "581", ":7: merchant_category"),
            ("cut_over", "cutover", ":2: cutover: unknown key"),
        ])
    func settings(_ old: String, _ new: String, _ start: String) throws {
        let yaml = DistrictSettings.template.replacing("\"\(old)\"", with: "\"\(new)\"")
            .replacing("\n\(old):", with: "\n\(new):")
        #expect(yaml != DistrictSettings.template)
        do throws(Problems) {
            _ = try DistrictSettings(yaml: yaml, file: "s")
            Issue.record("was read")
        } catch {
            #expect(error.all.contains { $0.description.hasPrefix("s" + start) }, "\(error)")
        }
    }

    @Test("its settings may move the cut-over")
    func cutOver() throws {
        let yaml = DistrictSettings.template.replacing("23:00", with: "22:30")
        let settings = try DistrictSettings(yaml: yaml, file: "s")
        #expect(settings.calendar.cutOver == 22 * 3600 + 1800)
    }
}
