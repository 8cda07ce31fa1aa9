internal import Meals

extension Explanation {
    /// The explanation in Chinese, line by line, for a person who answers an auditor.
    ///
    /// Amounts are yuan. It names the diner's register facts: not for a screen that others see.
    package var lines: [String] {
        var lines = [mealLine, dinerLine, policyLine]
        if let outside { return lines + [outside.chinese, resultLine] }
        let price = decision.gross - decision.discount
        lines.append(discounts.isEmpty ? "优惠:政策没有优惠条款" : "优惠")
        for finding in discounts { lines += self.lines(ofDiscount: finding) }
        lines.append(subsidies.isEmpty ? "补贴:政策没有补贴条款" : "补贴(优惠后 \(price) 元)")
        for finding in subsidies { lines += self.lines(ofSubsidy: finding, price) }
        return lines + [resultLine]
    }

    private var mealLine: String {
        let clock = (meal.secondOfDay / 3600, meal.secondOfDay / 60 % 60)
        let day = "\(meal.day) \(meal.day.weekdayInChinese)"
        let type = facts.map { ",\($0.dayType.chinese)" } ?? ""
        let period = policy.period(atSecondOfDay: meal.secondOfDay)
        return "餐次  \(day) \(clock.0.padded(2)):\(clock.1.padded(2))\(type),\(period.chinese),"
            + "\(meal.channel.chinese),\(meal.venue.chinese)(街道 \(meal.street)),消费 \(meal.gross) 元"
    }

    private var dinerLine: String {
        guard let diner else { return "就餐人 公众" }
        var parts = ["就餐人 \(diner.id)"]
        if let birth = diner.birth {
            parts.append("\(birth) 出生,当日 \(meal.day.completedYears(since: birth)) 周岁")
        } else {
            parts.append("无出生日期")
        }
        let statuses = diner.statuses.sorted().map(\.chinese).joined(separator: "、")
        parts.append("身份 \(statuses.isEmpty ? "无" : statuses)")
        parts.append("户籍 \(diner.hukou?.text ?? "无记录")")
        parts.append("居住 \(diner.residence?.text ?? "无记录")")
        let end = diner.validTo.map { "至 \($0) " } ?? "起"
        parts.append("名册 \(diner.validFrom) \(end)有效")
        return parts.joined(separator: ",")
    }

    private var policyLine: String {
        let end = policy.to.map { "至 \($0 + -1) " } ?? "起"
        var line = "政策  \(policy.id) \(policy.title),\(policy.from) \(end)有效,"
        line += "\(policy.stacking.chinese),门槛按\(policy.thresholdBase.chinese),"
        line += "\(policy.rounding.chinese)到分"
        if let verified = policy.verifiedUntil, verified < meal.day {
            line += "(注意:依据只核实到 \(verified))"
        }
        return line
    }

    private var resultLine: String {
        let parts = [
            "优惠 \(decision.discount)", "补贴 \(decision.subsidy)", "自付 \(decision.payable)",
        ]
        return "结果  消费 \(decision.gross) = " + parts.joined(separator: " + ") + "(元)"
    }

    private func lines(ofDiscount finding: RuleFinding) -> [String] {
        let rule = policy.rules.discounts[finding.index]
        let pay =
            "付 \(decision.gross) × \(rule.payRate.decimal) = "
            + "\(decision.gross.times(rule.payRate, policy.rounding))"
        let reason =
            switch finding.verdict {
            case .gives(let amount, _): "\(pay),优惠 \(amount)"
            default: words(finding, policy.rules.discountConditions[finding.index], threshold: nil)
            }
        return ["  \(finding.mark) \(finding.heading):\(reason)"]
    }

    private func lines(ofSubsidy finding: RuleFinding, _ price: Fen) -> [String] {
        let rule = policy.rules.subsidies[finding.index]
        let condition = policy.rules.subsidyConditions[finding.index]
        guard case .gives(let amount, let shares) = finding.verdict else {
            let reason = words(finding, condition, threshold: rule.threshold)
            return ["  \(finding.mark) \(finding.heading):\(reason)"]
        }
        var lines = ["  \(finding.mark) \(finding.heading):补贴 \(amount),\(rule.benefit.chinese)"]
        let clauses = condition.clauses(prefixes: policy.rules.prefixes).filter {
            if case .excluded = $0 { false } else { true }
        }
        if !clauses.isEmpty {
            lines.append("      条件  " + clauses.map(\.chinese).joined(separator: ","))
        }
        if let threshold = rule.threshold {
            let spend = policy.thresholdBase == .beforeDiscount ? decision.gross : price
            lines.append("      门槛  \(threshold.chinese),\(policy.thresholdBase.chinese) \(spend)")
        }
        for limit in finding.limits {
            lines.append("      限次  " + limit.chinese(afterGranting: amount))
        }
        let parts = shares.map { "\($0.funder) \($0.amount)" }
        lines.append("      出资  " + parts.joined(separator: ","))
        return lines
    }

    private func words(
        _ finding: RuleFinding, _ condition: Condition, threshold: Threshold?
    ) -> String {
        switch finding.verdict {
        case .gives(let amount, _): return "给 \(amount)"
        case .doesNotApply:
            guard let facts else { return "不适用" }
            let broken = condition.clauses(prefixes: policy.rules.prefixes)
                .filter { !$0.holds(for: facts) }
            return "不适用," + broken.map { $0.chinese(against: facts) }.joined(separator: ";")
        case .belowThreshold(let spend):
            return "未达门槛,\(threshold?.chinese ?? ""),\(policy.thresholdBase.chinese)只有 \(spend)"
        case .usedUp(let place):
            return "额度用完," + finding.limits[place].chinese(afterGranting: .zero)
        case .outweighed(let other, let its, let own):
            return own == its
                ? "符合条件,可得 \(own);与 \(other) 相同,先写的 \(other) 优先"
                : "符合条件,可得 \(own);\(other) 得 \(its),就高不重复"
        case .comesLater(let other): return "符合条件;\(other) 写在前面,已给"
        case .nothingLeftToPay: return "符合条件;已无须再付,不再补贴"
        case .worthNothing: return "符合条件,但金额为 0"
        }
    }
}

extension RuleFinding {
    fileprivate var mark: String { verdict.amount > .zero ? "✓" : "–" }

    fileprivate var heading: String {
        (title == rule ? rule : "\(rule) \(title)") + "(第 \(line) 行)"
    }
}

extension Explanation.Outside {
    package var chinese: String {
        switch self {
        case .publicDiner: "未刷卡或卡主不在名册:按公众价,不适用任何条款"
        case .notOnRoster: "名册上当日没有此人的有效记录:按公众价,不适用任何条款"
        case .notEffective: "政策当日不在有效期内:按公众价,不适用任何条款"
        case .nothingToPay: "消费为 0:没有可优惠或补贴的金额"
        }
    }
}
