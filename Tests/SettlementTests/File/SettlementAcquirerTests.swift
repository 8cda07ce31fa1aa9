import Foundation
import Journal
import Meals
import Settlement
import Testing
import XML

@Suite("A settlement file with the acquirer's side")
struct SettlementAcquirerTests {
    @Test("reads back the same and holds; its sums are those of its movements")
    func roundTrip() throws {
        let sample = try SettlementSample.withAcquirer()
        let folder = try SettlementFolder()
        let totals = try sample.write(to: folder.file("a.xml"))
        #expect(totals.clearedCount == 4 && totals.cleared == CreditDebit(credit: Fen(3701)))
        #expect(totals.fee == CreditDebit(debit: Fen(16)) && totals.net == Fen(3685))
        #expect(totals.disputeCount == 1 && totals.disputed == Fen(-800))
        #expect(totals.itemCount == 4 && totals.difference == Fen(-801))
        let reader = try SettlementReader(
            path: folder.file("a.xml"), schema: try XMLSchema(path: SettlementPlaces.schema))
        var files: [SettlementClearingFile] = []
        var movements: [SettlementMovement] = []
        while let row = try reader.nextClearing() {
            switch row {
            case .file(let file, _): files.append(file)
            case .record(let movement, _, let defects):
                #expect(defects == [])
                movements.append(movement)
            case .fileEnd: break
            }
        }
        #expect(files == sample.acquirer.files.map(\.file))
        #expect(movements == sample.acquirer.files.flatMap(\.movements))
        let closing = try reader.closing()
        #expect(closing.items == sample.acquirer.items && closing.isCompared)
        #expect(closing.totals == totals)
        let summary = try #require(closing.summaries.first)
        #expect(summary.sold.map(\.type) == [.sale] && summary.sold[0].amount == Fen(2800))
        #expect(summary.byTrade.map(\.count) == [4] && summary.byCard.map(\.code) == ["01"])
        let verdict = try SettlementVerifier.verify(
            path: folder.file("a.xml"), schema: SettlementPlaces.schema)
        #expect(verdict.differences == [])
    }

    static let differing: [BrokenFile] = [
        BrokenFile(
            "a sum by trade type", "byTrade txnType=\"01\" count=\"2\" mealAmt=\"3500\"",
            "byTrade txnType=\"01\" count=\"2\" mealAmt=\"3501\"",
            says: "byTrade 01 mealAmt is 3501, but the file's rows give 3500"),
        BrokenFile(
            "a count by trade type", "clearedByTrade txnType=\"01\" count=\"4\"",
            "clearedByTrade txnType=\"01\" count=\"5\"", says: "clearedByTrade 01 count is 5"),
        BrokenFile(
            "another card type", "clearedByCard payCardType=\"01\"",
            "clearedByCard payCardType=\"02\"", says: "clearedByCard 01 count is missing"),
        BrokenFile(
            "a net in a summary", "netCredit=\"3685\"", "netCredit=\"3684\"",
            says: "net is 3684"),
        BrokenFile(
            "a summary of nobody's", "<summary merId=\"999290058120002\">",
            "<summary merId=\"999290058120003\">", says: "is missing; the rows give"),
        BrokenFile(
            "a movement's amount", "<txnAmt dc=\"C\">500</txnAmt>\n        <mer",
            "<txnAmt dc=\"C\">501</txnAmt>\n        <mer", says: "settleAmt is 496"),
        BrokenFile(
            "a movement's direction", "<txnAmt dc=\"C\">500</txnAmt>\n        <mer",
            "<txnAmt dc=\"D\">500</txnAmt>\n        <mer", says: "wrong direction D"),
        BrokenFile(
            "a field that nobody sums", "<orderId>113005000099", "<orderId>113005000098",
            says: "do not give the bytes"),
        BrokenFile(
            "an unknown field", "<ext n=\"zm40\">7", "<ext n=\"zm40\">8",
            says: "do not give the bytes"),
        BrokenFile(
            "a field too long for its place", "<ext n=\"zm40\">7", "<ext n=\"zm40\">77",
            says: "40 交易介质 does not fit its place"),
        BrokenFile(
            "another line end", "lineEnd=\"CRLF\"", "lineEnd=\"LF\"",
            says: "do not give the bytes"),
        BrokenFile(
            "a movement that is there twice", "mov ref=\"A-999290058120001-000002\"",
            "mov ref=\"A-999290058120001-000001\"", says: "the reference A-999290058120001-000002"),
        BrokenFile(
            "a dispute's reference", "dispute ref=\"E-999290058120001-000001\"",
            "dispute ref=\"E-999290058120001-000002\"",
            says: "the reference E-999290058120001-000001"),
        BrokenFile(
            "a dispute's amount", "<lastTxnAmt>800<", "<lastTxnAmt>801<",
            says: "do not give the bytes"),
        BrokenFile(
            "a movement that clears another transaction", "txn=\"01000001-1-0001\"",
            "txn=\"01000001-1-0002\"", says: "no transaction 01000001-1-0002 here"),
        BrokenFile(
            "a movement that clears no transaction", "txn=\"01000001-1-0001\"",
            "txn=\"01000001-1-0077\"", says: "no transaction 01000001-1-0077 here"),
        BrokenFile(
            "a file of an unknown merchant", "<file merId=\"999290058120001\" layout=\"ZM",
            "<file merId=\"999290058120009\" layout=\"ZM", says: "999290058120009 is not in"),
        BrokenFile(
            "an item of no transaction", "<our ref=\"01000001-1-0002\"",
            "<our ref=\"01000001-1-0088\"", says: "no transaction 01000001-1-0088 here"),
        BrokenFile(
            "an item of another amount", "dc=\"C\">700</our>", "dc=\"C\">699</our>",
            says: "no transaction 01000001-1-0002 here has this payment"),
        BrokenFile(
            "an item of no movement", "<their ref=\"A-999290058120001-000003\"",
            "<their ref=\"A-999290058120001-000007\"", says: "no movement A-999290058120001-000007"),
        BrokenFile(
            "an item that is there twice", "<item ref=\"I-2\"", "<item ref=\"I-1\"",
            says: "does not come after I-1"),
        BrokenFile(
            "an item's difference", "<diff dc=\"D\">500<", "<diff dc=\"D\">501<",
            says: "diff is -501"),
        BrokenFile(
            "an item's age", "<ageDays>2<", "<ageDays>3<", says: "ageDays is 3"),
        BrokenFile(
            "an item from the future", "<firstSeen>2026-11-21<", "<firstSeen>2026-11-24<",
            says: "2026-11-24 is not before"),
        BrokenFile(
            "an earlier side of today", "ref=\"01000001-1-0000\" settleDate=\"2026-11-21\"",
            "ref=\"01000001-1-0000\" settleDate=\"2026-11-23\"", says: "2026-11-23 is not before"),
        BrokenFile(
            "a short item with their side", "kind=\"amount\"", "kind=\"short\"",
            says: "is short and yet has their side"),
        BrokenFile(
            "an open item that is called cleared", "kind=\"long\" state=\"suspense\"",
            "kind=\"long\" state=\"cleared\"", says: "that no item tells"),
        BrokenFile(
            "a count of movements in the trailer", "<clearedCount>4<", "<clearedCount>3<",
            says: "clearedCount is 3"),
        BrokenFile(
            "the disputes in the trailer", "<disputed dc=\"D\">800<", "<disputed dc=\"C\">800<",
            says: "disputed is 800"),
        BrokenFile(
            "the items in the trailer", "<itemCount>4<", "<itemCount>5<", says: "itemCount is 5"),
        BrokenFile(
            "what the items leave open", "<difference dc=\"D\">801<", "<difference dc=\"D\">800<",
            says: "difference is -800"),
    ]

    @Test(
        "and one thing changed: the difference is named, by us and by Python", arguments: differing)
    func difference(_ broken: BrokenFile) throws {
        let folder = try SettlementFolder()
        let path = try broken.write(of: try .withAcquirer(), in: folder)
        let verdict = try SettlementVerifier.verify(path: path, schema: SettlementPlaces.schema)
        #expect(
            verdict.differences.contains { $0.reason.contains(broken.says) },
            "it says: \(verdict.differences)")
        let answer = try OtherProgram.run(["python3", SettlementPlaces.secondOpinion, path])
        // What kind of item it is, the second opinion does not judge.
        #expect(answer.code == 1 || broken.from.hasPrefix("kind"), "\(answer.output)")
    }

    @Test("is accepted by xmllint and the Python program")
    func opinions() throws {
        let folder = try SettlementFolder()
        try SettlementSample.withAcquirer().write(to: folder.file("a.xml"))
        let python = try OtherProgram.run([
            "python3", SettlementPlaces.secondOpinion, folder.file("a.xml"),
        ])
        #expect(python.code == 0, "\(python.output)")
        let xmllint = try OtherProgram.run([
            "xmllint", "--noout", "--nonet", "--schema", SettlementPlaces.schema,
            folder.file("a.xml"),
        ])
        #expect(xmllint.code == 0, "\(xmllint.output)")
    }

    static let refused: [BrokenFile] = [
        BrokenFile(
            "a clear card number in a movement", "<accNo>622609******0048",
            "<accNo>6226090000000048", says: "accNo"),
        BrokenFile("an ext of no field", "n=\"zm40\"", "n=\"zm\"", says: "ext"),
        BrokenFile(
            "an ext of a field with an element", "n=\"zm40\"", "n=\"zm7\"",
            says: "ext is not spelt"),
        BrokenFile("an unknown layout", "layout=\"ZM-42\"", "layout=\"ZM-43\"", says: "layout"),
        BrokenFile("an unknown kind of item", "kind=\"long\"", "kind=\"wide\"", says: "kind"),
        BrokenFile("an unknown state", "state=\"cleared\"", "state=\"gone\"", says: "state"),
        BrokenFile(
            "a movement behind the disputes", "</disputes>", "</disputes><clearing/>",
            says: "clearing"),
        BrokenFile(
            "an amount in yuan", "<settleAmt dc=\"C\">1596", "<settleAmt dc=\"C\">15.96",
            says: "settleAmt"),
        BrokenFile(
            "both sides of a net", "netDebit=\"0\"", "netDebit=\"1\"", says: "netDebit is not spelt"
        ),
    ]

    @Test("is refused for the right reason", arguments: refused)
    func refusal(_ broken: BrokenFile) throws {
        try broken.expectRefusal(of: .withAcquirer())
    }

    @Test("is not written where a movement, a file or an item is not what it says")
    func writing() throws {
        func refusal(_ change: (inout SettlementSample) -> Void) throws -> SettlementRefusal {
            var sample = try SettlementSample.withAcquirer()
            change(&sample)
            let folder = try SettlementFolder()
            let refusal = try #require(throws: SettlementRefusal.self) {
                try sample.write(to: folder.file("a.xml"))
            }
            #expect(folder.names == [])
            return refusal
        }
        #expect(
            try refusal { $0.acquirer.files[0].movements.removeLast() }.defects == [.otherBytes])
        #expect(
            try refusal { $0.acquirer.items.removeLast(2) }.defects == [.unexplained(Fen(-900))])
        #expect(
            try refusal { $0.acquirer.items.swapAt(0, 1) }.defects == [.order(after: "I-2")])
        #expect(
            try refusal { $0.acquirer.files.append($0.acquirer.files[1]) }.defects
                == [.order(after: "the file of 999290058120001")])
    }
}
