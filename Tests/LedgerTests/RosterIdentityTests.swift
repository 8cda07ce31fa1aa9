import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

@Suite("Names and identity numbers in a data directory")
struct RosterIdentityTests {
    private let today = SampleDistrict.monday + 10

    /// What must be nowhere: names in both encodings, and the number.
    private static let secrets: [[UInt8]] = [
        Array("王二小".utf8), Array("李三妹".utf8), Array("310110196003011230".utf8),
        Array("440308199901101512".utf8), Array("6299990000000004".utf8),
        // 王二小 and 李三妹 in GB18030.
        [0xCD, 0xF5, 0xB6, 0xFE, 0xD0, 0xA1], [0xC0, 0xEE, 0xC8, 0xFD, 0xC3, 0xC3],
    ]

    private func hits(_ register: Register) throws -> [String] {
        try register.files().flatMap { name, bytes in
            RosterIdentityTests.secrets.filter { secret in
                Data(bytes).range(of: Data(secret)) != nil
            }.map { "\(name): \(String(decoding: $0, as: UTF8.self))" }
        }
    }

    @Test("lie nowhere in the clear, after founding and after an import, and can be read back")
    func nowhere() async throws {
        let register = try Register()
        #expect(try hits(register).isEmpty)
        let file = Register.roster()
            .replacing("D5,李三妹,310110196003011230,1960", with: "D6,李三妹,440308199901101512,1999")
            .replacing("1999-03-01", with: "1999-01-10")
        _ = try await register.take(file, on: today)
        #expect(try hits(register).isEmpty)
        let diner = try #require(
            try RegisteredDiner("D6", store: register.store, in: register.directory))
        #expect(diner.identity?.name == "李三妹")
        #expect(diner.identity?.number == "440308199901101512")
        #expect(diner.rows.count == 1)
        #expect(try RegisteredDiner("D7", store: register.store, in: register.directory) == nil)
        let gone = try #require(
            try RegisteredDiner("D5", store: register.store, in: register.directory))
        #expect(gone.identity?.number == "310110196003011230")
        #expect(gone.rows.map(\.validTo) == [today + -1])
    }

    @Test("only what is new or differs is sealed again; what a file leaves empty is kept")
    func onlyDifferences() async throws {
        let register = try Register()
        func sealed() throws -> [SealedIdentity] {
            var all: [SealedIdentity] = []
            try register.store.read { try $0.eachIdentity { all.append($0) } }
            return all
        }
        let before = try sealed()
        let file = Register.roster().replacing("王二小", with: "王小二")
            .replacing("李三妹,310110196003011230", with: ",")
        let planned = try await register.plan(file, on: today)
        #expect(planned.newIdentities == 0 && planned.changedIdentities == 1)
        #expect(planned.difference.changes.isEmpty && !planned.changesNothing)
        #expect(try register.commit(planned) == 1)
        let after = try sealed()
        #expect(after.map(\.diner) == ["D4", "D5"])
        #expect(after[0] != before[0] && after[1] == before[1])
    }

    @Test("a directory made before names were kept gets its key at the first import, for us alone")
    func firstImport() async throws {
        let register = try Register(key: nil)
        let key = register.path + "/keys/identity.key"
        let planned = try await register.plan(Register.roster(), on: today)
        #expect(planned.newIdentities == 2 && !FileManager.default.fileExists(atPath: key))
        #expect(try register.commit(planned) == 1)
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        #expect(try register.directory.read("keys/identity.key") == Array(repeating: 6, count: 32))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: register.path + "/keys").sorted()
                == [
                    "admin.token", "identity.key", "settlement-public.pem", "settlement.pem",
                    "token.key",
                ])
        // One that is there is never replaced.
        _ = try register.directory.makeIdentityVault(Array(repeating: 9, count: 32))
        #expect(try register.directory.read("keys/identity.key") == Array(repeating: 6, count: 32))
        #expect(try await register.take(Register.roster(), on: today) == nil)
    }

    @Test("founding makes the key for us alone")
    func founding() throws {
        let register = try Register()
        let mode = try FileManager.default.attributesOfItem(
            atPath: register.path + "/keys/identity.key")[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test("a wrong key, a short one or none is one clear error, and nothing is written")
    func wrongKey() async throws {
        let register = try Register()
        let key = URL(fileURLWithPath: register.path + "/keys/identity.key")
        let before = try register.databaseRows()
        let file = Register.roster(deadFrom: "2026-12-01")
        try Data(repeating: 8, count: 32).write(to: key)
        await #expect(throws: IdentityVault.Failure.notOpened("D4")) {
            try await register.take(file, on: today)
        }
        try Data(repeating: 5, count: 31).write(to: key)
        await #expect(throws: DataDirectory.Failure.self) {
            try await register.take(file, on: today)
        }
        try FileManager.default.removeItem(at: key)
        await #expect(throws: DataDirectory.Failure.self) {
            try await register.take(file, on: today)
        }
        #expect(try register.databaseRows() == before)
        #expect(!FileManager.default.fileExists(atPath: key.path))
        try Data(repeating: 5, count: 32).write(to: key)
        #expect(try await register.take(file, on: today) == 1)
    }

    @Test("the list of divisions is kept and used by later imports")
    func areaCodes() async throws {
        let register = try Register()
        try register.directory.keepAreaCodes(
            Array("code,name,first_revision,last_revision\n110101,x,198012,201904\n".utf8))
        await #expect(throws: Problems.self) {
            try await register.take(Register.roster(), on: today)
        }
    }
}
