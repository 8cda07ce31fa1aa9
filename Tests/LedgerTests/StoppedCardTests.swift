import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

/// The sample district where each diner has a card, and the register of stopped ones.
private struct CardDesk {
    var bureau: Bureau
    let register: CardRegister
    private(set) var snapshot: Snapshot

    init() throws {
        bureau = try Bureau()
        register = CardRegister(store: bureau.ledger.store)
        var contents = try SnapshotContents(document: SampleDistrict.document)
        contents.diners = contents.diners.map { diner in
            Diner(
                id: diner.id, birth: diner.birth, hukou: diner.hukou, residence: diner.residence,
                statuses: diner.statuses, cards: [CardToken("card-\(diner.id)")],
                validFrom: diner.validFrom)
        }
        snapshot = try bureau.ledger.publish(contents.document)
    }

    mutating func till(_ terminal: TerminalID, key: Int) throws -> SampleTill {
        let enrolled = try bureau.till(terminal, key: key)
        return SampleTill(
            enrolled.enrolment, key: enrolled.key, canteen: enrolled.canteen, snapshot: snapshot)
    }

    func current() throws -> Snapshot { try #require(try bureau.ledger.currentSnapshot()) }
}

extension SampleTill {
    /// Sells to a card as this till knows it.
    @discardableResult
    fileprivate mutating func sell(to card: CardToken, at time: Moment) throws -> RecordID {
        let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))
        let diner = snapshot.meaning(of: card, on: time.day).diner
        var sale = try sale([line], to: diner, at: time)
        sale.card = diner == nil ? nil : card
        return sell(sale, at: time)
    }
}

@Suite("A stopped card")
struct StoppedCardTests {
    private let noon = SampleDistrict.time(0, 12)

    private func claims(_ booked: [Account: Fen]) -> Fen {
        booked.filter { $0.key.kind == .claim }.total(\.value)
    }

    @Test("is on the next snapshot's list and stands for nobody from its day on")
    func listed() throws {
        let desk = try CardDesk()
        let id = try desk.register.stop("card-D0", reason: "lost", at: noon)
        let snapshot = try desk.current()
        #expect(snapshot.id == id && id != desk.snapshot.id)
        let day = SampleDistrict.monday
        #expect(snapshot.meaning(of: "card-D0", on: day) == .hot(since: day))
        #expect(snapshot.meaning(of: "card-D0", on: day + 40) == .hot(since: day))
        #expect(snapshot.meaning(of: "card-D0", on: day + -1) == .diner("D0"))
        #expect(snapshot.meaning(of: "card-D1", on: day) == .diner("D1"))
        #expect(snapshot.meaning(of: "nobody's", on: day) == .unknown)
        #expect(try desk.register.stopped().map(\.diner) == ["D0"])
    }

    @Test("a sale made offline while the list was stale is booked, flagged and claimed (H23)")
    func withinBound() throws {
        var desk = try CardDesk()
        var till = try desk.till("YP001A01", key: 1)
        let before = try till.sell(to: "card-D0", at: SampleDistrict.time(0, 11))
        try desk.register.stop("card-D0", reason: "lost", at: noon)
        let after = try till.sell(to: "card-D0", at: SampleDistrict.time(1, 12))
        let late = try till.sell(to: "card-D0", at: SampleDistrict.time(2, 12))
        let good = try till.sell(to: "card-D2", at: SampleDistrict.time(2, 12))
        #expect(try desk.bureau.take(till).says(.accepted, till.head, quarantined: []))
        #expect(try desk.bureau.flags(before).isEmpty && desk.bureau.flags(good).isEmpty)
        #expect(try desk.bureau.flags(after)["stopped-card"]?.hasSuffix("is claimed") == true)
        #expect(try desk.bureau.flags(late)["stopped-card"]?.contains("not claimed") == true)
        #expect(try claims(desk.bureau.booked(before)) > .zero)
        #expect(try claims(desk.bureau.booked(after)) > .zero)
        // Beyond the bound nothing is claimed and nothing is lost: the whole is in the books.
        let booked = try desk.bureau.booked(late)
        let sale = try #require(till.sale(late.seq))
        #expect(claims(booked) == .zero)
        #expect(booked.filter { $0.key.kind == .variance }.total(\.value) == sale.subsidy)
        #expect(booked[Account(.revenue, "yp.001")] == -sale.gross)
        #expect(booked.total(\.value) == .zero)
    }

    @Test("a new snapshot at the till makes the holder pay in full, and nobody is turned away")
    func afterNews() throws {
        var desk = try CardDesk()
        try desk.register.stop("card-D0", reason: "lost", at: noon)
        let fresh = try desk.current()
        let enrolled = try desk.bureau.till("YP001A01", key: 1)
        var till = SampleTill(
            enrolled.enrolment, key: enrolled.key, canteen: "yp.001", snapshot: fresh)
        let sold = try till.sell(to: "card-D0", at: SampleDistrict.time(1, 12))
        #expect(till.sale(sold.seq)?.paid == Fen(2000))
        try desk.bureau.take(till)
        #expect(try desk.bureau.flags(sold).isEmpty)
    }

    @Test("replaced: what was sold to the old card is the diner's, and the balance is right (H22)")
    func replaced() throws {
        var desk = try CardDesk()
        var old = try desk.till("YP001A01", key: 1)
        try old.sell(to: "card-D0", at: SampleDistrict.time(0, 11))
        // Not collected yet when the diner gets a new card.
        let (_, diner) = try desk.register.replace(
            "card-D0", with: "card-new", reason: "worn out", at: noon)
        #expect(diner == "D0")
        let snapshot = try desk.current()
        let day = SampleDistrict.monday
        #expect(snapshot.meaning(of: "card-new", on: day) == .diner("D0"))
        #expect(snapshot.meaning(of: "card-D0", on: day) == .hot(since: day))
        try desk.bureau.take(old)
        #expect(try desk.bureau.uses("D0")["A"] == [1, 500])
        // The day's allowance is used up, whichever card asks.
        var reservations = Reservations()
        let answer = try reservations.decide(
            AuthorisationRequest(
                terminal: "YP002A01", epoch: 1, diner: "D0", day: day, period: .lunch,
                policy: "district-sample", snapshot: snapshot.id,
                grants: [Grant(rule: "A", shares: [FunderShare(funder: "city", amount: Fen(500))])]
            ), books: try BooksReader(store: desk.bureau.ledger.store), snapshot: snapshot,
            at: SampleDistrict.time(0, 13))
        #expect(!answer.granted)
        var enrolled = try desk.bureau.till("YP002A01", key: 2)
        enrolled = SampleTill(
            enrolled.enrolment, key: enrolled.key, canteen: "yp.002", snapshot: snapshot)
        try enrolled.sell(to: "card-new", at: SampleDistrict.time(1, 12))
        try desk.bureau.take(enrolled)
        #expect(try desk.bureau.uses("D0")["A"] == [2, 1000])
        #expect(try claims(desk.bureau.balances()) == desk.bureau.grantTotal("D0"))
    }

    @Test("is refused where it is nobody's, was stopped before, or the new one is another's")
    func refusals() throws {
        let desk = try CardDesk()
        func outcome(_ act: () throws -> Void) -> CardError? {
            do { try act() } catch { return error as? CardError }
            return nil
        }
        let register = desk.register
        try register.stop("card-D0", reason: "lost", at: noon)
        let id = try desk.current().id
        #expect(
            outcome { try register.stop("card-D0", reason: "lost", at: noon) }
                == .stoppedBefore(noon))
        #expect(outcome { try register.stop("x", reason: "lost", at: noon) } == .unknownCard)
        #expect(outcome { try register.stop("card-D1", reason: "", at: noon) } == .noReason)
        #expect(
            outcome { _ = try register.stop(cardsOf: "D0", reason: "lost", at: noon) }
                == .noCard("D0"))
        #expect(
            outcome { _ = try register.stop(cardsOf: "DX", reason: "lost", at: noon) }
                == .unknownDiner("DX"))
        for (new, error) in [
            ("card-D1", CardError.sameCard), ("card-D2", .taken(by: "D2")), ("card-D0", .isStopped),
        ] {
            #expect(
                outcome {
                    _ = try register.replace(
                        "card-D1", with: CardToken(new), reason: "r", at: noon)
                } == error)
        }
        #expect(try desk.current().id == id && register.stopped().count == 1)
    }

    @Test("that was replaced twice leads to the newest one in a register's file that is behind")
    func chains() {
        let row = Diner(
            id: "D", birth: nil, hukou: nil, residence: nil, statuses: [], cards: ["a", "x", "c"],
            validFrom: Day(number: 0))
        #expect(row.replacing(["a": "b", "b": "c"]).cards == ["c", "x"])
        #expect(row.replacing(["q": "r"]) == row)
    }
}

extension Bureau {
    /// What the till granted a diner, as the books have it.
    fileprivate func grantTotal(_ diner: DinerID) throws -> Fen {
        try uses(diner).values.reduce(Fen.zero) { $0 + Fen($1[1]) }
    }
}
