import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store
import Testing

@Suite("A proof bundle")
struct ProofTests {
    @Test(
        "of a week with double grants, late tills, returns and noise holds: the books' own claims",
        arguments: [201, 202, 203, 204] as [UInt64])
    func week(_ seed: UInt64) throws {
        let sample = try SampleProof(seed: seed)
        let (path, packed) = try sample.pack()
        let verdict = try SampleProof.verify(path)
        #expect(verdict.differences.map(\.description) == [])
        let balances = try sample.bureau.balances().filter { $0.key.kind == .claim }
        #expect(verdict.payable == balances.total(\.value) && packed.payable == verdict.payable)
        #expect(verdict.rated > 50 && verdict.rated == packed.subsidised)
        #expect(verdict.records == sample.week.tills.reduce(0) { $0 + $1.lines.count })
        let flags = try sample.bureau.ledger.store.read { try $0.flags() }
        let doubles = flags.filter { $0.kind == "double-grant" }
        let explained = verdict.explanations.filter { $0.contains("beyond the limit") }
        #expect(!doubles.isEmpty && explained.count >= doubles.count)
        #expect(verdict.explanations.contains { $0.contains("came late") })
        #expect(verdict.explanations.contains { $0.contains("quarantine") })
        #expect(verdict.signature == .unexpectedKey && !verdict.isSigned)
        #expect(verdict.journals == sample.week.tills.count)
    }

    @Test("of a single window carries the earlier meals that its limits count")
    func single() throws {
        let sample = try SampleProof(seed: 205)
        var (payable, carried) = (Fen.zero, 0)
        for day in 0...GeneratedWeek.days {
            let window = SampleProof.first + day
            let (path, packed) = try sample.pack(window, window)
            let verdict = try SampleProof.verify(path)
            #expect(verdict.differences.map(\.description) == [], "\(window)")
            #expect(verdict.carried == packed.carried)
            payable += verdict.payable
            carried += verdict.carried
        }
        let balances = try sample.bureau.balances().filter { $0.key.kind == .claim }
        #expect(payable == balances.total(\.value) && carried > 20)
    }

    @Test(
        "holds where windows were closed in another order than their dates', whole and one by one",
        arguments: [211, 212, 213] as [UInt64])
    func closedInAnyOrder(_ seed: UInt64) throws {
        let sample = try SampleProof(seed: seed, closesInOrder: false)
        let whole = try SampleProof.verify(try sample.pack().path)
        #expect(whole.differences.map(\.description) == [])
        var payable = Fen.zero
        for day in 0...GeneratedWeek.days {
            let window = SampleProof.first + day
            let verdict = try SampleProof.verify(try sample.pack(window, window).path)
            #expect(verdict.differences.map(\.description) == [], "\(window)")
            payable += verdict.payable
        }
        #expect(payable == whole.payable)
        // The order decides what is claimed: told otherwise, the receipts do not follow.
        var bundle = try OpenedBundle(try sample.pack().path)
        guard case .object(var head) = try JSON(bundle["BUNDLE.json"]) else {
            Issue.record("the head is no object")
            return
        }
        let order = head["closing_order"]?.list?.compactMap(\.text) ?? []
        #expect(order.count == GeneratedWeek.days + 1 && order != order.sorted())
        head["closing_order"] = .list(order.sorted().map { .text($0) })
        bundle["BUNDLE.json"] = JSON.object(head).bytes + [UInt8(ascii: "\n")]
        bundle.sealAgain()
        let path = sample.folder.path + "/sorted.tar"
        try bundle.write(path)
        let forged = try SampleProof.verify(path)
        #expect(forged.differences.contains { $0.reason.contains("follows from the sealed line") })
    }

    @Test("of one canteen's or one funder's claims holds on its own, and the parts are the whole")
    func selected() throws {
        let sample = try SampleProof(seed: 206)
        let whole = try sample.pack().packed
        var payable = Fen.zero
        for canteen in SampleDistrict.canteens {
            var selection = ProofSelection()
            selection.canteens = [canteen.id]
            let (path, packed) = try sample.pack(selection: selection)
            #expect(try SampleProof.verify(path).differences.map(\.description) == [])
            #expect(packed.carried > 0)
            payable += packed.payable
        }
        #expect(payable == whole.payable)
        var city = ProofSelection()
        city.funders = ["city"]
        let (path, packed) = try sample.pack(selection: city)
        #expect(try SampleProof.verify(path).holds)
        #expect(packed.payable > .zero && packed.payable < whole.payable)
    }

    @Test("is the same bytes for the same books, and names diners by their ids alone")
    func sameBytes() throws {
        let sample = try SampleProof(seed: 207)
        let bundles = try ["a.tar", "b.tar"].map { name in
            try Data(contentsOf: URL(fileURLWithPath: try sample.pack(name: name).path))
        }
        #expect(bundles[0] == bundles[1])
        let packed = try sample.pack(name: "c.tar.gz").path
        #expect(try SampleProof.verify(packed).holds)
        #expect(try SampleProof.verify(try sample.pack(whole: true).path).holds)
    }

    @Test("any flipped byte in any member is noticed, and the member is named")
    func flipped() throws {
        let sample = try SampleProof(seed: 208)
        let whole = try OpenedBundle(try sample.pack().path)
        var random = SeededRandom(seed: 5)
        let path = sample.folder.path + "/flipped.tar"
        for place in whole.members.indices where !whole.members[place].bytes.isEmpty {
            for _ in 0..<3 {
                var bundle = whole
                let byte = Int.random(
                    in: bundle.members[place].bytes.indices, using: &random)
                bundle.members[place].bytes[byte] ^= UInt8(
                    1 << Int.random(in: 0...7, using: &random))
                try bundle.write(path)
                let verdict = try SampleProof.verify(path)
                let name = whole.members[place].name
                #expect(!verdict.holds, "\(name), byte \(byte)")
                #expect(
                    name.hasPrefix("SHA256SUMS") || verdict.differences.first?.place == name)
            }
            var bundle = whole
            bundle.members.remove(at: place)
            try bundle.write(path)
            // A signature may be missing; who expects one says so with a key.
            #expect(
                try !SampleProof.verify(path).holds
                    || whole.members[place].name == "SHA256SUMS.sig")
        }
        var more = whole
        more.members.append(("claims-2.csv", [1]))
        try more.write(path)
        #expect(try SampleProof.verify(path).differences.first?.reason.contains("added") == true)
    }

    @Test("is signed: sums made anew are not, and another key is not the bureau's")
    func signature() throws {
        let sample = try SampleProof(seed: 209)
        let path = try sample.pack().path
        let pem = try String(contentsOfFile: sample.directory.statementPublicPath, encoding: .utf8)
        let key = try #require(StatementPublicKey(pem: pem))
        let trusted = try SampleProof.verify(path, key: key)
        #expect(trusted.holds && trusted.isSigned)
        // Whoever forges everything signs it with a key of his own, and packs that.
        var own = try OpenedBundle(path)
        let forger = try StatementKey()
        own["keys/settlement-public.pem"] = Array(forger.publicPEM.utf8)
        own.sealAgain()
        own.members.append(
            (
                "SHA256SUMS.sig",
                Array(
                    try DetachedSignature(
                        file: "SHA256SUMS", digest: Digest(of: own["SHA256SUMS"]), key: forger
                    ).xml.utf8)
            ))
        let forgery = sample.folder.path + "/own.tar"
        try own.write(forgery)
        let unknown = try SampleProof.verify(forgery)
        #expect(!unknown.isSigned && unknown.signature == .unexpectedKey)
        #expect(try !SampleProof.verify(forgery, key: key).holds)
        let other = try #require(StatementPublicKey(pem: try StatementKey().publicPEM))
        #expect(
            try SampleProof.verify(path, key: other).differences.first?.reason
                .contains("not made with the key") == true)
        var forged = try OpenedBundle(path)
        let signature = forged["SHA256SUMS.sig"]
        forged.sealAgain()
        try forged.write(path)
        #expect(
            try SampleProof.verify(path, key: key).differences.first?.reason
                .contains("not signed") == true)
        forged["claims.csv"] += Array("\n".utf8)
        forged.sealAgain()
        forged.members.append(("SHA256SUMS.sig", signature))
        try forged.write(path)
        #expect(
            try SampleProof.verify(path).differences.first?.reason
                .contains("does not sign") == true)
    }
}
