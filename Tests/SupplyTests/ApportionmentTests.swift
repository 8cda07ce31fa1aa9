import Testing

@testable import Supply

@Suite struct ApportionmentTests {
    @Test(
        "one deal is the method of largest remainders",
        arguments: [
            (10, [1, 1, 1], [4, 3, 3]), (1, [1, 3], [0, 1]), (7, [5, 3, 1], [4, 2, 1]),
            (0, [1, 2], [0, 0]), (5, [0, 1], [0, 5]), (100, [1, 2, 4], [14, 29, 57]),
        ])
    func single(portions: Int, weights: [Int], dealt: [Int]) {
        var apportionment = Apportionment(weights: weights)
        #expect(apportionment.deal(portions) == dealt)
    }

    @Test("many small deals stay in proportion together") func together() {
        let weights = [3, 2, 2]
        var apportionment = Apportionment(weights: weights)
        var sums = [0, 0, 0]
        for round in 0..<700 {
            let portions = round % 3
            let dealt = apportionment.deal(portions)
            #expect(dealt.reduce(0, +) == portions && dealt.allSatisfy { $0 >= 0 })
            for index in sums.indices { sums[index] += dealt[index] }
        }
        let total = sums.reduce(0, +)
        for (sum, weight) in zip(sums, weights) { #expect(abs(sum * 7 - total * weight) <= 7) }
    }
}
