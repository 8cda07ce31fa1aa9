import Foundation
import Journal
import Ledger
import Meals
import Store
import Subsidies
import Testing

/// The sample district's policy under other names, dates and amounts.
enum SamplePolicy {
    static func text(
        _ id: String, from: Day, to: Day? = nil, status: String = "draft", amount: String = "6.00",
        verifiedUntil: Day? = nil
    ) -> String {
        let end = to.map { ", to: \($0)" } ?? ""
        return SampleDistrict.policy
            .replacing("policy: district-sample", with: "policy: \(id)")
            .replacing(
                "status: sample",
                with: "status: \(status)"
                    + (verifiedUntil.map { "\nsource: {verified_until: \($0)}" } ?? "")
            )
            .replacing("{from: 2025-01-01}", with: "{from: \(from)\(end)}")
            .replacing("amount: \"5.00\"", with: "amount: \"\(amount)\"")
    }

    static func source(
        _ id: String, from: Day, to: Day? = nil, status: String = "draft", amount: String = "6.00"
    ) -> Snapshot.Source {
        .init(
            file: id + ".yaml",
            text: text(id, from: from, to: to, status: status, amount: amount))
    }
}

/// The bureau's registers with two officers, on the books of the sample district.
struct RegisterDesk {
    var bureau: Bureau
    let officers: OfficerRegister
    let register: PolicyRegister

    static let chen = PassPhrase(random: Array(repeating: 1, count: 16))
    static let li = PassPhrase(random: Array(repeating: 2, count: 16))

    /// Monday morning.
    static let now = SampleDistrict.time(0, 10)
    static let today = now.day

    let chen = OfficerProof(name: "陈静", passPhrase: RegisterDesk.chen.text)
    let li = OfficerProof(name: "李伟", passPhrase: RegisterDesk.li.text)

    init() throws {
        bureau = try Bureau()
        officers = OfficerRegister(store: bureau.ledger.store)
        register = PolicyRegister(store: bureau.ledger.store)
        try officers.add("陈静", RegisterDesk.chen, at: RegisterDesk.now)
        try officers.add("李伟", RegisterDesk.li, at: RegisterDesk.now)
    }

    func submit(_ source: Snapshot.Source) throws -> PolicyRegister.Submission {
        try register.submit(source, by: chen, at: RegisterDesk.now)
    }

    @discardableResult
    func approve(_ id: String, at now: Moment = RegisterDesk.now) throws
        -> PolicyRegister.Approval
    {
        try register.approve(id, by: li, at: now)
    }

    func states(on day: Day = RegisterDesk.today) throws -> [String] {
        try register.versions(on: day).map { "\($0.row.id) \($0.state.rawValue)" }
    }

    /// What the register refused; nil where it did not.
    func refusal(_ act: () throws -> Void) -> String? {
        do {
            try act()
        } catch let error as PolicyRegisterError {
            return error.description
        } catch let error as OfficerError {
            return error.description
        } catch {
            Issue.record("\(error)")
        }
        return nil
    }
}
