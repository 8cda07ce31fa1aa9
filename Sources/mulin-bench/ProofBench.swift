import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store
import Subsidies

/// A district-month's claims packed into one proof bundle, and computed again from it.
struct ProofBench {
    let scratch: ScratchFolder
    let options: BenchOptions

    private static let days = 30
    /// 115 tills × 58 × 30 days: 200,100 subsidised meals among 400,200 sales.
    private var dinersADay: Int { options.isQuick ? 6 : 58 }

    func run() throws -> [Finding] {
        let district = try SampleDistrict.make(in: scratch, settlements: options.settlements)
        let directory = try district.freshDirectory()
        let canteens = SampleDistrict.canteens.map { canteen in
            CSV.row([
                canteen.id.text, canteen.name, "canteen", canteen.street.text,
                canteen.merchant.text, canteen.terminals[0].text, canteen.kitchen.text, "60",
            ])
        }
        let header = "canteen,name,kind,street,merchant,terminals,kitchen,seats\n"
        try Data((header + canteens.joined()).utf8).write(
            to: URL(fileURLWithPath: directory + "/canteens.csv"))
        let meals = SampleDistrict.tillCount * dinersADay * ProofBench.days
        say("\nproof: selling and closing a month with \(Double(meals).grouped) subsidised meals …")
        try fill(directory, district)
        let file = scratch.file("month.tar")
        var report = PairReport(
            "\nproof bundle of the month packed, on disk when the time stops",
            ours: "mulin, meals/s", theirs: nil)
        var (packing, checking, peaks): ([Double], [Double], [[Double]]) = ([], [], [[], []])
        let runs = options.isQuick ? 3 : 2
        for _ in 0..<runs {
            try report.pair(
                ours: {
                    Double(meals) / (try time(["bundle", directory, file], &packing, &peaks[0]))
                }, theirs: nil)
        }
        var check = PairReport(
            "\nthe bundle computed again: every hash, chain, rating, limit and claim",
            ours: "mulin, meals/s", theirs: nil)
        for _ in 0..<runs {
            try check.pair(
                ours: {
                    Double(meals) / (try time(["check-bundle", file], &checking, &peaks[1]))
                }, theirs: nil)
        }
        return [
            Finding(
                name: "proof bundle of \(Double(meals).grouped) meals, packed",
                median: packing.median, unit: .seconds, bar: 60),
            Finding(name: "  peak resident memory", median: peaks[0].median, unit: .megabytes),
            Finding(
                name: "  computed again", median: checking.median, unit: .seconds, bar: 60),
            Finding(name: "  peak resident memory", median: peaks[1].median, unit: .megabytes),
        ]
    }

    private func time(
        _ arguments: [String], _ times: inout [Double], _ peaks: inout [Double]
    ) throws -> Double {
        let outcome = try SettlementChild.Outcome(
            try ChildProcess.run(ChildProcess.own, arguments))
        times.append(outcome.seconds)
        peaks.append(outcome.peakMegabytes)
        return outcome.seconds
    }

    private func fill(_ path: String, _ district: SampleDistrict) throws {
        let directory = try DataDirectory(path)
        var ledger = try Ledger(store: try Store(path: directory.databasePath))
        var tills = (0..<SampleDistrict.tillCount).map {
            SampleTill($0, in: district, dinersADay: dinersADay)
        }
        for day in 0..<ProofBench.days {
            var submissions: [Submission] = []
            for till in tills.indices {
                submissions.append(
                    Submission(try tills[till].lines(sales: dinersADay * 2)) { _ in
                        district.snapshot
                    })
            }
            let now = Moment(SampleDistrict.firstDay + day, secondOfDay: 80_000)
            let answers = try ledger.accept(submissions, at: now)
            guard answers.allSatisfy({ $0.verdict == .accepted && $0.refused.isEmpty }) else {
                throw BenchFailure("the ledger refused a sale of the bench")
            }
            _ = try ledger.close(SampleDistrict.firstDay + day, force: true)
        }
    }

    /// Packs the month that a directory holds.
    static func bundle(_ path: String, _ file: String) throws {
        let directory = try DataDirectory(path)
        try SettlementChild.timed {
            _ = try ProofBundle(
                directory: directory,
                ledger: try Ledger(store: try Store(path: directory.databasePath)),
                from: SampleDistrict.firstDay, to: SampleDistrict.firstDay + (days - 1)
            ).write(to: file)
        }
    }

    static func check(_ file: String) throws {
        try SettlementChild.timed {
            let verdict = try ProofCheck.verify(path: file, schema: "none.xsd")
            guard verdict.holds, verdict.rated > 0 else {
                throw BenchFailure(
                    "the bundle does not hold: \(verdict.differences.first?.description ?? "")")
            }
        }
    }
}
