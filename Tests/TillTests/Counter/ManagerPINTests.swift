import Foundation
import Testing

@testable import Till

@Suite("A manager's PIN")
struct ManagerPINTests {
    @Test("is accepted as it was set, by this salt alone, and lies nowhere in the clear")
    func kept() throws {
        let folder = try Folder()
        let pin = ManagerPIN(in: folder.path)
        #expect(!pin.isSet && !pin.accepts("2468") && !pin.accepts(""))
        try pin.set("2468", salt: Array(repeating: 1, count: 16))
        #expect(pin.isSet && pin.accepts("2468"))
        for other in ["", "2469", "24680", "246", " 2468"] { #expect(!pin.accepts(other)) }
        let path = folder.path + "/manager-pin"
        let first = try String(contentsOfFile: path, encoding: .utf8)
        #expect(!first.contains("2468"))
        try pin.set("2468", salt: Array(repeating: 2, count: 16))
        #expect(try String(contentsOfFile: path, encoding: .utf8) != first)
        #expect(pin.accepts("2468"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }
}
