import Meals
import Settlement
import Testing

@Suite("What the register keeps of dues and bookings")
struct BankWordsTests {
    private let day = Day(number: 20_781)

    @Test(
        "the words of a due give back what it names and its amount",
        arguments: [
            ("999290058120001", "999290058120001"), ("OP1-district-2026", "OP1-district-2026"),
            ("工会 7/ab", "-7ab"), ("", "unknown"), ("2026-11-24", "2026-11-24"),
            (String(repeating: "x", count: 40), String(repeating: "x", count: 35)),
        ])
    func due(key: String, ref: String) {
        for amount in [Fen(1), Fen(-232_044), .zero, Fen.limit] {
            let words = BankWords(BankDue(key: key, date: day, amount: amount).words)
            #expect(words?.ref == ref && words?.amount == amount)
        }
    }

    @Test("the words of a booking do, too, whether or not it names a date")
    func booking() {
        for date in [day, nil] {
            for (key, ref) in [("999290058120001", "999290058120001"), (nil, "unknown")] {
                let booked = BankMovement(
                    key: key, date: date, bookedOn: day + 1, amount: Fen(-5))
                #expect(BankWords(booked.words)?.ref == ref)
                #expect(BankWords(booked.words)?.amount == Fen(-5))
            }
        }
    }

    @Test("other words are none")
    func others() {
        for words in ["", "a", "1.00", "a b 1.00", "a 2026-02-30 1.00", "a 2026-11-24 1.0.0"] {
            #expect(BankWords(words) == nil)
        }
    }
}
