import Journal
import Ledger
import Meals
import Store
import Testing

@Suite("Officers and their pass phrases")
struct OfficerRegisterTests {
    @Test("a pass phrase is five groups of letters that nobody takes for digits")
    func shape() {
        var random = SeededRandom(seed: 7)
        var seen: Set<String> = []
        var letters: Set<Character> = []
        for _ in 0..<500 {
            let phrase = PassPhrase(
                random: (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            #expect(
                phrase.text.wholeMatch(of: #/([2-9A-HJ-KM-NP-Z]{5}-){4}[2-9A-HJ-KM-NP-Z]{5}/#)
                    != nil)
            seen.insert(phrase.text)
            letters.formUnion(phrase.text)
        }
        #expect(seen.count == 500)
        #expect(letters.count == 32 && PassPhrase.letters.count == 31)
        #expect(Set("01ILO").isDisjoint(with: PassPhrase.letters))
    }

    @Test("every one of the 16 bytes tells in the phrase")
    func everyByte() {
        let zero = [UInt8](repeating: 0, count: 16)
        for place in zero.indices {
            var other = zero
            other[place] = 1
            #expect(PassPhrase(random: other).text != PassPhrase(random: zero).text)
        }
        #expect(PassPhrase(random: zero).text == "22222-22222-22222-22222-22222")
    }

    @Test("a phrase is typed without regard to dashes, blanks and case, and is one officer's alone")
    func typed() {
        let phrase = RegisterDesk.chen.text
        let digest = PassPhrase.digest(phrase, of: "陈静")
        let loose = " " + phrase.lowercased().replacing("-", with: " ")
        #expect(PassPhrase.digest(loose, of: "陈静") == digest)
        #expect(PassPhrase.digest(phrase, of: "李伟") != digest)
        #expect(PassPhrase.digest(String(phrase.dropLast()), of: "陈静") != digest)
    }

    @Test("a name is never given twice, nor to nobody, nor is it one of the system's own")
    func names() throws {
        let desk = try RegisterDesk()
        try desk.officers.add("Wang", RegisterDesk.chen, at: RegisterDesk.now)
        for name in [
            "陈静", "wang", "init", "Founding", "", " x", "x ", "a\nb", "a\u{200B}",
            // To a reader these are officers who are there, or end in a blank.
            "陈 静", "陈\u{3000}静", "ＷＡＮＧ", "W\u{A0}ang", "Wa\u{FE0F}ng", "x\u{3000}", "\u{3000}",
            "ｉｎｉｔ",
        ] {
            #expect(throws: OfficerError.self, "\(name)") {
                try desk.officers.add(name, RegisterDesk.li, at: RegisterDesk.now)
            }
        }
        #expect(try desk.officers.all().map(\.name).sorted() == ["Wang", "李伟", "陈静"])
    }

    @Test("only a digest of the phrase is kept")
    func digestOnly() throws {
        let desk = try RegisterDesk()
        let officer = try #require(try desk.officers.all().first { $0.name == "陈静" })
        #expect(officer.digest == PassPhrase.digest(RegisterDesk.chen.text, of: "陈静"))
        #expect(officer.since == RegisterDesk.now)
    }

    @Test("who is removed cannot act any more, and the name stays taken")
    func removed() throws {
        let desk = try RegisterDesk()
        try desk.officers.remove("陈静", at: RegisterDesk.now)
        let source = SamplePolicy.source("next", from: RegisterDesk.today + 1)
        let refused = desk.refusal { _ = try desk.submit(source) }
        #expect(refused?.contains("there is none of this name") == true)
        #expect(try desk.officers.all().first { $0.name == "陈静" }?.digest == nil)
        #expect(throws: OfficerError.nameTaken("陈静")) {
            try desk.officers.add("陈静", RegisterDesk.chen, at: RegisterDesk.now)
        }
        #expect(throws: OfficerError.unknown("王")) {
            try desk.officers.remove("王", at: RegisterDesk.now)
        }
    }

    @Test("nobody acts without the phrase, or under a name that is none")
    func wrong() throws {
        let desk = try RegisterDesk()
        let source = SamplePolicy.source("next", from: RegisterDesk.today + 1)
        for proof in [
            OfficerProof(name: "陈静", passPhrase: RegisterDesk.li.text),
            OfficerProof(name: "陈静", passPhrase: ""),
            OfficerProof(name: "王", passPhrase: RegisterDesk.chen.text),
        ] {
            #expect(throws: OfficerError.self) {
                _ = try desk.register.submit(source, by: proof, at: RegisterDesk.now)
            }
        }
        _ = try desk.submit(source)
        #expect(throws: OfficerError.wrongPassPhrase("李伟")) {
            try desk.register.approve(
                "next", by: .init(name: "李伟", passPhrase: "x"), at: RegisterDesk.now)
        }
        #expect(try desk.states() == ["district-sample in-force", "next draft"])
    }
}
