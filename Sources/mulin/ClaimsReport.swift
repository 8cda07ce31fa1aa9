import Journal
import Meals
import Settlement

/// What `mulin claims` tells.
struct ClaimsReport {
    let book: ClaimBook
    let totals: [ClaimBook.Total]
    var per = ""
    var by = ""
    var written: [String] = []
    var answers: [PaymentAnswers.Answer] = []
    /// Nil where no statement was given.
    var leg: ClaimPayments.ThirdLeg?
    var orderedBefore: [(order: String, claims: Int, amount: Fen)] = []
    var made: PaymentOrder?
    /// By operator.
    var outstanding: [(operatorId: String, line: Outstanding.Line)] = []

    init(book: ClaimBook, totals: [ClaimBook.Total]) {
        (self.book, self.totals) = (book, totals)
    }

    var differs: Bool { !(leg?.isWhole ?? true) || answers.contains(where: \.isRejected) }

    var lines: [String] {
        var table = TextTable([per, by, "count", "¥"], texts: [0, 1])
        for total in totals {
            table.add([
                total.stretch, total.group, total.count.grouped, total.amount.grouped,
            ])
        }
        return answerLines + legLines + table.lines + [
            "¥\(book.claims.total(\.amount).grouped) in \(book.claims.count.grouped) claims"
                + (book.open.isEmpty
                    ? ""
                    : "; not closed and left out: \(book.open.count) dates from \(book.open[0])")
        ] + orderLines + written
    }

    private var answerLines: [String] {
        if answers.isEmpty { return [] }
        let rejected = answers.filter(\.isRejected)
        return [
            "answers: \(answers.count) payments, \(rejected.count) rejected and outstanding again"
        ]
            + rejected.map {
                "  \($0.endToEndId) ¥\($0.amount.grouped) to \($0.operatorId): "
                    + ($0.reason.isEmpty ? "no reason given" : $0.reason)
            }
    }

    private var legLines: [String] {
        guard let leg else { return [] }
        let due = leg.parts.reduce(0) { $0 + $1.due.count }
        let matched = leg.parts.reduce(0) { $0 + $1.result.matched }
        let grouped = leg.parts.reduce(0) { $0 + $1.result.grouped }
        let differences = differences
        return [
            "payments: \(matched) of \(due) claims paid, \(grouped) in parts, "
                + "\(differences.count) differences"
        ] + differences.flatMap(\.lines) + leg.untold.map { "  \($0)" }
    }

    private var differences: [PaymentDifference] {
        (leg?.parts ?? []).flatMap { part in
            part.result.differences.map { PaymentDifference($0, part) }
        }
    }

    private var orderLines: [String] {
        var lines = orderedBefore.map {
            "¥\($0.amount.grouped) in \($0.claims.grouped) claims are in order \($0.order) and "
                + "are not ordered again"
        }
        if let made {
            lines.append(
                "order \(made.id): ¥\(made.sum.grouped) in \(made.count.grouped) payments, "
                    + "ordered by \(made.initiator)")
        }
        return lines
    }

    var json: JSON {
        var fields: [String: JSON] = [
            "from": .text("\(book.from)"), "to": .text("\(book.to)"),
            "total": book.claims.total(\.amount).json,
            "not_closed": .list(book.open.map { .text("\($0)") }),
            "totals": .list(
                totals.map { total in
                    [
                        "time": .text(total.stretch), "group": .text(total.group),
                        "count": .int(Int64(total.count)), "amount": total.amount.json,
                    ]
                }),
            "files": .list(written.map { .text($0) }),
            "ordered_before": .list(
                orderedBefore.map {
                    [
                        "order": .text($0.order), "claims": .int(Int64($0.claims)),
                        "amount": $0.amount.json,
                    ]
                }),
            "outstanding": .list(outstanding.map { ClaimsReport.json($0.operatorId, $0.line) }),
        ]
        if let made { fields["order"] = ["id": .text(made.id), "amount": made.sum.json] }
        if !answers.isEmpty { fields["answers"] = .list(answers.map(ClaimsReport.json)) }
        if let leg {
            fields["payments"] = [
                "due": .int(Int64(leg.parts.reduce(0) { $0 + $1.due.count })),
                "matched": .int(Int64(leg.parts.reduce(0) { $0 + $1.result.matched })),
                "in_parts": .int(Int64(leg.parts.reduce(0) { $0 + $1.result.grouped })),
                "differences": .list(differences.map(\.json)),
                "not_taken": .list(leg.untold.map { .text($0) }),
            ]
        }
        return .object(fields)
    }

    private static func json(_ operatorId: String, _ line: Outstanding.Line) -> JSON {
        [
            "operator": .text(operatorId), "funder": .text(line.funder),
            "date": .text("\(line.date)"), "age_days": .int(Int64(line.ageDays)),
            "amount": line.open.json,
        ]
    }

    private static func json(_ answer: PaymentAnswers.Answer) -> JSON {
        [
            "payment": .text(answer.endToEndId), "order": .text(answer.order),
            "operator": .text(answer.operatorId), "funder": .text(answer.funder),
            "amount": answer.amount.json, "rejected": .bool(answer.isRejected),
            "reason": .text(answer.reason),
        ]
    }
}

/// A difference between what was ordered and what banks booked, with both sides.
struct PaymentDifference {
    private let verdict: Verdict
    private let due: [BankDue]
    private let booked: [BankMovement]

    init(_ difference: Difference, _ part: ClaimPayments.Part) {
        verdict = difference.verdict
        due = difference.ours.map { part.due[$0] }
        booked = difference.theirs.map { part.booked[$0] }
    }

    var lines: [String] {
        let mine = due.map { "\($0.key) ¥\((.zero - $0.amount).grouped)" }
        let theirs = booked.map { "¥\((.zero - $0.amount).grouped) on \($0.bookedOn)" }
        return [
            "  \(verdict.rawValue) \(verdict.title): due "
                + (mine.isEmpty ? "nothing" : mine.joined(separator: " + ")) + ", booked "
                + (theirs.isEmpty ? "nothing" : theirs.joined(separator: " + ")),
            "    next: \(nextStep)",
        ]
    }

    var json: JSON {
        [
            "verdict": .text(verdict.rawValue), "title": .text(verdict.title),
            "due": .list(
                due.map {
                    [
                        "payment": .text($0.key), "for_claims_to": .text("\($0.date)"),
                        "amount": (.zero - $0.amount).json,
                    ]
                }),
            "booked": .list(
                booked.map {
                    [
                        "payment": .text($0.key ?? ""), "booked_on": .text("\($0.bookedOn)"),
                        "amount": (.zero - $0.amount).json,
                    ]
                }),
            "next_step": .text(nextStep),
        ]
    }

    private var nextStep: String {
        switch verdict {
        case .short:
            "ask the funder's bank for it; give its next statement or its answer (--answers)"
        case .long: "find out what the booking pays; without an answer it is asked back"
        case .amount:
            "hold the bank's advice against the order, then ask for the rest or for it back"
        case .duplicate: "ask the operator's bank to give the second payment back"
        case .ambiguous: "choose what pays what by the bank's advice; nothing is posted until then"
        case .matched: "nothing"
        case .status, .fee, .cutOver, .wrongMerchant, .refundWithoutSale: verdict.nextStep
        }
    }
}
