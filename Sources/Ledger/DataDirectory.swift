internal import Foundation
package import Journal
package import Meals
internal import Subsidies

/// Where a district keeps its data: the ledger, its keys, its settings and documents.
///
///     VERSION  settings.yaml  canteens.csv  area-codes.csv  policies/  calendar/  menu/
///     ledger.sqlite  keys/  tills/  settlement/
package struct DataDirectory: Sendable {
    package let path: String

    package static let version = 1

    /// Why a directory cannot be used.
    package enum Failure: Error, Sendable {
        case absent(path: String)
        case taken(path: String)
        case newer(path: String, version: String)
        case unreadable(path: String, reason: String)
    }

    /// Names an existing data directory.
    package init(_ path: String) throws(Failure) {
        self.path = path
        guard let text = try? String(contentsOfFile: path + "/VERSION", encoding: .utf8) else {
            throw .absent(path: path)
        }
        let written = text.trimmed
        guard let number = Int(decimal: written.utf8), number <= DataDirectory.version else {
            throw .newer(path: path, version: written)
        }
    }

    package var databasePath: String { path + "/ledger.sqlite" }
    package var tillsPath: String { path + "/tills" }
    package var settlementPath: String { path + "/settlement" }
    package var menuPath: String { path + "/menu" }

    package func read(_ name: String) throws(Failure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
        } catch {
            throw .unreadable(path: path + "/" + name, reason: error.localizedDescription)
        }
    }

    /// The secret behind card and diner tokens.
    package func tokenKey() throws(Failure) -> TokenKey {
        TokenKey(secret: try read("keys/token.key"))
    }

    static let statementKeyName = "keys/settlement.pem"
    static let statementPublicName = "keys/settlement-public.pem"

    /// The public key that verifies this directory's settlement files, for whoever receives them.
    package var statementPublicPath: String { path + "/" + DataDirectory.statementPublicName }

    /// The key that signs settlement files; nil in a directory that was made before there were any.
    package func statementKey() throws(Failure) -> StatementKey? {
        let name = DataDirectory.statementKeyName
        guard FileManager.default.fileExists(atPath: path + "/" + name) else { return nil }
        guard let key = StatementKey(pem: String(decoding: try read(name), as: UTF8.self)) else {
            throw .unreadable(path: path + "/" + name, reason: "it is no RSA key in PEM")
        }
        return key
    }

    /// What a person or a program shows to act for the bureau at the service.
    package func adminToken() throws(Failure) -> String {
        String(decoding: try read("keys/admin.token"), as: UTF8.self).trimmed
    }

    package func settings() throws -> DistrictSettings {
        try DistrictSettings(
            yaml: String(decoding: try read("settings.yaml"), as: UTF8.self),
            file: path + "/settings.yaml")
    }

    package func canteens() throws -> [Canteen] {
        try CanteenList.read(try read("canteens.csv"), file: path + "/canteens.csv")
    }
}

extension DataDirectory.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .absent(let path):
            "\(path): is not a data directory; make one with mulin init or mulin demo"
        case .taken(let path):
            "\(path): is there already; name another --data directory or move it away"
        case .newer(let path, let version):
            "\(path): was written by a newer mulin (data version \(version), this one knows "
                + "\(DataDirectory.version)); update mulin, the data is untouched"
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        }
    }
}

/// What differs from district to district and from acquirer to acquirer.
package struct DistrictSettings: Hashable, Sendable {
    package let calendar: SettlementCalendar
    /// 发送机构 and 接收机构 of the settlement file.
    package let sender: String
    package let receiver: String
    /// 商户类别 of the canteens (5812 就餐场所).
    package let merchantCategory: String
    /// Business days after a card's stop in which a sale to it is still claimed.
    package let stoppedCardDays: Int
    package static let stoppedCardDays = 1

    /// Reads `settings.yaml`.
    package init(yaml: String, file: String) throws(Problems) {
        let outline = try Outline(yaml: yaml, file: file)
        var reader = OutlineReader(file: file)
        let keys = reader.keys(
            of: outline, required: ["cut_over", "sender", "receiver", "merchant_category"],
            optional: ["stopped_card_days"])
        let cutOver = reader.value(keys["cut_over"], "a time (write \"23:00\")") { text -> Int? in
            Moment(iso8601: "2026-01-01T\(text)").map(\.secondOfDay)
        }
        let sender = reader.value(keys["sender"], "8 to 11 digits", DistrictSettings.institution)
        let receiver = reader.value(
            keys["receiver"], "8 to 11 digits", DistrictSettings.institution)
        let category = reader.value(keys["merchant_category"], "4 digits") { text in
            text.utf8.count == 4 && Int(decimal: text.utf8) != nil ? text : nil
        }
        calendar = try reader.finish(cutOver.map { SettlementCalendar(cutOver: $0) })
        self.sender = try reader.finish(sender)
        self.receiver = try reader.finish(receiver)
        merchantCategory = try reader.finish(category)
        let days = reader.value(keys["stopped_card_days"], "a number from 0 to 60") {
            text -> Int? in
            Int(decimal: text.utf8).flatMap { (0...60).contains($0) ? $0 : nil }
        }
        stoppedCardDays = try reader.finish(days ?? DistrictSettings.stoppedCardDays)
    }

    private static func institution(_ text: String) -> String? {
        (8...11).contains(text.utf8.count) && Int(decimal: text.utf8) != nil ? text : nil
    }

    /// The text of a new directory's `settings.yaml`.
    package static let template = """
        # 日切: when one settlement date ends and the next begins, Shanghai time.
        cut_over: "23:00"
        # 发送机构 and 接收机构 in the settlement file; the acquirer names both.
        sender: "99922900"
        receiver: "99932900"
        # 商户类别: 5812 就餐场所.
        merchant_category: "5812"
        # A till that was offline may sell to a stopped card: claimed until so many days after.
        stopped_card_days: 1

        """
}
