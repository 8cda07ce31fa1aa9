import Foundation
import Meals
import Rehearsal
import Settlement
import Testing

@Suite("An acquirer's morning")
struct AcquirerMorningTests {
    private static let date = Day(number: 20_781)
    private static let canteens = (1...6).map { number in
        Canteen(
            id: CanteenID("C\(number)"), name: "睦邻小厨 \(number) 号店", kind: .canteen,
            street: "310110012", merchant: MerchantID("99929005812000\(number)"),
            terminals: [TerminalID("0000000\(number)")], kitchen: "K1", seats: 80)
    }

    private static func movements() -> [Movement] {
        canteens.flatMap { canteen -> [Movement] in
            (1...60).map { number in
                let time = Moment(date, secondOfDay: 37_000 + number * 97)
                return Movement(
                    source: "\(canteen.terminals[0])-001-\(number)",
                    merchant: canteen.merchant.text,
                    terminal: canteen.terminals[0].text, trace: number.padded(6), time: time,
                    kind: number % 30 == 0 ? .void : .sale,
                    amount: Fen(Int64(900 + number * 13 - (number % 30 == 0 ? 13 : 0))), fee: nil,
                    card: number % 3 == 0 ? "" : "622609******\((1_000 + number).padded(4))",
                    rrn: "\(canteen.id.text)\((number * 7).padded(10))",
                    original: number % 30 == 0
                        ? .init(
                            trace: (number - 1).padded(6),
                            time: Moment(date, secondOfDay: 37_000 + (number - 1) * 97)) : nil)
            }
        }
    }

    private static func fees() throws -> FeeSchedule {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try FeeSchedule(
            yaml: try String(
                contentsOf: root.appending(path: "Settlements/Fees/sample.yaml"), encoding: .utf8),
            file: "sample.yaml")
    }

    private func morning(_ wanted: [AcquirerFault: Int], seed: UInt64 = 1) throws
        -> AcquirerMorning
    {
        try AcquirerMorning(
            movements: Self.movements(), date: Self.date, merchants: Self.canteens,
            fees: try Self.fees(), wanted: wanted, seed: seed)
    }

    private func reconcile(_ morning: AcquirerMorning) throws -> DayReconciliation {
        let clearing = try ClearingDay(
            morning.files, settleDate: Self.date,
            counterparty: Counterparty(id: "x", title: "x", orderIsReference: true))
        #expect(clearing.unconfirmed.isEmpty && clearing.totals.count == Self.canteens.count)
        let fees = try Self.fees()
        return DayReconciliation(
            date: Self.date, ours: Self.movements(),
            theirs: clearing.entries.map { Movement($0, file: "zm", fees: fees) }
                + Movement.disputes(
                    clearing.disputes, among: Self.movements(), near: Self.date
                ) { _, _ in nil },
            carried: ([], []),
            bounds: (
                Moment(Self.date + -1, secondOfDay: 82_800), Moment(Self.date, secondOfDay: 82_800)
            )
        ) { _, _ in false }
    }

    @Test("without faults everything agrees, to the fen of every fee")
    func clean() throws {
        let day = try reconcile(try morning([:]))
        #expect(day.result.differences.isEmpty)
        // Two voids a till on either side, each with its sale.
        #expect(day.result.cancelled == 24 && day.result.matched == 360 - 24)
        #expect(day.merchants.allSatisfy { $0.unexplained == .zero && $0.differences == 0 })
    }

    @Test("each fault is found and named, and explains its fen", arguments: [1, 2, 3] as [UInt64])
    func faults(seed: UInt64) throws {
        let wanted = Dictionary(uniqueKeysWithValues: AcquirerFault.allCases.map { ($0, 3) })
        let morning = try morning(wanted, seed: seed)
        let day = try reconcile(morning)
        var due: [Verdict: Int] = [:]
        for fault in morning.faults {
            if let verdict = fault.fault.verdict { due[verdict, default: 0] += 1 }
        }
        var found: [Verdict: Int] = [:]
        for difference in day.result.differences { found[difference.verdict, default: 0] += 1 }
        #expect(found == due)
        #expect(day.merchants.allSatisfy { $0.unexplained == .zero })
        // Every fault but what is theirs alone is found at its own movement.
        let strangers: [AcquirerFault] = [.extra, .chargeback, .duplicate, .strayRefund, .parts]
        for fault in morning.faults where !strangers.contains(fault.fault) {
            #expect(
                day.result.differences.contains { difference in
                    difference.verdict == fault.fault.verdict
                        && difference.ours.contains { day.ours[$0].source == fault.movement.source }
                }, "\(fault.fault)")
        }
    }

    @Test("a late payment is met in the next date's file, a missing one stays short")
    func late() throws {
        let day = try reconcile(try morning([.late: 2]))
        #expect(day.result.count(.short) == 2)
        let late = day.found.flatMap { $0.ours.map { day.ours[$0] } }
        let carried = late.enumerated().compactMap { index, movement in
            Movement(text: movement.text, item: index + 1)
        }
        #expect(carried.count == 2)
        let next = DayReconciliation(
            date: Self.date + 1, ours: [],
            theirs: [
                Movement(
                    source: "zm:1", merchant: late[0].merchant, terminal: late[0].terminal,
                    trace: late[0].trace, time: late[0].time, kind: late[0].kind,
                    amount: late[0].amount, fee: .zero, card: late[0].card, rrn: late[0].rrn)
            ], carried: (carried, []),
            bounds: (
                Moment(Self.date, secondOfDay: 82_800), Moment(Self.date + 1, secondOfDay: 82_800)
            )
        ) { _, _ in false }
        #expect(next.met.map(\.item) == [1])
        #expect(next.found.isEmpty)
    }

    @Test("the bank's bookings are the files' nets, one of them in two parts")
    func bookings() throws {
        let morning = try morning([.splitCredit: 1])
        let day = try ClearingDay(
            morning.files, settleDate: Self.date,
            counterparty: Counterparty(id: "x", title: "x", orderIsReference: true))
        #expect(morning.bookings.count == Self.canteens.count + 1)
        #expect(morning.bookings.total(\.amount) == day.entries.total(\.settled))
    }

    @Test("the same seed gives the same bytes")
    func sameBytes() throws {
        let wanted = Dictionary(uniqueKeysWithValues: AcquirerFault.allCases.map { ($0, 2) })
        let (a, b) = (try morning(wanted, seed: 9), try morning(wanted, seed: 9))
        #expect(a.files.map(\.name) == b.files.map(\.name))
        #expect(a.files.map(\.bytes) == b.files.map(\.bytes) && a.bookings == b.bookings)
    }
}
