import Archive
import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Testing

/// A data directory with a generated week in its books.
struct SampleProof {
    let folder: Folder
    let directory: DataDirectory
    let bureau: Bureau
    let week: GeneratedWeek

    init(seed: UInt64, closesInOrder: Bool = true) throws {
        folder = try Folder()
        let path = folder.path + "/data"
        let rows = SampleDistrict.canteens.enumerated().map { index, canteen in
            CSV.row([
                canteen.id.text, canteen.name, canteen.kind.rawValue, canteen.street.text,
                "89831005812000\(index)", canteen.terminals.map(\.text).joined(separator: ";"),
                canteen.kitchen.text, "\(canteen.seats)",
            ])
        }
        let header = "canteen,name,kind,street,merchant,terminals,kitchen,seats\n"
        directory = try Founding(
            canteens: SampleDistrict.canteens, diners: [], menu: [], policies: [], calendar: [],
            documents: [("canteens.csv", Array((header + rows.joined()).utf8))],
            secrets: Founding.Secrets(
                tokenKey: Array(repeating: 1, count: 32), adminToken: Array(repeating: 2, count: 16)
            )
        ).make(at: path)
        var bureau = try Bureau(in: path)
        week = try GeneratedWeek(seed: seed, bureau: &bureau)
        var replay = Replay(week, seed: seed)
        if closesInOrder { try replay.run(&bureau) } else { try replay.runShuffled(&bureau) }
        self.bureau = bureau
    }

    static let first = SampleDistrict.monday
    static let last = SampleDistrict.monday + GeneratedWeek.days

    func pack(
        _ from: Day = first, _ to: Day = last, name: String = "b.tar",
        selection: ProofSelection = ProofSelection(), whole: Bool = false
    ) throws -> (path: String, packed: ProofBundle.Packed) {
        let path = folder.path + "/" + name
        let packed = try ProofBundle(
            directory: directory, ledger: bureau.ledger, from: from, to: to, selection: selection,
            wholeSnapshots: whole
        ).write(to: path)
        return (path, packed)
    }

    static func verify(
        _ path: String, key: StatementPublicKey? = nil
    ) throws -> ProofVerdict {
        try ProofCheck.verify(path: path, schema: "none.xsd", key: key)
    }
}

/// A bundle taken apart, to be put together again otherwise.
struct OpenedBundle {
    var members: [(name: String, bytes: [UInt8])] = []

    init(_ path: String) throws {
        let reader = try ArchiveReader(path: path)
        while let member = try reader.next() { members.append((member.name, member.bytes ?? [])) }
    }

    subscript(_ name: String) -> [UInt8] {
        get { members.first { $0.name == name }?.bytes ?? [] }
        set {
            guard let place = members.firstIndex(where: { $0.name == name }) else { return }
            members[place].bytes = newValue
        }
    }

    /// A member as lines of text.
    func lines(_ name: String) -> [String] {
        String(decoding: self[name], as: UTF8.self).split(separator: "\n").map(String.init)
    }

    mutating func set(_ name: String, _ lines: [String]) {
        self[name] = Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// Lists the members' digests anew and takes the signature away, as a forger would.
    mutating func sealAgain() {
        members.removeAll { $0.name.hasPrefix("SHA256SUMS") }
        let text = members.map { "\(Digest(of: $0.bytes))  \($0.name)\n" }.joined()
        members.append(("SHA256SUMS", Array(text.utf8)))
    }

    func write(_ path: String) throws {
        let writer = try ArchiveWriter(path: path)
        for (name, bytes) in members { try writer.add(name, bytes) }
        try writer.finish()
    }
}
