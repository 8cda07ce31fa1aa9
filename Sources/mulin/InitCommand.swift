import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Supply

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a fresh data directory from canteens, roster, policy and menu.",
        discussion: "Everything is read and checked first; a directory appears whole or not at all."
    )

    @Option(help: "canteens.csv: the venues and their terminals.") var canteens: String
    @Option(help: "roster.csv: who is eligible for what.") var roster: String
    @Option(help: "A policy document; without one everyone pays the public price.")
    var policy: [String] = []
    @Option(help: "A folder of menus; without one every item is an open item.") var menu: String?
    @Option(
        help: "Division codes (code,name,first_revision,last_revision) that ID numbers begin with.")
    var areaCodes: String?
    @OptionGroup var data: DataOption
    @OptionGroup var output: JSONOption

    func run() throws {
        var random = SystemRandomNumberGenerator()
        let secrets = Founding.Secrets(
            tokenKey: (0..<32).map { _ in random.next() },
            adminToken: (0..<16).map { _ in random.next() },
            identityKey: (0..<IdentityVault.keyLength).map { _ in random.next() })
        let documents = FoundingDocuments(
            canteens: (canteens, try [UInt8](file: canteens)),
            roster: (roster, try [UInt8](file: roster)),
            policies: try policy.map { ($0, try [UInt8](file: $0)) }, menuFolder: menu,
            areaCodes: try areaCodes.map { ($0, try [UInt8](file: $0)) })
        let founding = try documents.founding(secrets: secrets, using: &random)
        for note in documents.menuNotes { Console.warn("mulin: \(note)") }
        let directory = try founding.make(at: data.path)
        try PolicyRegister(store: try Store(path: directory.databasePath)).adopt(at: .now)
        if output.wanted {
            Console.say([
                "data": .text(data.path), "canteens": .int(Int64(founding.canteens.count)),
                "diners": .int(Int64(founding.diners.count)),
                "dishes": .int(Int64(founding.menu.count)),
                "policies": .int(Int64(founding.policies.count)),
            ])
            return
        }
        for line in documents.encodings { Console.say(line) }
        Console.say(
            "\(data.path): \(founding.canteens.count) canteens, \(founding.diners.count.grouped) "
                + "roster rows, \(founding.menu.count) dishes, "
                + (founding.policies.isEmpty ? "no policy" : "\(founding.policies.count) policy"))
        Console.say("next: mulin serve --data \(data.path)")
    }
}

/// The documents that a district is founded on, with their names.
struct FoundingDocuments {
    let canteens: (file: String, bytes: [UInt8])
    let roster: (file: String, bytes: [UInt8])
    let policies: [(file: String, bytes: [UInt8])]
    let menuFolder: String?
    var areaCodes: (file: String, bytes: [UInt8])?

    /// What is against the rules in the menus.
    var menuNotes: [String] {
        menuFolder.map { MenuBook.checked(folder: $0).book.ruleNotes(folder: $0) } ?? []
    }

    /// Files that were not written in UTF-8, said so.
    var encodings: [String] {
        [canteens, roster].compactMap { document in
            TextEncoding.decode(document.bytes).flatMap { $0.encoding == .gb18030 ? $0 : nil }
                .map { "\(document.file): read as \($0.encoding.rawValue)" }
        }
    }

    /// Reads and checks all of them.
    ///
    /// - Parameter random: what sealing names and numbers needs.
    /// - Throws: every problem of every document.
    func founding(
        secrets: Founding.Secrets, using random: inout some RandomNumberGenerator
    ) throws -> Founding {
        var problems: [Problem] = []
        func reading<Value>(_ read: () throws(Problems) -> Value) -> Value? {
            do throws(Problems) {
                return try read()
            } catch {
                problems += error.all
                return nil
            }
        }
        let tokens = TokenKey(secret: secrets.tokenKey)
        let list = reading { () throws(Problems) in
            try CanteenList.read(canteens.bytes, file: canteens.file)
        }
        let areas = areaCodes.flatMap { list in
            reading { () throws(Problems) in try AreaCodes(csv: list.bytes, file: list.file) }
        }
        let people = reading { () throws(Problems) in
            try RosterFile(roster.bytes, file: roster.file, areas: areas ?? AreaCodes()) {
                tokens.token(card: $0)
            }
        }
        var sources: [Snapshot.Source] = []
        var filesOfPolicies: [String: String] = [:]
        for policy in policies {
            let text = reading { () throws(Problems) in try self.text(policy) }
            if let text {
                let read = reading { () throws(Problems) in
                    try Policy(yaml: text, file: policy.file)
                }
                if let id = read?.id,
                    let other = filesOfPolicies.updateValue(policy.file, forKey: id)
                {
                    problems.append(
                        Problem(
                            file: policy.file, place: "policy",
                            reason: "'\(id)' is in \(other) already; give one another name"))
                }
                let name = URL(fileURLWithPath: policy.file).lastPathComponent
                sources.append(Snapshot.Source(file: name, text: text))
            }
        }
        let menu = menuFolder.flatMap { folder in
            reading { () throws(Problems) in try MenuBook(folder: folder) }
        }
        if !problems.isEmpty { throw Problems(problems) }
        let vault = secrets.identityKey.flatMap { IdentityVault(key: $0) }
        let identities = try people?.identities.compactMap { identity in
            try vault?.seal(identity, using: &random)
        }
        return Founding(
            canteens: list ?? [], diners: people?.diners ?? [], identities: identities ?? [],
            menu: menu?.items ?? [], weeks: menu?.weeklyMenus ?? WeeklyMenus(), policies: sources,
            calendar: try ProductData().calendars()
                .map { Snapshot.Source(file: $0.file, text: $0.text) },
            documents: [("canteens.csv", canteens.bytes)]
                + (areaCodes.map { [(DataDirectory.areaCodesName, $0.bytes)] } ?? [])
                + (try menuDocuments()),
            secrets: secrets)
    }

    private func text(_ document: (file: String, bytes: [UInt8])) throws(Problems) -> String {
        guard let (text, _) = TextEncoding.decode(document.bytes) else {
            throw Problems(
                Problem(file: document.file, reason: "is not UTF-8; save it as UTF-8"))
        }
        return text
    }

    private func menuDocuments() throws -> [(name: String, bytes: [UInt8])] {
        guard let menuFolder else { return [] }
        let root = URL(fileURLWithPath: menuFolder)
        var documents: [(name: String, bytes: [UInt8])] = []
        for folder in ["", "weeks/"] {
            let names = try FileManager.default.contentsOfDirectory(
                atPath: root.path + "/" + folder)
            for name in names.sorted() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                let bytes = try [UInt8](file: root.path + "/" + folder + name)
                documents.append(("menu/" + folder + name, bytes))
            }
        }
        return documents
    }
}
