/// What is to be measured, and where the peers are.
struct BenchOptions {
    enum Part: String, CaseIterable {
        case ingest, drain, reconnect, settlement, reconcile, proof, policy, cost, forecast, recall
        case plan
        case tillStart = "till-start"
    }

    private(set) var isQuick = false
    private(set) var wantsHelp = false
    /// Lets pgbench prepare its statements once, which makes PostgreSQL faster.
    private(set) var isPrepared = false
    private var parts: [Part] = []
    private(set) var pgbench: String?
    private(set) var peers = "Sources/mulin-bench/Peers"
    private(set) var writer: String?
    /// A Python that has statsforecast.
    private(set) var statsforecast: String?
    /// A Python that has OpenFisca-core.
    private(set) var python: String?
    /// A Python that has DuckDB.
    private(set) var duckdb: String?
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
            case "--prepared": isPrepared = true
            case "--help", "-h": wantsHelp = true
            case "--only": parts.append(try BenchOptions.part(try value()))
            case "--pgbench": pgbench = try value()
            case "--peers": peers = try value()
            case "--xml-writer": writer = try value()
            case "--python": python = try value()
            case "--duckdb": duckdb = try value()
            case "--statsforecast": statsforecast = try value()
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
        Measures the speed of mulin. Run it by scripts/bench, which brings the peers and whose
        --help says what is measured.

        mulin-bench [--quick] [--prepared] [--only PART]...

          --pgbench PROGRAM     with the server in PGHOST, PGPORT, PGUSER, PGDATABASE
          --xml-writer PROGRAM  Peers/settlement_writer.c, compiled with -O2
          --python PROGRAM      a Python that has openfisca-core
          --duckdb PROGRAM      a Python that has duckdb
          --statsforecast PROGRAM  a Python that has statsforecast
          --peers DIR           the folder of the peers' SQL (Sources/mulin-bench/Peers)
          --settlements DIR     the sample policy, the calendars and the schema (Settlements)
          --scratch DIR         where to write; on a real disk (/var/tmp)
        """
}
