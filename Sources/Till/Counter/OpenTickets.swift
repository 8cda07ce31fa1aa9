internal import Journal
internal import Meals

/// Tickets that are not sealed and must outlast a crash: those put aside, and one of which a part
/// is paid, so that money that a bank terminal took is not forgotten.
struct OpenTickets: Hashable {
    let paying: Ticket?
    /// The end of the journal when the part was paid: a record behind it may be that very sale.
    let head: RecordID?
    let held: [Ticket]
}

extension Counter {
    /// What of the counter's state must outlast a crash; nil where nothing does, as in practice.
    var openTickets: OpenTickets? {
        let isPaying = !ticket.tenders.isEmpty
        guard !isTraining, isPaying || !held.isEmpty else { return nil }
        return OpenTickets(
            paying: isPaying ? ticket : nil, head: isPaying ? RecordID(facts.head) : nil,
            held: held)
    }

    /// Goes on with what was open before the till was started.
    ///
    /// A ticket is taken as sold, and not shown again, where something was sealed after its last
    /// payment: better one line for the reconciliation clerk than a diner who pays twice.
    mutating func take(back open: OpenTickets) -> [CounterRequest] {
        held = open.held
        guard let paying = open.paying, open.head == RecordID(facts.head) else { return [] }
        ticket = paying
        note = "接着收款:已收 ¥\(paying.paid)"
        return askPrice()
    }
}

extension RecordID {
    fileprivate init(_ head: ChainHead) {
        self.init(terminal: head.terminal, epoch: head.epoch, seq: head.seq)
    }
}

/// Where a till keeps its open tickets.
struct OpenTicketsFile {
    private let path: String
    private let disk: any Disk

    init(in directory: String, on disk: any Disk = LocalDisk()) {
        path = directory + "/open-tickets"
        self.disk = disk
    }

    /// What was open; nil where nothing was, or the file says nothing that can be understood.
    func read(terminal: TerminalID) -> OpenTickets? {
        guard let bytes = disk.contents(path), let json = try? JSON(bytes) else { return nil }
        return try? OpenTickets(json, terminal: terminal)
    }

    /// Puts these in the place of those before; they are on the disk when this returns.
    func replace(with open: OpenTickets?) throws(DiskFailure) {
        guard let open else { return try disk.remove(path) }
        try disk.replace(open.json.bytes, at: path)
    }
}

extension OpenTickets {
    fileprivate var json: JSON {
        var fields: [String: JSON] = ["held": .list(held.map(\.json))]
        if let paying, let head {
            fields["paying"] = .list([paying.json])
            fields["epoch"] = .int(Int64(head.epoch))
            fields["seq"] = .int(Int64(head.seq))
        }
        return .object(fields)
    }

    fileprivate init(_ json: JSON, terminal: TerminalID) throws(RecordError) {
        if json["paying"] == nil {
            (paying, head) = (nil, nil)
        } else {
            paying = try Ticket.list(json, "paying").first
            head = RecordID(
                terminal: terminal, epoch: try json.whole("epoch"), seq: try json.whole("seq"))
        }
        held = try Ticket.list(json, "held")
    }
}

extension Ticket {
    fileprivate var json: JSON {
        var fields: [String: JSON] = [
            "lines": .list(lines.map(\.json)), "channel": .text(channel.rawValue),
            "tenders": .list(tenders.map(\.json)), "given": cashGiven.json,
            "full-price": .bool(isFullPrice),
        ]
        if let diner { fields["diner"] = .text(diner.text) }
        if let token { fields["card"] = .text(token.text) }
        switch card {
        case .none: break
        case .known(let ending): fields["known"] = .text(ending)
        case .unknown(let ending): fields["unknown"] = .text(ending)
        case .stopped(let ending, let since):
            fields["stopped"] = .text(ending)
            fields["since"] = .text(since.description)
        }
        return .object(fields)
    }

    fileprivate static func list(_ json: JSON, _ key: String) throws(RecordError) -> [Ticket] {
        var tickets: [Ticket] = []
        for entry in try json.items(key) { tickets.append(try Ticket(entry)) }
        return tickets
    }

    private init(_ json: JSON) throws(RecordError) {
        lines = try json.saleLines()
        channel = try json.word("channel")
        tenders = try json.tenders()
        cashGiven = try json.fen("given")
        isFullPrice = json["full-price"] == true
        diner = try json.optionalString("diner").map { DinerID($0) }
        token = try json.optionalString("card").map { CardToken($0) }
        if let ending = try json.optionalString("known") { card = .known(ending: ending) }
        if let ending = try json.optionalString("unknown") { card = .unknown(ending: ending) }
        if let ending = try json.optionalString("stopped") {
            card = .stopped(ending: ending, since: try json.day("since"))
        }
    }
}
