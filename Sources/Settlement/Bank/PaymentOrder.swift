package import Meals

/// A payment order (pain.001): one batch for each funder, one transfer for each operator.
package struct PaymentOrder: Hashable, Sendable {
    /// 1 to 35 characters; the same order has the same id, so that a bank refuses it twice.
    package let id: String
    package let madeAt: Moment
    /// Who orders it: the bureau.
    package let initiator: String
    package let batches: [Batch]

    /// What one funder pays.
    package struct Batch: Hashable, Sendable {
        package let id: String
        package let debtor: Party
        package let executeOn: Day
        package let transfers: [Transfer]

        package init(id: String, debtor: Party, executeOn: Day, transfers: [Transfer]) {
            self.id = id
            self.debtor = debtor
            self.executeOn = executeOn
            self.transfers = transfers
        }

        package var sum: Fen { transfers.total(\.amount) }
    }

    /// What one operator gets.
    package struct Transfer: Hashable, Sendable {
        /// 1 to 35 characters; statements and pain.002 repeat it.
        package let endToEndId: String
        package let creditor: Party
        package let amount: Fen
        /// Up to 140 characters.
        package let remittance: String

        package init(endToEndId: String, creditor: Party, amount: Fen, remittance: String) {
            self.endToEndId = endToEndId
            self.creditor = creditor
            self.amount = amount
            self.remittance = remittance
        }
    }

    /// A name with an account at a bank.
    package struct Party: Hashable, Sendable {
        package let name: String
        /// The bank's own number of the account.
        package let account: String
        /// 行号, the CNAPS member number of the bank: 12 digits.
        package let bank: String

        package init(name: String, account: String, bank: String) {
            self.name = name
            self.account = account
            self.bank = bank
        }
    }

    package init(id: String, madeAt: Moment, initiator: String, batches: [Batch]) {
        self.id = id
        self.madeAt = madeAt
        self.initiator = initiator
        self.batches = batches
    }

    package var count: Int { batches.reduce(0) { $0 + $1.transfers.count } }
    package var sum: Fen { batches.total(\.sum) }

    /// What keeps the order from being written; every problem at once.
    package func problems(file: String) -> [Problem] {
        var problems: [Problem] = []
        func require(_ holds: Bool, _ place: String, _ reason: String) {
            if !holds { problems.append(Problem(file: file, place: place, reason: reason)) }
        }
        require(PaymentOrder.isId(id), "order \(id)", "is not 1 to 35 letters, digits or -")
        require(!batches.isEmpty, "order \(id)", "has no batch")
        let transfers = batches.flatMap(\.transfers)
        require(
            Set(transfers.map(\.endToEndId)).count == transfers.count, "order \(id)",
            "has two transfers with one id")
        require(
            Set(batches.map(\.id)).count == batches.count, "order \(id)",
            "has two batches with one id")
        for batch in batches {
            require(PaymentOrder.isId(batch.id), "batch \(batch.id)", "is not a reference")
            require(!batch.transfers.isEmpty, "batch \(batch.id)", "has no transfer")
            for defect in batch.debtor.defects {
                require(false, "batch \(batch.id)", defect.reason)
            }
            for transfer in batch.transfers {
                let place = "transfer \(transfer.endToEndId)"
                require(PaymentOrder.isId(transfer.endToEndId), place, "is not a reference")
                require(
                    transfer.amount > .zero && transfer.amount <= .limit, place,
                    "\(transfer.amount) cannot be transferred")
                require(
                    (1...140).contains(transfer.remittance.unicodeScalars.count), place,
                    "its words are not 1 to 140 characters")
                for defect in transfer.creditor.defects { require(false, place, defect.reason) }
            }
        }
        return problems
    }

    static func isId(_ text: String) -> Bool {
        (1...35).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}

extension PaymentOrder.Party {
    /// Why a bank would not pay from or to it, with the column of a list in which that stands.
    package var defects: [(column: String, reason: String)] {
        var defects: [(String, String)] = []
        if !(1...70).contains(name.unicodeScalars.count) {
            defects.append(("name", "the account's name is missing or long"))
        }
        if !(5...34).contains(account.utf8.count)
            || !account.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2D })
        {
            defects.append(("account", "the account of \(name) is not 5 to 34 digits"))
        }
        if bank.utf8.count != 12 || Int(decimal: bank.utf8) == nil {
            defects.append(("bank", "the bank of \(name) is not the 12 digits of a 行号"))
        }
        return defects
    }
}
