internal import Meals

extension PolicyCertificate {
    /// Groups of one kind that a page names before it only counts the rest.
    private static let shown = 6

    /// The certificate as one page of text in Chinese, to be printed, signed and filed.
    ///
    /// - Parameter digest: of the document's bytes, so that paper and file can be held together.
    package func page(digest: String) -> [String] {
        head(digest) + tried + lawLines + gapLines + overlapLines + [
            "", "制表 ____________   审核 ____________   盖章 ____________   日期 ____________",
        ]
    }

    private func head(_ digest: String) -> [String] {
        let end = policy.to.map { "至 \($0 + -1)" } ?? "起"
        let verified = policy.verifiedUntil.map { ",依据核实到 \($0)" } ?? ""
        return [
            "补贴政策检验书", "",
            "政策  \(policy.id)  \(policy.title)(\(policy.status.rawValue))",
            "摘要  SHA-256 \(digest)",
            "有效  \(policy.from) \(end)\(verified)",
            "规则  优惠 \(policy.rules.discounts.count) 条,补贴 \(policy.rules.subsidies.count) 条;"
                + "\(policy.stacking.chinese);门槛按\(policy.thresholdBase.chinese);"
                + "\(policy.rounding.chinese)到分",
        ]
    }

    private var tried: [String] {
        let meals = cells * amounts.count
        return [
            "检验  \(cells) 个边界格 × 每一分 \(Fen(amounts.lowerBound))–\(Fen(amounts.upperBound)) 元"
                + " = \(meals) 餐;适用规则的组合 \(combinations) 种"
        ] + axes.map { "      \($0.name):\($0.values)" }
    }

    private var lawLines: [String] {
        var lines = ["", "定律"]
        for finding in laws {
            lines.append(
                "  \(finding.breaches.isEmpty ? "✓" : "✗") \(finding.law.chinese)"
                    + "(比较 \(finding.checked) 次"
                    + (finding.breaches.isEmpty ? ")" : ",反例 \(finding.breaches.count) 种)"))
            for breach in finding.breaches.prefix(3) { lines.append("      " + breach.chinese) }
            if finding.breaches.count > 3 {
                lines.append("      …另有 \(finding.breaches.count - 3) 种,见 --json")
            }
        }
        return lines
    }

    private var gapLines: [String] {
        guard !gaps.isEmpty else { return ["", "空白  没有:每一格都有优惠或补贴"] }
        let count = gaps.reduce(0) { $0 + $1.cells }
        return ["", "空白  什么也得不到的 \(count) 格"] + PolicyCertificate.list(gaps, indent: "  ")
    }

    private static func list(_ groups: [Group], indent: String) -> [String] {
        var lines = groups.prefix(shown).map { "\(indent)· \($0.who)(\($0.cells) 格)" }
        if groups.count > shown {
            let rest = groups.dropFirst(shown).reduce(0) { $0 + $1.cells }
            lines.append("\(indent)…另有 \(groups.count - shown) 组 \(rest) 格,见 --json")
        }
        return lines
    }

    private var overlapLines: [String] {
        guard !overlaps.isEmpty else { return ["", "重叠  没有:同一餐至多一条优惠、一条补贴适用"] }
        var lines = ["", "重叠  同一餐有几条规则适用的,谁给"]
        for overlap in overlaps.prefix(PolicyCertificate.shown) {
            let kind = overlap.kind == .discount ? "优惠" : "补贴"
            let who = overlap.who.first.map(\.who) ?? ""
            lines.append(
                "  · \(kind) \(overlap.rules.joined(separator: "、"))(\(overlap.cells) 格,如 \(who))")
            lines.append("    " + overlap.winners.map(\.chinese).joined(separator: ";"))
        }
        if overlaps.count > PolicyCertificate.shown {
            lines.append("  …另有 \(overlaps.count - PolicyCertificate.shown) 种,见 --json")
        }
        return lines
    }
}

extension PolicyCertificate.Law {
    package var chinese: String {
        switch self {
        case .moreSpent: "多消费一分,所得不减"
        case .older: "年长者所得不减"
        case .poorer: "更困难者所得不减"
        case .funders: "各出资方之和等于补贴"
        case .payable: "自付不为负,消费=优惠+补贴+自付"
        case .limits: "连续就餐不超限额"
        }
    }
}

extension PolicyCertificate.Breach {
    /// The counter-example in one line.
    package var chinese: String {
        let mine = "\(who),消费 \(gross) 元,得 \(gets)(\(PolicyCertificate.named(rules)))"
        switch law {
        case .moreSpent, .older, .poorer:
            return "\(mine);\(than)得 \(thanGets)(\(PolicyCertificate.named(thanRules)))"
        case .funders, .payable, .limits: return mine
        }
    }
}

extension PolicyCertificate.Winner {
    /// Which rules give in a range of amounts.
    package var chinese: String {
        let range = from == to ? "\(from)" : "\(from)–\(to)"
        return "\(range) \(PolicyCertificate.named(rules))"
    }
}

extension PolicyCertificate {
    fileprivate static func named(_ rules: [String]) -> String {
        rules.isEmpty ? "无" : rules.joined(separator: "+")
    }
}
