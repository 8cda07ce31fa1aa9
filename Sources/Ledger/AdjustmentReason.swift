internal import Journal
internal import Meals
internal import Subsidies

/// Why an adjustment is proposed, in the words of a clerk who has to explain it to an auditor.
struct AdjustmentReason {
    let change: RosterChange
    /// The day of the import.
    let today: Day

    func text(_ difference: ClaimDifference) -> String {
        let sale = difference.sale
        let claimed = sale.claimed[difference.name] ?? .zero
        let proposed = sale.proposed[difference.name] ?? .zero
        return cause(on: sale.sale.day) + ";该餐 \(sale.sale.day) 已申领 \(claimed)"
            + (proposed == .zero ? "" : ",此前已建议调整 \(proposed)")
            + ",应为 \(difference.due)"
    }

    private func cause(on day: Day) -> String {
        let (old, new) = (change.before.row(on: day), change.after.row(on: day))
        let own = RosterChange.differences(old, new).filter { $0 != .cards }
        let details = change.details.filter { $0.field != .cards }
        let named = own.isEmpty ? details : details.filter { own.contains($0.field) }
        let since = named.map(\.since).min() ?? change.since
        // Days of the same facts are here because a limit carried the change over to them.
        let (before, after) =
            own.isEmpty ? (change.before.row(on: since), change.after.row(on: since)) : (old, new)
        let words = named.map { self.words($0.field, before, after) }.filter { !$0.isEmpty }
        return "\(since) 起" + words.joined(separator: "、") + "(名册 \(today) 导入)"
            + (own.isEmpty ? ",限额随之改变" : "")
    }

    private func words(_ field: RosterChange.Field, _ old: Diner?, _ new: Diner?) -> String {
        func changed(_ title: String) -> String {
            let (from, to) = (field.text(of: old), field.text(of: new))
            return "\(title)由 \(from.isEmpty ? "无" : from) 改为 \(to.isEmpty ? "无" : to)"
        }
        switch field {
        case .listed: return new == nil ? "不在名册" : "列入名册"
        case .birth: return changed("出生日期")
        case .hukou: return changed("户籍")
        case .residence: return changed("居住地")
        case .statuses: return statusWords(old?.statuses ?? [], new?.statuses ?? [])
        case .cards: return ""
        }
    }

    private func statusWords(_ old: Set<Status>, _ new: Set<Status>) -> String {
        let gained = new.subtracting(old).sorted()
        let lost = old.subtracting(new).sorted()
        // Said without further words, as people say it.
        let plain = gained.filter(\.excludes).map(\.chinese)
        let others = gained.filter { !$0.excludes }.map { "新增\($0.chinese)" }
        return (plain + others + lost.map { "取消\($0.chinese)" }).joined(separator: "、")
    }
}

extension Status {
    fileprivate var chinese: String {
        switch self {
        case .minimumLiving: "低保"
        case .minimumLivingEdge: "低保边缘"
        case .destitute: "特困"
        case .severeDisability: "重残"
        case .lostOnlyChild: "失独"
        case .veteran: "优抚"
        case .livingAlone: "独居"
        case .disabledCare: "失能"
        case .deceased: "已故"
        case .institution: "入住机构"
        }
    }
}
