import Foundation
import Meals
import Rehearsal
import Settlement
import Testing

/// A month of mornings, through the acquirer's own files and the register of what stays open.
@Suite("A month of an acquirer's mornings")
struct AcquirerMonthTests {
    private static let first = Day(number: 20_781)
    private static let days = 30
    private static let canteens = (1...6).map { number in
        Canteen(
            id: CanteenID("C\(number)"), name: "睦邻小厨 \(number) 号店", kind: .canteen,
            street: "310110012", merchant: MerchantID("99929005812000\(number)"),
            terminals: [TerminalID("0000000\(number)")], kitchen: "K1", seats: 80)
    }

    private static func movements(_ date: Day, _ random: inout Seeded) -> [Movement] {
        canteens.flatMap { canteen -> [Movement] in
            (1...40).map { number in
                let reference = (date.number % 1_000) * 10_000 + number * 7
                return Movement(
                    source: "\(canteen.terminals[0])-\(date)-\(number)",
                    merchant: canteen.merchant.text, terminal: canteen.terminals[0].text,
                    trace: number.padded(6),
                    time: Moment(date, secondOfDay: 37_000 + number * 97), kind: .sale,
                    amount: Fen(Int64(700 + random.below(2_000))), fee: nil,
                    card: "622609******\((1_000 + random.below(9_000)).padded(4))",
                    rrn: "\(canteen.id.text)\(reference.padded(10))")
            }
        }
    }

    private static func fees() throws -> FeeSchedule {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in
            url.deletingLastPathComponent()
        }
        return try FeeSchedule(
            yaml: try String(
                contentsOf: root.appending(path: "Settlements/Fees/sample.yaml"), encoding: .utf8),
            file: "sample.yaml")
    }

    @Test(
        "twelve kinds of faults, over a hundred of each: all found and named, nothing else",
        arguments: [1] as [UInt64])
    func month(seed: UInt64) throws {
        let fees = try Self.fees()
        var random = Seeded(state: seed)
        var books: [Movement] = []
        var carried: (ours: [Movement], theirs: [Movement]) = ([], [])
        var late: (files: [(name: String, bytes: [UInt8])], count: Int) = ([], 0)
        var counts: [AcquirerFault: Int] = [:]
        var item = 0
        let wanted = Dictionary(uniqueKeysWithValues: AcquirerFault.allCases.map { ($0, 4) })
        let profile = Counterparty(id: "x", title: "x", orderIsReference: true)
        for offset in 0..<Self.days {
            let date = Self.first + offset
            let ours = Self.movements(date, &random)
            let before =
                late.files.isEmpty
                ? []
                : try ClearingDay(late.files, settleDate: date, counterparty: profile).entries
            let morning = try AcquirerMorning(
                movements: ours, date: date, merchants: Self.canteens, fees: fees,
                wanted: wanted, seed: seed, lateBefore: before)
            let clearing = try ClearingDay(
                morning.files, settleDate: date, counterparty: profile)
            let disputes = Movement.disputes(clearing.disputes, among: ours, near: date) {
                _, _ in nil
            }
            let day = DayReconciliation(
                date: date, ours: ours,
                theirs: clearing.entries.map { Movement($0, file: "zm", fees: fees) } + disputes,
                carried: carried,
                bounds: (
                    Moment(date + -1, secondOfDay: 82_800), Moment(date, secondOfDay: 82_800)
                )
            ) { terminal, sale in
                books.contains {
                    $0.terminal == terminal && $0.trace == sale.trace && $0.time == sale.time
                }
            }
            var due: [Verdict: Int] = [:]
            for fault in morning.faults {
                counts[fault.fault, default: 0] += 1
                if let verdict = fault.fault.verdict { due[verdict, default: 0] += 1 }
            }
            #expect(
                day.found.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 } == due, "\(date)")
            #expect(day.result.grouped == morning.faults.count { $0.fault == .parts } * 2)
            #expect(day.merchants.allSatisfy { $0.unexplained == .zero })
            #expect(day.met.count == late.count, "what was late is met on \(date)")
            counts[.splitCredit, default: 0] += try checkBank(morning, clearing, date)
            let met = Set(day.met.map(\.item))
            carried.ours.removeAll { met.contains($0.item ?? 0) }
            for difference in day.found where difference.theirs.isEmpty {
                item += 1
                carried.ours += difference.ours.compactMap {
                    Movement(text: day.ours[$0].text, item: item)
                }
            }
            late = (morning.later.files, morning.faults.count { $0.fault == .late })
            books += ours
        }
        #expect(AcquirerFault.allCases.allSatisfy { counts[$0] ?? 0 >= 100 }, "\(counts)")
        // What is missing or reversed for good is all that still waits, with what was late last.
        #expect(
            carried.ours.count
                == (counts[.missing] ?? 0) + (counts[.reversed] ?? 0) + late.count)
    }

    /// - Returns: how many credits came in two parts.
    private func checkBank(
        _ morning: AcquirerMorning, _ clearing: ClearingDay, _ date: Day
    ) throws -> Int {
        var nets: [String: Fen] = [:]
        for entry in clearing.entries { nets[entry.merchant.text, default: .zero] += entry.settled }
        for one in clearing.disputes { nets[one.merchant.text, default: .zero] += one.settled }
        let result = BankMatch.reconcile(
            due: nets.sorted { $0.key < $1.key }.map {
                BankDue(key: $0.key, date: date, amount: $0.value)
            },
            booked: morning.bookings.map {
                BankMovement(
                    key: String($0.reference.prefix(15)), date: date, bookedOn: date + 1,
                    amount: $0.amount)
            })
        #expect(result.differences.isEmpty)
        return morning.bookings.count - nets.count
    }
}

/// A small generator with a seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}
