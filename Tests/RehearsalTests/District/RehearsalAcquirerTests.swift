import Meals
import Testing

@testable import Rehearsal

@Suite struct RehearsalAcquirerTests {
    private let day = Day(number: 20_781)

    @Test("references have their lengths, and a QR payment has no card") func shape() {
        var acquirer = RehearsalAcquirer(terminal: "YP001A01", day: day)
        let card = acquirer.authorise(.unionPayCard, card: "6299991234567890")
        #expect(card.trace == "000001" && card.batch == "261124")
        #expect(card.rrn.utf8.count == 12 && card.authCode.utf8.count == 6)
        #expect(card.maskedCard == "629999******7890")
        let code = acquirer.authorise(.unionPayQR, card: nil)
        #expect(code.trace == "000002" && code.authCode.isEmpty && code.maskedCard.isEmpty)
        let stranger = acquirer.authorise(.unionPayCard, card: nil)
        #expect(stranger.maskedCard.hasPrefix("629999******"))
    }

    @Test("a terminal that starts again goes on where it was") func restart() {
        var through = RehearsalAcquirer(terminal: "YP001A01", day: day)
        let run = (0..<5).map { _ in through.authorise(.unionPayCard, card: nil) }
        var again = RehearsalAcquirer(terminal: "YP001A01", day: day, issued: 3)
        #expect((0..<2).map { _ in again.authorise(.unionPayCard, card: nil) } == Array(run[3...]))
    }

    @Test("no retrieval reference appears twice in a district's day") func unique() {
        var seen: Set<String> = []
        var count = 0
        for terminal in District.make(seed: 1, on: day, diners: 0).canteens.flatMap(\.terminals) {
            var acquirer = RehearsalAcquirer(terminal: terminal, day: day)
            for _ in 0..<200 {
                seen.insert(acquirer.authorise(.unionPayQR, card: nil).rrn)
                count += 1
            }
        }
        #expect(seen.count == count)
    }
}
