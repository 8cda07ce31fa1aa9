import Meals
import Subsidies
import Testing

@Suite("The cells of a certificate")
struct CertificateCellsTests {
    private static let head = """
        policy: cells
        title: t
        status: draft
        effective: {from: 2026-01-01}
        rounding: half-even
        threshold_base: after-discount
        periods:
          breakfast: {from: "06:00", to: "09:30"}
          lunch: {from: "10:00", to: "14:00"}
          dinner: {from: "16:00", to: "19:30"}

        """

    private static let ages = """
        stacking: first
        discounts:
          - {id: a, when: {age: {from: 60, below: 80}, hukou: ["31"]}, pay_rate: "0.9"}
          - {id: b, when: {hukou: ["310107"], weekday: [weekend, holiday]}, pay_rate: "0.85"}
        subsidies:
          - {id: S, when: {statuses: [dibao], age: {from: 60}, period: [lunch, other]},
             spend: {at_least: "4.00"}, benefit: {amount: "2.50"}, funders: {city: "1"}}
          - {id: T, when: {not_statuses: [dibao-edge], channel: [dine-in, delivery]},
             benefit: {rate: "0.25", at_most: "1.00"}, funders: {city: "1"}}
          - {id: U, when: {age: {below: 80}, venue: [point]}, benefit: {pay: "1.00"},
             limits: [{amount: "1.50", per: week}], funders: {city: "1/2", street: "1/2"}}
        """

    private static let statuses = """
        stacking: best
        subsidies:
          - {id: S, when: {statuses: [dibao, tekun, veteran]}, benefit: {amount: "2.00"},
             funders: {city: "1"}}
          - {id: T, when: {statuses: [tekun, severe-disability, institution]},
             benefit: {amount: "1.50"}, funders: {city: "1"}}
          - {id: U, when: {not_statuses: [living-alone, veteran], period: [breakfast]},
             spend: {more_than: "5.00"}, benefit: {rate: "1/3"}, funders: {city: "1"}}
        """

    private static let homes = """
        stacking: all
        discounts:
          - {id: a, when: {place: [home-street]}, pay_rate: "0.8"}
        subsidies:
          - {id: S, when: {place: [home-street, home-district], weekday: [workday]},
             benefit: {amount: "1.00"}, funders: {city: "1"}}
          - {id: T, when: {residence: ["310107"], place: [elsewhere, home-district]},
             benefit: {pay: "2.00"}, funders: {city: "1"}}
        """

    private static func cells(_ number: Int) throws -> CellsByHand {
        let text = head + [ages, statuses, homes][number]
        let document = Written(try Outline(yaml: text, file: "cells.yaml"))
        let policy = try Policy(yaml: text, file: "cells.yaml")
        switch number {
        case 0:
            return CellsByHand(
                policy: policy, document: document, ageBreaks: [60, 80],
                mentioned: [.minimumLiving, .minimumLivingEdge],
                hukou: [nil, "310110001", "310107001", "320100001"], top: 600)
        case 1:
            return CellsByHand(
                policy: policy, document: document, ageBreaks: [],
                mentioned: [
                    .minimumLiving, .destitute, .severeDisability, .veteran, .livingAlone,
                    .institution,
                ], top: 700)
        default:
            return CellsByHand(
                policy: policy, document: document, ageBreaks: [], mentioned: [],
                residences: [nil, "310107001", "999999001"],
                places: [.homeStreet, .homeDistrict, .elsewhere], top: 500)
        }
    }

    @Test("are those that a plain enumeration of diners and meals finds", arguments: 0..<3)
    func counts(number: Int) throws {
        let hand = try Self.cells(number)
        let certificate = hand.policy.certificate(upTo: Fen(Int64(hand.top)))
        let cells = try hand.cells()
        let all = cells.values.flatMap(\.self)
        #expect(certificate.cells == all.count)
        #expect(certificate.amounts == 0...Int64(hand.top))
        let kinds = Set(all)
        #expect(certificate.combinations == kinds.count)
        let nothing = try kinds.filter { try hand.benefit($0).allSatisfy { $0 == .zero } }
        #expect(
            certificate.gaps.reduce(0) { $0 + $1.cells } == all.count { nothing.contains($0) })
        for overlap in certificate.overlaps {
            let rules: KeyPath<CellsByHand.Rules, [String]> =
                overlap.kind == .discount ? \.discounts : \.subsidies
            #expect(overlap.cells == all.count { $0[keyPath: rules] == overlap.rules })
            #expect(overlap.who.reduce(0) { $0 + $1.cells } == overlap.cells)
        }
        let discounts = Set(all.map(\.discounts)).filter { $0.count > 1 }
        let subsidies = Set(all.map(\.subsidies)).filter { $0.count > 1 }
        #expect(
            Set(certificate.overlaps.filter { $0.kind == .discount }.map(\.rules)) == discounts)
        #expect(
            Set(certificate.overlaps.filter { $0.kind == .subsidy }.map(\.rules)) == subsidies)
    }

    @Test("break the laws as often, and first at the same amounts", arguments: 0..<3)
    func laws(number: Int) throws {
        let hand = try Self.cells(number)
        let certificate = hand.policy.certificate(upTo: Fen(Int64(hand.top)))
        let cells = try hand.cells()
        let kinds = Set(cells.values.flatMap(\.self))
        let curves = Dictionary(
            uniqueKeysWithValues: try kinds.map { ($0, try hand.benefit($0)) })
        let falls = curves.values.compactMap { curve in
            (1...hand.top).first { curve[$0] < curve[$0 - 1] }
        }
        expect(certificate, .moreSpent, kinds.count * hand.top, falls)
        expect(certificate, .funders, kinds.count * (hand.top + 1), [])
        expect(certificate, .payable, kinds.count * (hand.top + 1), [])
        // Two meals in each of four periods on 62 days, for one cell of each kind.
        expect(certificate, .limits, kinds.count * 62 * 8, [])
        for (law, pairs) in [
            (PolicyCertificate.Law.older, hand.olderPairs(cells)),
            (.poorer, hand.poorerPairs(cells)),
        ] {
            var amounts: [[CellsByHand.Rules]: Int] = [:]
            for (lesser, greater) in pairs {
                for (less, more) in zip(cells[lesser] ?? [], cells[greater] ?? [])
                where less != more && amounts[[less, more]] == nil {
                    let (a, b) = (curves[less] ?? [], curves[more] ?? [])
                    amounts[[less, more]] = (0...hand.top).first { b[$0] < a[$0] } ?? -1
                }
            }
            let checked = pairs.count * 72 * (hand.top + 1)
            expect(certificate, law, checked, amounts.values.filter { $0 >= 0 })
        }
    }

    private func expect(
        _ certificate: PolicyCertificate, _ law: PolicyCertificate.Law, _ checked: Int,
        _ amounts: [Int]
    ) {
        let finding = certificate.laws.first { $0.law == law }
        #expect(finding?.checked == checked, "\(law)")
        #expect(
            finding?.breaches.map { Int($0.gross.fen) }.sorted() == amounts.sorted(), "\(law)")
    }
}
