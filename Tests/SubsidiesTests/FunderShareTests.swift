import Meals
import Subsidies
import Testing

@Suite("The shares of a rule's funders")
struct FunderShareTests {
    private func problems(_ shares: [String]) -> [Problem] {
        let funders = shares.enumerated().map { "f\($0): \($1)" }.joined(separator: ", ")
        let rule = "{id: S, benefit: {amount: 1}, funders: {\(funders)}}"
        do throws(Problems) {
            _ = try Policy(yaml: Sample.text("subsidies: [\(rule)]"), file: "p.yaml")
            return []
        } catch {
            return error.all
        }
    }

    @Test(
        "add up to 1 in any order, to the last digit",
        arguments: [
            (["1"], true), (["1/4", "1/2", "1/4"], true), (["1/2", "1/4", "1/4"], true),
            (["1/6", "1/3", "0.5"], true), (["1/6", "1/10", "11/15"], true),
            (["0.99999999999999", "0.00000000000001"], true),
            (["1/4", "1/2", "1/5"], false), (["1/6", "1/3", "0.49"], false), (["1", "1"], false),
            (["0.99999999999999", "0.00000000000002"], false),
        ])
    func sum(shares: [String], accepted: Bool) {
        #expect(problems(shares).isEmpty == accepted)
    }

    @Test("add up to 1 even where their common denominator needs all of 63 bits")
    func wide() {
        // Denominators pq, qr and pr of three primes: the common one is pqr.
        let shares = [
            "1465995930339/4397987791019", "1465988101043/4397962625423",
            "1465993973007/4397983596733",
        ]
        #expect(problems(shares).isEmpty)
        #expect(problems(Array(shares.reversed())).isEmpty)
        #expect(!problems(["1465995930338/4397987791019"] + shares.dropFirst()).isEmpty)
    }

    @Test("are refused where they come to 1 only because their sum does not fit into 64 bits")
    func overflow() {
        // The sum of the numerators is 2^64 more than the common denominator, 2^53 × 243.
        let shares =
            ["1/9007199254740992", "9007199254740991/9007199254740992", "104/243"]
            + Array(repeating: "1", count: 8)
        #expect(problems(shares).map(\.reason) == ["the shares must add up to exactly 1"])
    }
}
