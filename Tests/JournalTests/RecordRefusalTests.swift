import Journal
import Meals
import Testing

@Suite("A record that does not hold together")
struct RecordRefusalTests {
    private let sale = """
        {"at":1795402800000,"canteen":"yp.001","cashier":"c1","channel":"dine-in","counter":1,\
        "day":"2026-11-23","diner":"D1","discount":200,"drift":0,"epoch":1,"gross":2000,\
        "kind":"sale","lines":[{"item":"101","price":1000,"qty":2}],"period":"lunch",\
        "policy":"p","seq":1,"snapshot":"s","subsidies":[{"rule":"A","shares":\
        [{"amount":300,"funder":"city"}]}],"tenders":[{"amount":1500,"auth":"123456",\
        "batch":"000001","card":"622609******0048","kind":"unionpay-card","rrn":"012345678901",\
        "trace":"000001"}],"terminal":"YP001A01","v":1}
        """
    private let refund = """
        {"at":1795402800000,"cashier":"c1","counter":1,"discount":0,"drift":0,"epoch":1,\
        "gross":1000,"kind":"refund","lines":[{"line":0,"qty":1}],\
        "of":{"epoch":1,"seq":1,"terminal":"YP001A01"},"reason":"r","seq":2,\
        "subsidies":[],"tenders":[{"amount":1000,"kind":"cash"}],"terminal":"YP001A01","v":1}
        """

    /// Why the text is refused after a change; nil where it is read.
    private func refusal(_ text: String, _ old: String = "", _ new: String = "") -> String? {
        var changed = text
        if !old.isEmpty {
            #expect(text.contains(old), "nothing to change: \(old)")
            changed.replace(old, with: new)
        }
        do throws(RecordError) {
            _ = try Record(bytes: Array(changed.utf8))
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("the samples are sound") func sound() {
        #expect(refusal(sale) == nil && refusal(refund) == nil)
    }

    @Test(
        "is refused with the reason",
        arguments: [
            ("\"v\":1", "\"v\":2", "unknown version"),
            ("\"sale\"", "\"feast\"", "unknown kind 'feast'"),
            ("YP001A01", "YP001A0", "terminal is not 8 letters or digits"),
            ("yp.001", "yp 001", "canteen is not"),
            ("\"gross\":2000", "\"gross\":2001", "gross is not the sum of the lines"),
            ("\"discount\":200", "\"discount\":199", "gross is not discount + subsidies + tenders"),
            ("\"discount\":200", "\"discount\":-200", "discount: -200 fen is out of range"),
            ("\"discount\":200", "\"discount\":1000000000000", "discount: 1000000000000 fen"),
            ("\"qty\":2", "\"qty\":100001", "qty: 100001 is out of range"),
            ("\"qty\":2", "\"qty\":-2", "qty: -2 is out of range"),
            ("\"at\":1795402800000", "\"at\":253402300800001", "at: the time is out of range"),
            ("\"drift\":0", "\"drift\":-9223372036854775808", "drift is out of range"),
            ("\"epoch\":1", "\"epoch\":4294967297", "epoch: 4294967297 is out of range"),
            ("2026-11-23", "2026-11-31", "day: not a date"),
            ("dine-in", "drive-in", "channel: 'drive-in' is not known"),
            ("lunch", "tea", "period: 'tea' is not known"),
            ("unionpay-card", "shells", "kind: 'shells' is not known"),
            ("\"cashier\":\"c1\"", "\"cashier\":1", "cashier: a text is missing"),
            ("\"cashier\":\"c1\"", "\"cashier\":\"c\\u0000\"", "cashier: the text holds a zero"),
            ("\"diner\":\"D1\"", "\"diner\":1", "diner: a text is missing"),
            ("\"diner\":\"D1\"", "\"diner\":\"D\\u0000\"", "diner: the text holds a zero byte"),
            ("\"policy\":\"p\"", "\"policy\":\"p p\"", "policy: 'p p' is not"),
            ("\"rule\":\"A\"", "\"rule\":\"\"", "rule: '' is not"),
            ("\"funder\":\"city\"", "\"funder\":\"a b\"", "funder: 'a b' is not"),
            ("\"rrn\":\"012345678901\"", "\"rrn\":\"1\"", "tenders: the acquirer's references"),
            ("\"auth\":\"123456\"", "\"auth\":\"\"", "a key is there that is not known"),
            ("\"seq\":1,", "\"seq\":1,\"shade\":2,", "a key is there that is not known"),
            ("\"qty\":2}", "\"qty\":2,\"size\":1}", "a key is there that is not known"),
            ("\"at\":", "\"as\":[],\"at\":", "a key is there that is not known"),
            ("\"at\":", "\"authorised\":false,\"at\":", "not canonical JSON"),
            ("\"canteen\"", "\"authorised\":false,\"canteen\"", "a key is there that is not known"),
            ("\"v\":1", "\"uses\":[],\"v\":1", "a key is there that is not known"),
        ])
    func reasons(_ old: String, _ new: String, _ reason: String) {
        let found = refusal(sale, old, new)
        #expect(found?.hasPrefix(reason) == true, "\(found ?? "read")")
    }

    @Test("a rule or a funder that is there twice is refused: the books count each once")
    func twice() {
        let share = #"{"amount":300,"funder":"city"}"#
        let grant = #"{"rule":"A","shares":[{"amount":300,"funder":"city"}]}"#
        let half = #"{"amount":150,"funder":"city"}"#
        #expect(
            refusal(sale, share, "\(half),\(half)")
                == "subsidies: a funder is there twice in one rule")
        let two = #"{"rule":"A","shares":[{"amount":150,"funder":"city"}]}"#
        #expect(refusal(sale, grant, "\(two),\(two)") == "subsidies: a rule is there twice")
        let other = #"{"rule":"B","shares":[{"amount":150,"funder":"city"}]}"#
        #expect(refusal(sale, grant, "\(two),\(other)") == nil)
    }

    @Test("a reversal that points at nothing or does not add up is refused")
    func reversals() {
        #expect(refusal(refund, "\"terminal\":\"YP001A01\"}", "\"terminal\":\"x\"}") != nil)
        #expect(refusal(refund, "\"gross\":1000", "\"gross\":1001") != nil)
        #expect(refusal(refund, "\"line\":0", "\"line\":1001") == "line: 1001 is out of range")
        #expect(refusal(refund, "\"line\":0", "\"line\":0,\"of\":1") != nil)
        #expect(refusal(refund, "\"seq\":1,\"terminal\"", "\"seq\":1,\"so\":1,\"terminal\"") != nil)
    }

    @Test("amounts that no sum could hold are refused before they are added up")
    func hugeAmounts() {
        let line = #"{"item":"1","price":999999999999,"qty":100000}"#
        let lines = Array(repeating: line, count: 1000).joined(separator: ",")
        #expect(
            refusal(sale, #"{"item":"101","price":1000,"qty":2}"#, lines)?
                .hasPrefix("lines: 99999999999900000 fen is out of range") == true)
        let many = Array(repeating: #"{"item":"1","price":1,"qty":1}"#, count: 1001)
            .joined(separator: ",")
        #expect(
            refusal(sale, #"{"item":"101","price":1000,"qty":2}"#, many)
                == "lines: a list is missing")
    }

    @Test("texts longer than a thousand bytes are refused")
    func longTexts() {
        let long = String(repeating: "x", count: 1001)
        #expect(refusal(sale, "\"c1\"", "\"\(long)\"") == "cashier: a text is missing")
        #expect(refusal(sale, "\"c1\"", "\"\(long.dropLast())\"") == nil)
    }

    private let shiftClose = """
        {"approved":true,"at":1795402800000,"cashier":"c1","counted":1500,"counter":1,\
        "counts":{"1000":1,"500":1},"drift":0,"epoch":1,"expected":900,"kind":"shift-close",\
        "seq":2,"shift":1,"terminal":"YP001A01","v":1}
        """
    private let dayClose = """
        {"at":1795402800000,"cashier":"","counter":1,"day":"2026-11-23","discount":0,"drift":0,\
        "epoch":1,"first":1,"gross":900,"kind":"day-close","last":2,"paid":900,"reversals":1,\
        "sales":2,"seq":3,"subsidy":0,"tenders":{"cash":1000,"voucher":-100},\
        "terminal":"YP001A01","v":1}
        """

    @Test(
        "a shift's count that is no sum of notes and coins is refused",
        arguments: [
            ("\"counted\":1500", "\"counted\":1501", "counted is not the sum"),
            ("{\"1000\":1,\"500\":1}", "{}", "a key is there that is not known"),
            ("{\"1000\":1,\"500\":1}", "[]", "a key is there that is not known"),
            ("\"approved\":true", "\"approved\":false", "a key is there that is not known"),
            ("\"500\":1}", "\"0500\":1}", "not canonical"),
            ("\"1000\":1,", "\"01000\":1,", "'01000' is no note or coin"),
            ("\"500\":1}", "\"500\":-1}", "500: -1 is out of range"),
        ])
    func counts(_ old: String, _ new: String, _ reason: String) {
        #expect(refusal(shiftClose) == nil)
        #expect(refusal(shiftClose, old, new)?.contains(reason) == true)
    }

    @Test(
        "a day's end whose tenders are not what was paid is refused",
        arguments: [
            ("\"paid\":900", "\"paid\":901", "paid is not the sum"),
            ("\"voucher\":-100", "\"voucher\":0", "'voucher' is not known or has nothing"),
            ("\"voucher\"", "\"wampum\"", "'wampum' is not known"),
            ("{\"cash\":1000,\"voucher\":-100}", "{}", "a key is there that is not known"),
        ])
    func tenderSums(_ old: String, _ new: String, _ reason: String) {
        #expect(refusal(dayClose) == nil)
        #expect(refusal(dayClose, old, new)?.contains(reason) == true)
    }
}
