import Journal
import Meals
import Settlement

/// A difference between what is due and what a bank booked, as a clerk is told it.
struct BankDifference {
    let verdict: Verdict
    let evidence: Evidence
    let due: [BankDue]
    let booked: [BankMovement]
    let nextStep: String

    init(_ difference: Difference, _ due: [BankDue], _ booked: [BankMovement], next: String) {
        verdict = difference.verdict
        evidence = difference.evidence
        self.due = difference.ours.map { due[$0] }
        self.booked = difference.theirs.map { booked[$0] }
        nextStep = next
    }

    /// Due less booked.
    private var amount: Fen { due.total(\.amount) - booked.total(\.amount) }

    private var sides: (due: [String], booked: [String]) {
        (
            due.map { "\($0.key) of \($0.date) ¥\($0.amount.grouped)" },
            booked.map {
                "\($0.key ?? "nobody's name") ¥\($0.amount.grouped) on \($0.bookedOn)"
                    + ($0.date.map { " for \($0)" } ?? "")
            }
        )
    }

    var lines: [String] {
        let (due, booked) = sides
        return [
            "bank \(verdict.rawValue) \(verdict.title) ¥\(amount.grouped) (by \(evidence.rawValue))",
            "  due:    \(due.isEmpty ? "nothing" : due.joined(separator: "\n          "))",
            "  booked: \(booked.isEmpty ? "nothing" : booked.joined(separator: "\n          "))",
            "  next:   \(nextStep)",
        ]
    }

    /// In the columns of the card payments' differences.
    func cells(of date: Day) -> [String] {
        [
            "\(date)", "acquirer-bank", due.first?.key ?? booked.first?.key ?? "",
            verdict.rawValue, verdict.title, evidence.rawValue, amount.yuan,
            sides.due.joined(separator: " + "), sides.booked.joined(separator: " + "), nextStep,
        ]
    }

    var json: JSON {
        [
            "verdict": .text(verdict.rawValue), "title": .text(verdict.title),
            "evidence": .text(evidence.rawValue), "amount": amount.json,
            "due": .list(
                due.map {
                    [
                        "merchant": .text($0.key), "settle_date": .text("\($0.date)"),
                        "amount": $0.amount.json,
                    ]
                }),
            "booked": .list(
                booked.map {
                    [
                        "merchant": $0.key.map { .text($0) } ?? .null,
                        "settle_date": $0.date.map { .text("\($0)") } ?? .null,
                        "booked_on": .text("\($0.bookedOn)"), "amount": $0.amount.json,
                    ]
                }),
            "next_step": .text(nextStep),
        ]
    }
}

extension BankLeg {
    var differences: [BankDifference] {
        result.differences.map {
            BankDifference($0, due, booked, next: BankLeg.nextStep($0.verdict))
        }
    }

    private static func nextStep(_ verdict: Verdict) -> String {
        switch verdict {
        case .short: "ask the acquirer when it pays; give the next statement when it comes"
        case .long: "find out what the bank's reference pays; without an answer it is given back"
        case .amount: "hold the acquirer's payment advice against its clearing file"
        case .duplicate: "tell the acquirer that it paid twice; it takes the second one back"
        case .ambiguous: "choose what pays what by the bank's advice; nothing is posted until then"
        case .matched: "nothing"
        case .status, .fee, .cutOver, .wrongMerchant, .refundWithoutSale: verdict.nextStep
        }
    }
}
