internal import Meals

extension WordSet where Word: NamedInChinese {
    /// The words as a reader of the policy would say them: 堂食、外带.
    var chinese: String { words.map(\.chinese).joined(separator: "、") }
}

extension AgeBand {
    var chinese: String {
        switch (from == .min, below == .max) {
        case (true, true): "任何年龄"
        case (true, false): "\(below) 周岁以下"
        case (false, true): "\(from) 周岁及以上"
        case (false, false): from + 1 == below ? "\(from) 周岁" : "\(from)–\(below - 1) 周岁"
        }
    }
}

extension Clause {
    /// What the clause asks for.
    var chinese: String {
        switch self {
        case .age(let band): "年龄须为 \(band.chinese)"
        case .statuses(let words): "身份须为 \(words.chinese)"
        case .notStatuses(let words): "身份不得为 \(words.chinese)"
        case .excluded(let words): "身份为\(words.chinese)者不予补贴"
        case .hukou(let prefixes): "户籍须在 \(Clause.list(prefixes))"
        case .residence(let prefixes): "居住地须在 \(Clause.list(prefixes))"
        case .channel(let words): "就餐方式须为 \(words.chinese)"
        case .period(let words): "餐次须为 \(words.chinese)"
        case .weekday(let words): "日别须为 \(words.chinese)"
        case .venue(let words): "场所须为 \(words.chinese)"
        case .place(let words): "就餐地须为 \(words.chinese)"
        }
    }

    private static func list(_ prefixes: [DivisionDigits]) -> String {
        prefixes.map(\.text).joined(separator: "、")
    }

    /// The clause that does not hold, with the fact it met.
    func chinese(against facts: Facts) -> String {
        let fact =
            switch self {
            case .age: facts.age.map { "\($0) 周岁" } ?? "无出生日期"
            case .statuses, .notStatuses, .excluded:
                facts.statuses.isEmpty ? "无身份" : facts.statuses.chinese
            case .hukou: facts.hukou?.text ?? "无户籍记录"
            case .residence: facts.residence?.text ?? "无居住地记录"
            case .channel: facts.channel.chinese
            case .period: facts.period.chinese
            case .weekday: facts.dayType.chinese
            case .venue: facts.venue.chinese
            case .place: facts.place?.chinese ?? "无居住地记录"
            }
        return "\(chinese)(when.\(key)),此餐为 \(fact)"
    }
}

extension Threshold {
    var chinese: String {
        switch self {
        case .atLeast(let bound): "消费满 \(bound)"
        case .moreThan(let bound): "消费超过 \(bound)"
        }
    }
}

extension Limit {
    var chinese: String {
        switch measure {
        case .count(let bound): "\(window.chinese)限 \(bound) 次"
        case .amount(let bound): "\(window.chinese)限 \(bound) 元"
        }
    }
}

extension LimitWindow: NamedInChinese {
    package var chinese: String {
        switch self {
        case .meal: "每餐"
        case .day: "每日"
        case .week: "每自然周"
        case .month: "每月"
        }
    }
}

extension LimitFinding {
    /// What is left after a meal that grants an amount, or nothing.
    func chinese(afterGranting amount: Fen) -> String {
        switch limit.measure {
        case .count(let bound):
            let used = usedCount + (amount > .zero ? 1 : 0)
            return "\(limit.chinese),此前用 \(usedCount) 次,余 \(max(bound - used, 0)) 次"
        case .amount(let bound):
            let left = max(bound - usedAmount - amount, .zero)
            return "\(limit.chinese),此前用 \(usedAmount) 元,余 \(left) 元"
        }
    }
}

extension Rounding: NamedInChinese {
    package var chinese: String {
        switch self {
        case .halfUp: "四舍五入"
        case .halfEven: "四舍六入五成双"
        case .down: "舍去"
        case .up: "进一"
        }
    }
}

extension Stacking: NamedInChinese {
    package var chinese: String {
        switch self {
        case .best: "就高不重复"
        case .all: "依次叠加"
        case .first: "取第一项"
        }
    }
}

extension ThresholdBase: NamedInChinese {
    package var chinese: String {
        switch self {
        case .beforeDiscount: "优惠前金额"
        case .afterDiscount: "优惠后金额"
        }
    }
}

extension Benefit {
    var chinese: String {
        switch self {
        case .amount(let amount): "补 \(amount)"
        case .rate(let rate, let cap):
            "补优惠后金额的 \(rate.decimal)" + (cap.map { ",最多 \($0)" } ?? "")
        case .pay(let own): "自付 \(own),其余补贴"
        }
    }
}

extension Rational {
    /// As a decimal where it has one of up to six places, else as a fraction.
    var decimal: String {
        for places in 0...6 {
            let scale = (0..<places).reduce(Int64(1)) { scale, _ in scale * 10 }
            guard scale % denominator == 0 else { continue }
            let digits = String(numerator * (scale / denominator))
            guard places > 0 else { return digits }
            let padded = String(repeating: "0", count: max(places + 1 - digits.count, 0)) + digits
            return padded.dropLast(places) + "." + padded.suffix(places)
        }
        return description
    }
}
