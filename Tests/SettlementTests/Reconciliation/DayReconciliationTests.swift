import Meals
import Settlement
import Testing

@Suite("One settlement date against the next")
struct DayReconciliationTests {
    private static let date = ClearingSample.date
    private static let noon = Moment(date, secondOfDay: 43_200)

    private func movement(
        _ amount: Int64, trace: String = "000007", at time: Moment = noon,
        kind: ClearingKind = .sale, original: Movement.Original? = nil, rrn: String = "",
        source: String = "x:1"
    ) -> Movement {
        Movement(
            source: source, merchant: "898310058120001", terminal: "01000001", trace: trace,
            time: time, kind: kind, amount: Fen(amount), fee: nil, card: "622609******0048",
            rrn: rrn, original: original)
    }

    private func day(
        _ ours: [Movement], _ theirs: [Movement], on date: Day = date,
        carried: (ours: [Movement], theirs: [Movement]) = ([], []), sold: [Movement] = []
    ) -> DayReconciliation {
        DayReconciliation(
            date: date, ours: ours, theirs: theirs, carried: carried,
            bounds: (Moment(date + -1, secondOfDay: 82_800), Moment(date, secondOfDay: 82_800))
        ) { terminal, sale in
            sold.contains {
                $0.terminal == terminal && $0.trace == sale.trace && $0.time == sale.time
            }
        }
    }

    /// An open item's movement as the register gives it back.
    private func carried(_ movement: Movement, item: Int) throws -> Movement {
        try #require(Movement(text: movement.text, item: item))
    }

    @Test("a void that comes the next morning ends the item of the sale that it undoes")
    func laterReversal() throws {
        let sale = movement(1_500)
        let first = day([], [sale])
        #expect(first.found.map(\.verdict) == [.long])
        let void = movement(
            1_500, trace: "000009", at: Self.noon.adding(seconds: 86_400), kind: .void,
            original: .init(trace: sale.trace, time: sale.time))
        let next = day(
            [], [void], on: Self.date + 1, carried: ([], [try carried(sale, item: 4)]))
        #expect(next.met.map(\.item) == [4] && next.found.isEmpty)
        #expect(next.merchants.map(\.unexplained) == [.zero])
        #expect(next.merchants.map(\.explained) == [Fen(1_500)])
    }

    @Test("both sides of a payment carried from dates that were compared out of order end together")
    func bothCarried() throws {
        let sale = movement(1_500)
        let next = day(
            [], [], on: Self.date + 1,
            carried: ([try carried(sale, item: 1)], [try carried(sale, item: 2)]))
        #expect(next.met.map(\.item) == [1, 2] && next.found.isEmpty)
    }

    @Test("a refund of an earlier date's sale is no refund without one")
    func earlierSale() {
        let sale = movement(1_500, at: Self.noon.adding(seconds: -3 * 86_400))
        let refund = movement(
            500, trace: "000077", kind: .refund,
            original: .init(trace: sale.trace, time: sale.time))
        #expect(day([], [refund]).found.map(\.verdict) == [.refundWithoutSale])
        #expect(day([], [refund], sold: [sale]).found.map(\.verdict) == [.status])
        let late = movement(
            500, trace: "000077", at: Moment(Self.date, secondOfDay: 82_700), kind: .refund,
            original: .init(trace: sale.trace, time: sale.time))
        #expect(day([], [late], sold: [sale]).found.map(\.verdict) == [.cutOver])
    }

    @Test("an earlier date's payment that comes again is a duplicate")
    func again() {
        let sale = movement(1_500, at: Self.noon.adding(seconds: -86_400))
        #expect(day([], [sale]).found.map(\.verdict) == [.cutOver])
        #expect(day([], [sale], sold: [sale]).found.map(\.verdict) == [.duplicate])
    }

    @Test("what an acquirer writes into a reference parts no fields of an open item")
    func texts() throws {
        for rrn in ["A;B", "100%3B", "a\nb", "\r;%;%25", "", ";;;;"] {
            let movement = movement(1_500, rrn: rrn, source: "file;x.csv:3")
            let read = try #require(Movement(text: movement.text, item: 3))
            #expect(read.rrn == rrn && read.source == movement.source && read.item == 3)
            #expect(!movement.text.contains("\n"))
        }
        // As kept before: the reference was last and not guarded.
        let old = "z:1;898310058120001;01000001;000007;1000;01;1500;;622609******0048;A;B"
        #expect(Movement(text: old, item: 1)?.rrn == "A;B")
    }

    @Test(
        "over days of every kind of fault, each merchant's difference is explained to the fen",
        arguments: 1...20)
    func explained(seed: Int) {
        var random = Lehmer(state: UInt64(seed))
        var carried: (ours: [Movement], theirs: [Movement]) = ([], [])
        var item = 0
        for offset in 0..<6 {
            var (ours, theirs): ([Movement], [Movement]) = ([], [])
            for number in 0..<40 {
                let sale = movement(
                    Int64(100 + random.below(900)), trace: "\(100_000 + offset * 100 + number)",
                    at: Moment(Self.date + offset, secondOfDay: 30_000 + number * 60))
                let undo = movement(
                    sale.amount.fen, trace: "\(500_000 + offset * 100 + number)",
                    at: sale.time.adding(seconds: 20), kind: .void,
                    original: .init(trace: sale.trace, time: sale.time))
                switch random.below(9) {
                case 0: ours.append(sale)
                case 1: theirs.append(sale)
                case 2: ours += [sale, undo]
                case 3: theirs += [sale, undo]
                case 4: (ours, theirs) = (ours + [sale, undo], theirs + [sale])
                case 5: (ours, theirs) = (ours + [sale], theirs + [undo])
                case 6: (ours, theirs) = (ours + [sale], theirs + [sale, sale])
                default: (ours, theirs) = (ours + [sale], theirs + [sale])
                }
            }
            // Some of what waits comes today.
            for movement in carried.ours where random.below(2) == 0 {
                theirs.append(movement.fresh)
            }
            for movement in carried.theirs where random.below(2) == 0 {
                ours.append(movement.fresh)
            }
            let day = day(ours, theirs, on: Self.date + offset, carried: carried)
            #expect(day.merchants.allSatisfy { $0.unexplained == .zero }, "day \(offset)")
            let met = Set(day.met.map(\.item))
            carried.ours.removeAll { met.contains($0.item ?? 0) }
            carried.theirs.removeAll { met.contains($0.item ?? 0) }
            for difference in day.found where difference.ours.isEmpty || difference.theirs.isEmpty {
                item += 1
                carried.ours += difference.ours.compactMap {
                    Movement(text: day.ours[$0].text, item: item)
                }
                carried.theirs += difference.theirs.compactMap {
                    Movement(text: day.theirs[$0].text, item: item)
                }
            }
        }
    }
}

extension Movement {
    /// The same movement in a file of today.
    fileprivate var fresh: Movement {
        Movement(
            source: source, merchant: merchant, terminal: terminal, trace: trace, time: time,
            kind: kind, amount: amount, fee: fee, card: card, rrn: rrn, original: original)
    }
}
