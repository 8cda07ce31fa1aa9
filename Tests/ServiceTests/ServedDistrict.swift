import Foundation
import Journal
import Ledger
import Meals
import Service
import Store
import Till

/// A service on a loopback port with one canteen and its two tills, for the time of a test.
struct ServedDistrict {
    let link: ServiceLink
    let directory: DataDirectory
    let folder: String

    static let now = Moment(milliseconds: 1_764_000_000_000)

    private static let canteen = Canteen(
        id: "A1", name: "控江路街道睦邻小厨", kind: .canteen, street: "310110012",
        merchant: "999290058120001", terminals: ["AA000001", "AA000002"], kitchen: "K1", seats: 80)

    private static let canteensCSV = """
        canteen,name,kind,street,merchant,terminals,kitchen,seats
        A1,控江路街道睦邻小厨,canteen,310110012,999290058120001,AA000001;AA000002,K1,80

        """

    /// Runs a test against the service; it is stopped and its files are gone afterwards.
    static func serve(
        policies: [Snapshot.Source] = [], diners: [Diner] = [],
        _ test: @escaping @Sendable (ServedDistrict) async throws -> Void
    ) async throws {
        let folder =
            FileManager.default.temporaryDirectory.path + "/mulin-served-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let directory = try Founding(
            canteens: [canteen], diners: diners,
            menu: [
                MenuItem(code: "101", name: "红烧肉", price: Fen(1200)),
                MenuItem(code: "102", name: "红烧大排", price: Fen(1000)),
            ], policies: policies,
            calendar: [], documents: [("canteens.csv", Array(canteensCSV.utf8))],
            secrets: Founding.Secrets(
                tokenKey: [UInt8](repeating: 7, count: 32),
                adminToken: [UInt8](repeating: 9, count: 16))
        ).make(at: folder + "/data")
        let service = SettlementService(directory: directory, port: 0, clock: { now })
        let (ports, port) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await service.run { port.yield($0) } }
            var waiting = ports.makeAsyncIterator()
            guard let number = await waiting.next() else { return }
            try await test(
                ServedDistrict(
                    link: ServiceLink("http://127.0.0.1:\(number)", deadlineSeconds: 120),
                    directory: directory, folder: folder))
            group.cancelAll()
        }
    }

    /// Gets a code from the bureau's door and enrols a terminal with it.
    func enrol(_ terminal: TerminalID, secret: UInt8 = 1) async throws -> Sealer {
        let code = "CODE-\(terminal)"
        _ = try await link.administer(
            "/v1/enrolment-codes", token: try directory.adminToken(),
            body: JSON.object(["terminal": .text(terminal.text), "code": .text(code)]).bytes)
        guard let key = SigningKey(secret: [UInt8](repeating: secret, count: 32)) else {
            throw CancellationError()
        }
        let epoch = try await link.enrol(terminal, code: code, key: key.publicKey).epoch
        return Sealer(
            head: ChainHead(
                Enrolment(terminal: terminal, epoch: epoch, key: key.publicKey)), key: key)
    }
}

/// Seals records as a till would, without a disk.
struct Sealer {
    var head: ChainHead
    let key: SigningKey
    private(set) var lines: [SealedLine] = []

    init(head: ChainHead, key: SigningKey) {
        self.head = head
        self.key = key
    }

    /// Seals a cash sale of some yuan.
    mutating func sell(_ yuan: Int64, snapshot: String = "none") {
        let price = Fen(yuan * 100)
        let sale = Sale(
            canteen: "A1", day: ServedDistrict.now.day, period: .other, channel: .dineIn,
            lines: [SaleLine(item: "101", quantity: 1, unitPrice: price)],
            tenders: [Tender(kind: .cash, amount: price)], snapshot: snapshot)
        seal(
            Record(
                id: head.next, at: ServedDistrict.now, drift: 0, counter: Int64(head.seq + 1),
                cashier: "", body: .sale(sale)
            ).bytes)
    }

    /// Seals any bytes.
    mutating func seal(_ bytes: [UInt8]) {
        let id = head.next
        head = head.appending(bytes)
        lines.append(SealedLine(id: id, bytes: bytes, hash: head.hash))
    }

    /// Sends the lines after a place as one upload.
    func send(
        after seq: Int, of start: ChainHead, upTo last: Int? = nil, to link: ServiceLink
    ) async throws -> ServiceLink.Mark {
        let part = lines.filter { $0.id.seq > seq && $0.id.seq <= last ?? .max }
        let from = seq == start.seq ? start.hash : lines[seq - start.seq - 1].hash
        let end = part.last ?? SealedLine(id: head.next, bytes: [], hash: from)
        let covered = ChainHead(
            terminal: start.terminal, epoch: start.epoch, seq: part.last?.id.seq ?? seq,
            hash: end.hash)
        return try await link.upload(
            after: ChainHead(
                terminal: start.terminal, epoch: start.epoch, seq: seq, hash: from), part,
            signature: try key.sign(covered.message))
    }
}
