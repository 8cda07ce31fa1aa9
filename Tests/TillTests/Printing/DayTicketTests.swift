import Journal
import Meals
import Testing

@testable import Till

@Suite("The day's ticket")
struct DayTicketTests {
    private func random(_ seed: UInt64) -> TillReport {
        var random = SeededRandom(seed: seed)
        var report = SlipSamples.report(random.pick([.x, .z]))
        let tenders = TenderKind.allCases.filter { _ in random.chance(60) }.map { kind in
            TillReport.TenderTotal(
                kind: kind, count: Int.random(in: 1...99, using: &random),
                amount: Fen(Int64.random(in: -90_000...900_000, using: &random)))
        }
        let paid = tenders.total(\.amount)
        let discount = Fen(Int64.random(in: -100...5_000, using: &random))
        let subsidy = Fen(Int64.random(in: 0...5_000, using: &random))
        let first = Int.random(in: 1...5_000, using: &random)
        let last = first - 1 + Int.random(in: 0...3_000, using: &random)
        report.totals = DayClose(
            day: Day(number: Int.random(in: 20_000...24_000, using: &random)), first: first,
            last: last, sales: Int.random(in: 0...999, using: &random), reversals: 2,
            gross: paid + discount + subsidy, discount: discount, subsidy: subsidy, paid: paid)
        report.tenders = tenders
        report.head = ChainHead(
            terminal: random.pick(["YP001A01", "ab12CD34"]), epoch: 3, seq: last + 1,
            hash: Digest(of: random.bytes(8)))
        return report
    }

    @Test("is this text, short enough for a code on 58 mm paper")
    func golden() throws {
        let ticket = DayTicket(SlipSamples.report(.z))
        // The hash is SHA-256 of "head", the check the beginning of SHA-256 of what is before it.
        let body =
            "MULIN1.Z.YP001A01.2.20261123.1-131-132.120-3.192000.12345.30055.149600"
            + ".C40000U60000Q49600"
            + ".9F2E6D33A3717EE826353A404BA4618D1AEEB6879AD7936BCE8ED5F46814924D"
        #expect(ticket.text == body + ".BBF8C7E1")
        let signed = try ticket.signed(by: SlipSamples.key())
        #expect(ticket.text.utf8.count == 163 && signed.text.utf8.count == 292)
        #expect(signed.text.hasPrefix(ticket.text.dropLast(8)))
        #expect(signed.text.allSatisfy { $0.isNumber || $0.isUppercase || "-.".contains($0) })
    }

    @Test("read back it is the ticket that was printed", arguments: 1...200 as ClosedRange<UInt64>)
    func roundTrip(_ seed: UInt64) throws {
        let report = random(seed)
        let ticket = DayTicket(report)
        let read = try DayTicket(text: ticket.text)
        #expect(read == ticket && read.signature.isEmpty)
        #expect(
            read.head == report.head && read.totals == report.totals && read.kind == report.kind)
        for tender in report.tenders {
            #expect(read.tenders[tender.kind] ?? .zero == tender.amount)
        }
        let key = try SlipSamples.key()
        let signed = try DayTicket(text: ticket.signed(by: key).text)
        #expect(signed.isSigned(by: key.publicKey) && !read.isSigned(by: key.publicKey))
    }

    @Test("with any letter changed, left out or doubled it is refused")
    func damage() throws {
        let text = try DayTicket(SlipSamples.report(.z)).signed(by: SlipSamples.key()).text
        let letters = Array(text)
        for place in letters.indices {
            for change in [["0"], ["."], [], [letters[place], letters[place]]] as [[Character]] {
                var other = letters
                other.replaceSubrange(place...place, with: change)
                if other != letters {
                    #expect(throws: DayTicket.Failure.self) { try DayTicket(text: String(other)) }
                }
            }
            #expect(throws: DayTicket.Failure.self) {
                try DayTicket(text: String(text.prefix(place)))
            }
        }
        for foreign in ["", "https://example.com/", "MULIN2.Z", "．．．．．．．．．．．．．"] {
            #expect(throws: DayTicket.Failure.notATicket) { try DayTicket(text: foreign) }
        }
    }

    /// A text with fields put in by someone who knows how to reckon the check.
    private func forged(_ changes: [Int: String]) -> String {
        var fields = DayTicket(SlipSamples.report(.z)).text.split(
            separator: ".", omittingEmptySubsequences: false
        ).map(String.init)
        for (place, field) in changes { fields[place] = field }
        let body = fields.dropLast().joined(separator: ".")
        return body + "." + Digest(of: Array(body.utf8)).hex.prefix(8).uppercased()
    }

    @Test(
        "fields that cannot be are named, and sums that disagree are refused",
        arguments: [
            ([1: "Y"], .field("kind")), ([2: "YP1"], .field("terminal")),
            ([3: "-1"], .field("epoch")),
            ([4: "20261323"], .field("day")), ([4: "2026112"], .field("day")),
            ([5: "1-131"], .field("places")), ([6: "1-2-3"], .field("counts")),
            ([7: "1.5"], .damaged), ([8: ""], .field("amounts")), ([11: "C1C2"], .field("tenders")),
            ([11: "X1"], .field("tenders")), ([12: "00"], .field("hash")),
            ([10: "149601"], .inconsistent), ([7: "192001"], .inconsistent),
            ([11: "C40000U60000Q49601"], .inconsistent), ([5: "1-131-130"], .inconsistent),
            ([5: "0-131-132"], .inconsistent), ([3: "02"], .inconsistent),
            ([11: "U60000C40000Q49600"], .inconsistent),
            ([7: "9223372036854775807"], .inconsistent),
        ] as [([Int: String], DayTicket.Failure)])
    func forgery(_ changes: [Int: String], _ failure: DayTicket.Failure) throws {
        #expect(forged([:]) == DayTicket(SlipSamples.report(.z)).text)
        if failure == .damaged {
            #expect(throws: DayTicket.Failure.self) { try DayTicket(text: forged(changes)) }
        } else {
            #expect(throws: failure) { try DayTicket(text: forged(changes)) }
        }
    }

    @Test("a signed ticket with other figures, and another till's signature, do not pass")
    func signature() throws {
        let key = try SlipSamples.key()
        let signed = try DayTicket(SlipSamples.report(.z)).signed(by: key)
        var report = SlipSamples.report(.z)
        report.cashier = "somebody else"
        #expect(try DayTicket(report).signed(by: key).isSigned(by: key.publicKey))
        let fields = signed.text.split(separator: ".").map(String.init)
        let body = (fields.prefix(6) + ["121-3"] + fields[7..<14]).joined(separator: ".")
        let text = body + "." + Digest(of: Array(body.utf8)).hex.prefix(8).uppercased()
        #expect(try !DayTicket(text: text).isSigned(by: key.publicKey))
        let other = try #require(SigningKey(secret: Array(repeating: 8, count: 32)))
        #expect(!signed.isSigned(by: other.publicKey))
    }
}
