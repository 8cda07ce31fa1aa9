import Journal
import Ledger
import Meals
import Testing

@Suite("Rating a sale again")
struct RatingTests {
    /// A sale that is as it should be, by a till in a fresh bureau.
    private func fair(_ diner: DinerID? = "D0") throws -> (Sale, Snapshot) {
        let snapshot = try SampleDistrict.snapshot()
        let key = try SampleTill.key(1)
        let till = SampleTill(
            Enrolment(terminal: "YP001A01", epoch: 1, key: key.publicKey), key: key,
            canteen: "yp.001", snapshot: snapshot)
        let line = SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))
        return (try till.sale([line], to: diner, at: noon), snapshot)
    }

    private let noon = SampleDistrict.time(0, 12)

    @Test("finds nothing where the till decided as the policy does: all is claimed")
    func agreement() throws {
        for diner in [nil, "D0", "D1", "D4", "D5"] as [DinerID?] {
            let (sale, snapshot) = try fair(diner)
            let rating = Rating(sale, at: noon, snapshot: snapshot)
            #expect(rating.finding == nil && rating.discountVariance == .zero)
            #expect(rating.shares.total(\.claimed) == sale.subsidy)
            #expect(rating.shares.allSatisfy { $0.variance == .zero })
            #expect(rating.discount == sale.discount)
        }
    }

    @Test("books as variance what the policy does not give, funder by funder, and says so")
    func tampered() throws {
        var (sale, snapshot) = try fair()
        let grant = sale.grants[0]
        sale.grants[0] = Grant(
            rule: grant.rule,
            shares: [
                FunderShare(
                    funder: grant.shares[0].funder, amount: grant.shares[0].amount + Fen(9)),
                FunderShare(
                    funder: grant.shares[1].funder, amount: grant.shares[1].amount - Fen(9)),
            ])
        sale.discount += Fen(7)
        let rating = Rating(sale, at: noon, snapshot: snapshot)
        #expect(rating.shares[0].claimed == grant.shares[0].amount)
        #expect(rating.shares[0].variance == Fen(9))
        #expect(rating.shares[1].claimed == grant.shares[1].amount - Fen(9))
        #expect(rating.shares[1].variance == .zero)
        #expect(rating.discountVariance == Fen(7) && rating.discount == sale.discount - Fen(7))
        #expect(rating.finding?.contains("discount 3.07, rated 3.00") == true)
        #expect(rating.finding?.contains("subsidies A=") == true)
    }

    @Test("claims less than due where the till granted less; the diner's loss is no claim")
    func tooLittle() throws {
        var (sale, snapshot) = try fair()
        sale.grants.removeLast()
        let rating = Rating(sale, at: noon, snapshot: snapshot)
        #expect(rating.shares.total(\.claimed) == sale.subsidy && rating.finding != nil)
    }

    @Test("claims nothing for an unknown snapshot or canteen")
    func unknown() throws {
        var (sale, snapshot) = try fair()
        for rating in [
            Rating(sale, at: noon, snapshot: nil),
            {
                sale.canteen = "yp.999"
                return Rating(sale, at: noon, snapshot: snapshot)
            }(),
        ] {
            #expect(rating.shares.total(\.claimed) == .zero && rating.discount == .zero)
            #expect(rating.shares.total(\.variance) == sale.subsidy)
            #expect(rating.finding?.hasPrefix("cannot be rated") == true)
        }
    }

    @Test("claims nothing under another policy, day or period: limits would not see it there")
    func frame() throws {
        let (sale, snapshot) = try fair()
        func claimed(_ change: (inout Sale) -> Void, at time: Moment? = nil) -> (Fen, String) {
            var changed = sale
            change(&changed)
            let rating = Rating(changed, at: time ?? noon, snapshot: snapshot)
            return (rating.shares.total(\.claimed), rating.finding ?? "")
        }
        #expect(claimed { _ in } == (sale.subsidy, ""))
        let policy = claimed { $0.policy = "another" }
        #expect(policy.0 == .zero && policy.1.contains("policy another, rated by district-sample"))
        let none = claimed { $0.policy = nil }
        #expect(none.0 == .zero && none.1.contains("policy none"))
        let day = claimed { $0.day = $0.day + 1 }
        #expect(day.0 == .zero && day.1.contains("business day 2026-11-24 on 2026-11-23"))
        let period = claimed { $0.period = .dinner }
        #expect(period.0 == .zero && period.1.contains("meal period dinner at 12:00:00"))
        let night = claimed({ _ in }, at: SampleDistrict.time(0, 21))
        #expect(night.0 == .zero && night.1.contains("meal period lunch at 21:00:00"))
    }

    @Test("re-rating variance is posted to accounts of its own and flagged; the sale stands")
    func variance() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        var sale = try till.sale(
            [SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))], to: "D0", at: noon)
        sale.snapshot = "0000000000000000"
        let unknown = till.sell(sale, at: noon)
        var greedy = try till.sale(
            [SaleLine(item: "101", quantity: 1, unitPrice: Fen(2000))], to: "D1", at: noon)
        greedy.grants.append(
            Grant(rule: "Z", shares: [FunderShare(funder: "city", amount: Fen(100))]))
        greedy.tenders = [Tender(kind: .cash, amount: greedy.paid - Fen(100))]
        let tampered = till.sell(greedy, at: noon)
        #expect(try bureau.take(till).verdict == .accepted)
        let lost = try bureau.booked(unknown)
        #expect(lost.filter { $0.key.kind == .claim || $0.key.kind == .discount }.isEmpty)
        #expect(
            lost.filter { $0.key.kind == .variance }.values.total { $0 } == sale.discount
                + sale.subsidy)
        let name = SubsidyName(funder: "city", policy: "district-sample", rule: "Z")
        let booked = try bureau.booked(tampered)
        #expect(booked.filter { $0.key.kind == .variance } == [.variance("yp.001", name): Fen(100)])
        #expect(
            booked.filter { $0.key.kind == .claim }.values.total { $0 } == greedy.subsidy - Fen(100)
        )
        for id in [unknown, tampered] {
            #expect(try bureau.flags(id).keys.sorted() == ["rated-otherwise"])
        }
    }

    @Test("a subsidy's name reads back from the account it is in")
    func names() {
        let name = SubsidyName(funder: "区/街道", policy: "p-1", rule: "A%")
        #expect(SubsidyName(name.party) == name && SubsidyName("x") == nil)
    }
}
