import Meals
import Testing

@testable import Rehearsal

@Suite struct DistrictTests {
    private static let day = Day(number: 20_781)
    private static let district = District.make(seed: 1, on: day)

    @Test("115 canteens in twelve streets, with ids as each kind prescribes") func canteens() {
        let canteens = Self.district.canteens
        #expect(canteens.count == 115)
        #expect(canteens.filter { $0.kind == .canteen }.count == 25)
        #expect(Set(canteens.map(\.street)).count == 12)
        #expect(Set(canteens.map(\.kitchen)) == ["K1", "K2", "K3"])
        for canteen in canteens {
            #expect(CanteenKind.accepts(canteen.id.text))
            #expect(MerchantKind.accepts(canteen.merchant.text))
            #expect(DivisionKind.accepts(canteen.street.text))
            #expect(canteen.terminals.allSatisfy { TerminalKind.accepts($0.text) })
            switch canteen.kind {
            case .canteen:
                #expect((2...3).contains(canteen.terminals.count))
                #expect((60...150).contains(canteen.seats))
            case .point:
                #expect((1...2).contains(canteen.terminals.count))
                #expect((10...40).contains(canteen.seats))
            }
        }
        let terminals = canteens.flatMap(\.terminals)
        #expect(Set(terminals).count == terminals.count)
        #expect(Set(canteens.map(\.merchant)).count == 115)
        #expect(Set(canteens.map(\.name)).count == 115)
    }

    @Test("the ages are those of Shanghai's elders") func ages() {
        let births = Dictionary(Self.district.roster.map { ($0.id, $0.birth) }) { a, _ in a }
        #expect(births.count == 60_000)
        let ages = births.values.map { Self.day.completedYears(since: $0) }
        func share(_ range: some RangeExpression<Int>) -> Int {
            ages.filter { range.contains($0) }.count * 1000 / ages.count
        }
        #expect(share(..<60) == 0)
        #expect((273...293).contains(share(60...64)))
        #expect((269...289).contains(share(65...69)))
        #expect((273...293).contains(share(70...79)))
        #expect((145...165).contains(share(80...)))
        #expect((10...120).contains(ages.filter { $0 >= 100 }.count))
    }

    @Test("statuses, cards and places are at their shares") func shares() {
        let roster = Self.district.roster
        func perMille(_ holds: (RosterEntry) -> Bool) -> Int {
            roster.filter(holds).count * 1000 / roster.count
        }
        #expect((12...18).contains(perMille { $0.statuses.contains(.minimumLiving) }))
        #expect((90...110).contains(perMille { $0.statuses.contains(.livingAlone) }))
        #expect((1...3).contains(perMille { $0.statuses.contains(.deceased) }))
        for status in Status.allCases {
            #expect(roster.contains { $0.statuses.contains(status) })
        }
        #expect(perMille { $0.residence.text.hasPrefix("310110") } > 920)
        #expect((30...90).contains(perMille { $0.residence.text.hasPrefix("310107") }))
        #expect(perMille { $0.hukou.text.hasPrefix("310110") } > 800)
        #expect((20...60).contains(perMille { !$0.hukou.text.hasPrefix("31") }))
        #expect((15...40).contains(perMille { $0.validTo != nil }))
        #expect(roster.allSatisfy { $0.residence.text.utf8.count == 9 })
    }

    @Test("cards are made up: right in form, in nobody's range, one owner each") func cards() {
        var owner: [String: DinerID] = [:]
        for entry in Self.district.roster {
            #expect((1...2).contains(entry.cards.count))
            for card in entry.cards {
                #expect(card.hasPrefix("629999") && (16...19).contains(card.utf8.count))
                #expect(FictitiousCard.checkDigit(String(card.dropLast())) == Int(card.suffix(1)))
                #expect(owner.updateValue(entry.id, forKey: card) ?? entry.id == entry.id)
            }
        }
    }

    @Test("the check digit is Luhn's") func luhn() {
        #expect(FictitiousCard.checkDigit("7992739871") == 3)
    }

    @Test("rows of one diner do not overlap, and no row ends before it begins") func validity() {
        let roster = Self.district.roster
        for entry in roster {
            #expect(entry.validTo.map { entry.validFrom <= $0 } ?? true)
            #expect(entry.validFrom <= Self.day)
        }
        var moved = 0
        for (earlier, later) in zip(roster, roster.dropFirst()) where earlier.id == later.id {
            moved += 1
            #expect(earlier.validTo == later.validFrom + -1)
        }
        #expect(moved > 50)
    }

    @Test("the same seed gives the same files, another seed others") func determinism() {
        func files(_ seed: UInt64) -> [String] {
            let district = District.make(seed: seed, on: Self.day, canteens: 20, diners: 500)
            return [district.canteensCSV, district.rosterCSV]
        }
        #expect(files(7) == files(7))
        #expect(files(7)[0] != files(8)[0] && files(7)[1] != files(8)[1])
    }

    @Test("a small district keeps the mix of canteens and may have nobody") func small() {
        let district = District.make(seed: 1, on: Self.day, canteens: 5, diners: 0)
        #expect(district.canteens.map(\.kind) == [.canteen, .point, .point, .point, .point])
        #expect(district.roster.isEmpty)
    }

    @Test("another home district may be rehearsed") func home() {
        let district = District.make(seed: 1, on: Self.day, diners: 1000, home: "310107")
        let home = district.roster.filter { $0.residence.lies(in: "310107") }
        #expect(home.count > 900 && home.count < district.roster.count)
    }

    @Test("the files have the columns that the system reads") func files() throws {
        let district = District.make(seed: 1, on: Self.day, canteens: 9, diners: 200)
        let canteens = try CSV(
            Array(district.canteensCSV.utf8), file: "canteens.csv",
            required: [
                "canteen", "name", "kind", "street", "merchant", "terminals", "kitchen", "seats",
            ])
        #expect(canteens.rows.count == 9)
        let roster = try CSV(
            Array(district.rosterCSV.utf8), file: "roster.csv",
            required: [
                "diner", "name", "id_number", "birth_date", "cards", "hukou", "residence",
                "statuses", "valid_from", "valid_to",
            ])
        #expect(roster.rows.count == district.roster.count)
        #expect(!district.rosterCSV.utf8.contains(13))
        for (row, entry) in zip(roster.rows, district.roster) {
            #expect(Day(row["birth_date"]) == entry.birth)
            let statuses = row["statuses"].split(separator: ";").map {
                Status(rawValue: String($0))
            }
            #expect(Set(statuses) == Set(entry.statuses.map(Optional.some)))
        }
    }
}
