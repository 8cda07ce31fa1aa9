internal import Meals

/// Why a sealed line cannot be understood; it is then quarantined, never dropped.
package struct RecordError: Error, Hashable, Sendable {
    package let reason: String
}

extension Record {
    /// Reads a sealed line and checks that its amounts add up.
    ///
    /// - Throws: what cannot be understood. Amounts are at most ``Fen/limit``, a record has at
    ///   most 1,000 lines of at most 100,000 portions: sums stay far inside 64 bits.
    package init(bytes: some Sequence<UInt8>) throws(RecordError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(bytes, canonical: true)
        } catch {
            throw RecordError(reason: "not canonical JSON: \(error)")
        }
        guard try json.whole("v") == 1 else { throw RecordError(reason: "unknown version") }
        guard let terminal = TerminalID(checked: try json.string("terminal")) else {
            throw RecordError(reason: "terminal is not \(TerminalKind.shape)")
        }
        id = RecordID(
            terminal: terminal, epoch: try json.whole("epoch"), seq: try json.whole("seq"))
        at = try json.moment("at")
        let drift = try json.signed("drift")
        guard drift.magnitude <= Moment.range else {
            throw RecordError(reason: "drift is out of range")
        }
        self.drift = drift
        counter = try json.signed("counter")
        cashier = try json.string("cashier")
        body = try Body(json)
        try json.holdsOnly(Record.commonKeys + body.keyCount)
    }

    // v, kind, terminal, epoch, seq, at, drift, counter, cashier.
    private static let commonKeys = 9
}

extension Record.Body {
    fileprivate init(_ json: JSON) throws(RecordError) {
        switch try json.string("kind") {
        case "sale": self = .sale(try Sale(json))
        case "training": self = .training(try Sale(json))
        case "void": self = .void(try Reversal(json))
        case "refund": self = .refund(try Reversal(json))
        case "shift-open":
            self = .shiftOpen(
                ShiftOpen(shift: try json.whole("shift"), float: try json.fen("float")))
        case "shift-close": self = .shiftClose(try ShiftClose(json))
        case "cash-move":
            self = .cashMove(
                CashMove(amount: try json.signedFen("amount"), reason: try json.string("reason")))
        case "clock":
            self = .clock(ClockJump(from: try json.moment("from"), to: try json.moment("to")))
        case "day-close": self = .dayClose(try DayClose(json))
        case let unknown: throw RecordError(reason: "unknown kind '\(unknown)'")
        }
    }
}

extension Record.Body {
    /// How many keys of its own the body has in a sealed line.
    fileprivate var keyCount: Int {
        switch self {
        case .sale(let sale), .training(let sale): sale.keyCount
        case .void(let reversal), .refund(let reversal): reversal.order == nil ? 7 : 8
        case .shiftOpen, .cashMove, .clock: 2
        case .shiftClose(let close):
            3 + [!close.counts.isEmpty, close.approved].count { $0 }
        case .dayClose(let close): close.tenders.isEmpty ? 9 : 10
        }
    }
}

extension Sale {
    fileprivate var keyCount: Int {
        10
            + [
                order != nil, diner != nil, card != nil, policy != nil, !uses.isEmpty, authorised,
            ].count { $0 }
    }

    fileprivate init(_ json: JSON) throws(RecordError) {
        guard let canteen = CanteenID(checked: try json.string("canteen")) else {
            throw RecordError(reason: "canteen is not \(CanteenKind.shape)")
        }
        self.init(
            order: try json.optionalString("order"), canteen: canteen, day: try json.day("day"),
            period: try json.word("period"), channel: try json.word("channel"),
            lines: try json.saleLines(),
            discount: try json.fen("discount"), grants: try json.grants(),
            tenders: try json.tenders(),
            diner: try json.optionalString("diner").map { DinerID($0) },
            card: try json.optionalString("card").map { CardToken($0) },
            snapshot: try json.string("snapshot"),
            policy: try json["policy"].map { _ throws(RecordError) in try json.plainWord("policy")
            },
            uses: try json["uses"].map { uses throws(RecordError) in try uses.uses() } ?? [],
            authorised: json["authorised"] == true)
        guard try json.fen("gross") == gross else {
            throw RecordError(reason: "gross is not the sum of the lines")
        }
        guard gross == discount + subsidy + paid else {
            throw RecordError(reason: "gross is not discount + subsidies + tenders")
        }
    }
}

extension Reversal {
    fileprivate init(_ json: JSON) throws(RecordError) {
        guard let of = json["of"], let terminal = TerminalID(checked: try of.string("terminal"))
        else { throw RecordError(reason: "of: names no record") }
        var lines: [Line] = []
        for line in try json.items("lines") {
            lines.append(
                Line(
                    index: try line.whole("line", upTo: 1_000),
                    quantity: try line.whole("qty", upTo: 100_000)))
            try line.holdsOnly(2)
        }
        try of.holdsOnly(3)
        self.init(
            sale: RecordID(
                terminal: terminal, epoch: try of.whole("epoch"), seq: try of.whole("seq")),
            order: try json.optionalString("order"), reason: try json.string("reason"),
            lines: lines,
            gross: try json.fen("gross"), discount: try json.fen("discount"),
            grants: try json.grants(), tenders: try json.tenders())
        guard gross == discount + subsidy + paid else {
            throw RecordError(reason: "gross is not discount + subsidies + tenders")
        }
    }
}

extension ShiftClose {
    fileprivate init(_ json: JSON) throws(RecordError) {
        self.init(
            shift: try json.whole("shift"), expected: try json.signedFen("expected"),
            counted: try json.fen("counted"), counts: try json.counts(),
            approved: json["approved"] == true)
        guard counts.isEmpty || counts.total({ $0.key * $0.value }) == counted else {
            throw RecordError(reason: "counted is not the sum of the notes and coins")
        }
    }
}

extension DayClose {
    fileprivate init(_ json: JSON) throws(RecordError) {
        self.init(
            day: try json.day("day"), first: try json.whole("first"),
            last: try json.whole("last"), sales: try json.whole("sales"),
            reversals: try json.whole("reversals"), gross: try json.signedFen("gross"),
            discount: try json.signedFen("discount"), subsidy: try json.signedFen("subsidy"),
            paid: try json.signedFen("paid"), tenders: try json.tenderSums())
        guard tenders.isEmpty || tenders.values.total({ $0 }) == paid else {
            throw RecordError(reason: "paid is not the sum of the tenders")
        }
    }
}

extension JSON {
    /// Notes and coins by their value in fen.
    fileprivate func counts() throws(RecordError) -> [Fen: Int] {
        var counts: [Fen: Int] = [:]
        guard let counted = self["counts"] else { return counts }
        for (name, _) in counted.object ?? [:] {
            guard let value = Int(decimal: name.utf8), value > 0, value <= 100_000,
                String(value) == name
            else { throw RecordError(reason: "counts: '\(name)' is no note or coin") }
            counts[Fen(Int64(value))] = try counted.whole(name, upTo: 100_000)
        }
        return counts
    }

    /// Sums by tender, none of them 0.
    fileprivate func tenderSums() throws(RecordError) -> [TenderKind: Fen] {
        var sums: [TenderKind: Fen] = [:]
        guard let tenders = self["tenders"] else { return sums }
        for (name, _) in tenders.object ?? [:] {
            guard let kind = TenderKind(rawValue: name), tenders[name] != 0 else {
                throw RecordError(reason: "tenders: '\(name)' is not known or has nothing in it")
            }
            sums[kind] = try tenders.signedFen(name)
        }
        return sums
    }
}
