import Journal
import Ledger
import Meals
import Testing

@Suite("The certificate of a window")
struct CertificateTests {
    private let monday = SampleDistrict.monday

    @Test("has a row for each life of a till's journal that the window has records of")
    func lives() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(to: nil, at: SampleDistrict.time(0, 11))
        till.close(monday, at: SampleDistrict.time(0, 20))
        try bureau.take(till)
        var renewed = try bureau.till("YP001A01", key: 2)
        try renewed.sell(to: nil, at: SampleDistrict.time(0, 21))
        renewed.close(monday, at: SampleDistrict.time(0, 22))
        try bureau.take(renewed)
        let certificate = try bureau.ledger.close(monday)
        #expect(certificate.earlier.map(\.epoch) == [1] && certificate.earlier.map(\.seq) == [2])
        #expect(certificate.earlier.map(\.hash) == [till.head.hash])
        #expect(certificate.marks.map(\.records) == [4])
        let rows = certificate.table.split(separator: "\n").filter { $0.contains("YP001A01") }
        #expect(rows.count == 2, "\(certificate.table)")
        #expect(rows[0].contains(",1,2,\(till.head.hash),ended,2,"))
        #expect(rows[1].contains(",2,2,\(renewed.head.hash),complete,2,"))
    }

    @Test("states what is missing by the till's usual day, and which tills never had a journal")
    func estimate() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        var sent = 0
        for day in 0..<3 {
            for number in 0..<9 {
                try till.sell(to: nil, at: SampleDistrict.time(day, 11, number))
            }
            till.close(monday + day, at: SampleDistrict.time(day, 20))
            try bureau.take(till, from: sent)
            sent = till.lines.count
            _ = try bureau.ledger.close(monday + day, force: true)
        }
        try till.sell(to: nil, at: SampleDistrict.time(3, 11))
        try bureau.take(till, from: sent)
        let certificate = try bureau.ledger.close(monday + 3, force: true)
        #expect(certificate.estimate == [till.terminal: 9])
        #expect(certificate.table.contains(",missing,1,9\n"), "\(certificate.table)")
        #expect(!certificate.neverEnrolled.isEmpty)
        #expect(certificate.neverEnrolled.allSatisfy { $0.terminal != till.terminal })
        #expect(
            certificate.table.contains(
                "\(certificate.neverEnrolled[0].terminal),")
                && certificate.table.contains(",,,,never-enrolled,0,\n"))
    }

    @Test("is not given for a date that is still to come, forced or not, unless tills are there")
    func ahead() throws {
        var bureau = try Bureau()
        var till = try bureau.till()
        try till.sell(to: nil, at: SampleDistrict.time(0, 11))
        till.close(monday, at: SampleDistrict.time(0, 20))
        try bureau.take(till)
        for force in [false, true] {
            #expect(throws: LedgerError.ahead(monday + 2, today: monday)) {
                _ = try bureau.ledger.close(monday + 2, force: force, today: monday)
            }
        }
        #expect(!bureau.ledger.isClosed(monday + 2))
        // A slow clock does not keep what the tills have ended from being closed.
        _ = try bureau.ledger.close(monday, today: monday + -30)
        _ = try bureau.ledger.close(monday + 2, force: true, today: monday + 2)
        #expect(bureau.ledger.isClosed(monday + 2))
    }
}
