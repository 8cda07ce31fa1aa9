import Journal
import Meals
import Testing

@testable import Till

@Suite("A receipt of an earlier life of the journal")
struct EarlierReceiptTests {
    private static let terminal: TerminalID = "YP001A01"
    private static let secret = [UInt8](repeating: 5, count: 32)
    private let folder = try? Folder()
    private let snapshot = Result { try SampleShop.snapshot("all") }

    private func path() throws -> String { try #require(folder).path + "/till" }

    private func enrol(_ epoch: Int) throws {
        try TillMachine.begin(
            Self.terminal, epoch: epoch, in: try path(),
            secret: [UInt8](repeating: UInt8(epoch), count: 32), tokenSecret: Self.secret)
    }

    private func work<Value>(_ act: (inout TillMachine) throws -> Value) throws -> Value {
        var machine = try TillMachine(
            Self.terminal, in: try path(), canteen: "yp.001", snapshot: try snapshot.get())
        return try act(&machine)
    }

    private func sold(_ sale: RecordID) throws -> TillEngine.Sold? { try work { $0.sold(sale) } }

    private func sell(_ machine: inout TillMachine) throws -> RecordID {
        let lines = [
            SaleLine(item: "101", quantity: 3, unitPrice: Fen(1033)),
            SaleLine(item: "7", quantity: 2, unitPrice: Fen(99)),
        ]
        let quote = machine.engine.quote(
            Basket(lines: lines, diner: "poor"), at: SampleShop.noon)
        return try machine.sell(
            quote, tenders: [Tender(kind: .cash, amount: quote.payable)], cashier: "c"
        ).id
    }

    private func giveBack(
        _ sale: RecordID, _ lines: [Reversal.Line]?, at machine: inout TillMachine
    ) throws -> ReturnQuote {
        let quote = try machine.quoteReturn(of: sale, lines: lines)
        _ = try machine.seal(
            .refund(quote.reversal(reason: "r")), at: SampleShop.noon, cashier: "c")
        return quote
    }

    @Test("gives back, portion by portion over three lives, what one life would have given")
    func portions() throws {
        let steps: [[Reversal.Line]?] = [
            [.init(index: 0, quantity: 1)], [.init(index: 1, quantity: 1)],
            [.init(index: 0, quantity: 1), .init(index: 1, quantity: 1)], nil,
        ]
        try enrol(1)
        let (sale, same) = try work { machine in
            (try sell(&machine), try sell(&machine))
        }
        var spread: [ReturnQuote] = []
        for (index, lines) in steps.enumerated() {
            spread.append(try work { try giveBack(sale, lines, at: &$0) })
            // Two of the lives begin between two refunds.
            if index < 2 { try enrol(index + 2) }
        }
        let whole = try #require(try sold(sale))
        #expect(whole.sale.lines == (try sold(same))?.sale.lines)
        #expect(whole.returned.gross == whole.sale.gross)
        #expect(whole.returned.paid == whole.sale.paid)
        #expect(whole.returned.discount == whole.sale.discount)
        for grant in whole.sale.grants {
            for share in grant.shares {
                #expect(whole.returned.amount(grant.rule, share.funder) == share.amount)
            }
        }
        #expect(spread.map { $0.gross }.total { $0 } == whole.sale.gross)
        #expect(throws: ReturnError.nothingLeft) {
            try work { _ = try $0.quoteReturn(of: sale, lines: nil) }
        }
    }

    @Test("gives no line more often than it was sold, whoever gave it back before")
    func noMore() throws {
        try enrol(1)
        let sale = try work { machine in
            let sale = try sell(&machine)
            _ = try giveBack(sale, [.init(index: 0, quantity: 2)], at: &machine)
            return sale
        }
        try enrol(2)
        #expect(throws: ReturnError.moreThanSold(line: 0, left: 1)) {
            try work { _ = try $0.quoteReturn(of: sale, lines: [.init(index: 0, quantity: 2)]) }
        }
        try work { _ = try giveBack(sale, [.init(index: 0, quantity: 1)], at: &$0) }
        #expect(throws: ReturnError.moreThanSold(line: 0, left: 0)) {
            try work { _ = try $0.quoteReturn(of: sale, lines: [.init(index: 0, quantity: 1)]) }
        }
    }

    @Test("that names no sale of this till is not found")
    func strangers() throws {
        try enrol(1)
        let sale = try work { try sell(&$0) }
        try enrol(3)
        for stranger in [
            RecordID(terminal: "YP001A02", epoch: 1, seq: sale.seq),
            RecordID(terminal: Self.terminal, epoch: 2, seq: sale.seq),
            RecordID(terminal: Self.terminal, epoch: 1, seq: sale.seq + 1),
            RecordID(terminal: Self.terminal, epoch: 1, seq: 0),
        ] {
            #expect(try sold(stranger) == nil, "\(stranger)")
        }
        #expect(try sold(sale) != nil)
    }
}
