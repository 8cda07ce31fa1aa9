/// What is to be measured, and where the peers are.
struct BenchOptions {
    enum Part: String, CaseIterable {
        case ingest, drain, settlement
    }

    private(set) var isQuick = false
    private(set) var wantsHelp = false
    private var parts: [Part] = []
    private(set) var pgbench: String?
    private(set) var peers = "Sources/mulin-bench/Peers"
    private(set) var writer: String?
    private(set) var settlements = "Settlements"
    private(set) var scratch = "/var/tmp"

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            func value() throws -> String {
                guard let value = rest.popFirst() else {
                    throw BenchFailure("\(option) needs a value; see --help", code: 64)
                }
                return value
            }
            switch option {
            case "--quick": isQuick = true
            case "--help", "-h": wantsHelp = true
            case "--only": parts.append(try BenchOptions.part(try value()))
            case "--pgbench": pgbench = try value()
            case "--peers": peers = try value()
            case "--xml-writer": writer = try value()
            case "--settlements": settlements = try value()
            case "--scratch": scratch = try value()
            default: throw BenchFailure("\(option) is not an option; see --help", code: 64)
            }
        }
    }

    func wants(_ part: Part) -> Bool { parts.isEmpty || parts.contains(part) }

    private static func part(_ name: String) throws -> Part {
        guard let part = Part(rawValue: name) else {
            let known = Part.allCases.map(\.rawValue).joined(separator: ", ")
            throw BenchFailure("--only \(name): is none of \(known)", code: 64)
        }
        return part
    }

    static let help = """
        Measures the speed of mulin beside its peers, in pairs, with the machine's load beside each.

        scripts/bench [--quick] [--only PART]...

          --quick        fewer and shorter runs: a first look in about a minute
          --only PART    ingest | drain | settlement; may be given several times

        ingest      One sale per HTTP request at 64 connections, each on disk before it is
                    answered, beside PostgreSQL with pgbench -c 16 -j 2 doing the same writes.
        drain       115 tills with 500 queued sales each, in uploads of up to 500 lines.
        settlement  The settlement XML of 100,000 transactions, written beside a C program on
                    libxml2 to the same bytes, and verified.

        Ratios are mulin's rate divided by the peer's, as the median over the pairs. Compare
        ratios: absolute rates depend on the machine, its disk and what else it does.

        scripts/bench brings the peers. Called by itself, mulin-bench also takes
          --pgbench PROGRAM     with the server in PGHOST, PGPORT, PGUSER, PGDATABASE
          --xml-writer PROGRAM  Peers/settlement_writer.c, compiled with -O2
          --peers DIR --settlements DIR --scratch DIR
        """
}
