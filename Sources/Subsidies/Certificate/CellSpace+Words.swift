internal import Meals

extension CellSpace {
    /// What each axis holds, for the head of a certificate.
    var summary: [(name: String, values: String)] {
        let breaks = ageBreaks.map(String.init).joined(separator: "、")
        return [
            ("年龄", ageBreaks.isEmpty ? "无断点" : "\(breaks) 周岁前一日、当日、次日;无出生日期"),
            (
                "身份",
                (mentioned + Status.allCases.filter { $0.excludes && !mentioned.contains($0) })
                    .map(\.chinese).joined(separator: "、") + ",共 \(statuses.count) 种组合"
            ),
            ("户籍", CellSpace.list(hukou)),
            ("居住", CellSpace.list(residences)),
            ("就餐地", CellSpace.list(places)), ("方式", CellSpace.list(channels)),
            ("餐次", CellSpace.list(periods)), ("日别", CellSpace.list(dayTypes)),
            ("场所", CellSpace.list(venues)),
        ].filter { $0.1 != "不问" }
    }

    private static func list(_ codes: [DivisionDigits?]) -> String {
        guard codes.count > 1 else { return "不问" }
        return divisionWords(codes)
    }

    private static func list(_ words: [some NamedInChinese]) -> String {
        words.map(\.chinese).joined(separator: "、")
    }

    private static func list(_ places: [Place?]) -> String {
        places == [nil] ? "不问" : places.map { $0?.chinese ?? "" }.joined(separator: "、")
    }

    func words(of cell: Cell) -> String { words(Box(cell)) }

    /// A box in words; an axis of which it has every value is left out.
    func words(_ box: Box) -> String {
        var parts: [String] = []
        for axis in Axis.allCases {
            let extent = extents[axis.rawValue]
            let chosen = (0..<extent).filter { box.sides[axis.rawValue] >> UInt64($0) & 1 == 1 }
            guard chosen.count < extent else { continue }
            parts.append(words(chosen, on: axis))
        }
        return parts.isEmpty ? "任何人任何餐" : parts.joined(separator: ",")
    }

    private func words(_ chosen: [Int], on axis: Axis) -> String {
        switch axis {
        case .age: ages(chosen)
        case .statuses: statusWords(chosen)
        case .hukou: "户籍 " + CellSpace.divisionWords(chosen.map { hukou[$0] })
        case .residence: "居住 " + CellSpace.divisionWords(chosen.map { residences[$0] })
        case .place:
            chosen.map { places[$0]?.chinese ?? "无居住地" }.joined(separator: "或") + "就餐"
        case .channel: chosen.map { channels[$0].chinese }.joined(separator: "、")
        case .period: chosen.map { periods[$0].chinese }.joined(separator: "、")
        case .dayType: chosen.map { dayTypes[$0].chinese }.joined(separator: "、")
        case .venue: chosen.map { venues[$0].chinese }.joined(separator: "、")
        }
    }

    private static func divisionWords(_ codes: [DivisionDigits?]) -> String {
        codes.map { code in
            guard let code else { return "无记录" }
            return code.text.hasPrefix("99") ? "在外" : code.text.trimmingTail
        }.joined(separator: "、")
    }

    /// Age classes between the breaks; a single point of one is named with its day.
    private func ages(_ chosen: [Int]) -> String {
        if chosen.count == 1, let place = chosen.first {
            guard let point = births[place] else { return "无出生日期" }
            return [
                "差 1 天满 \(point.breakAge) 周岁", "当日满 \(point.breakAge) 周岁",
                "满 \(point.breakAge) 周岁次日",
            ][
                point.offset + 1]
        }
        var parts: [String] = []
        let bounds = ageBreaks
        let classes = Set(
            chosen.compactMap { births[$0]?.age }.map { age in bounds.count { $0 <= age } })
        var index = 0
        while index <= bounds.count {
            guard classes.contains(index) else {
                index += 1
                continue
            }
            var end = index
            while classes.contains(end + 1) { end += 1 }
            let band = AgeBand(
                from: index == 0 ? .min : bounds[index - 1],
                below: end == bounds.count ? .max : bounds[end])
            parts.append(band.chinese)
            index = end + 1
        }
        if chosen.contains(where: { births[$0] == nil }) { parts.append("无出生日期") }
        return parts.joined(separator: " 或 ")
    }

    /// 含 and 不含 where that says it all; else the combinations one by one.
    private func statusWords(_ chosen: [Int]) -> String {
        let sets = chosen.map { statuses[$0] }
        let all = Status.allCases.filter { status in statuses.contains { $0.contains(status) } }
        let always = all.filter { status in sets.allSatisfy { $0.contains(status) } }
        let never = all.filter { status in sets.allSatisfy { !$0.contains(status) } }
        let fitting = statuses.filter { set in
            always.allSatisfy(set.contains) && !never.contains(where: set.contains)
        }
        if sets.count > 1, fitting.count == sets.count {
            let yes = always.isEmpty ? "" : "身份含\(always.map(\.chinese).joined(separator: "和"))"
            let no = never.isEmpty ? "" : "身份不含\(never.map(\.chinese).joined(separator: "、"))"
            return [yes, no].filter { !$0.isEmpty }.joined(separator: "、")
        }
        let others = statuses.filter { !sets.contains($0) }
        let absent = all.filter { status in !others.contains { $0.contains(status) } }
        let having = statuses.filter { set in absent.contains(where: set.contains) }
        if !absent.isEmpty, having.count == sets.count {
            return "身份含\(absent.map(\.chinese).joined(separator: "或"))"
        }
        let shown = sets.prefix(4).map { set in
            set.isEmpty ? "无" : set.words.map(\.chinese).joined(separator: "+")
        }
        let more = sets.count > shown.count ? "等 \(sets.count) 种" : ""
        return "身份 " + shown.joined(separator: "、") + more
    }
}

extension String {
    /// The digits of a code without those that only fill it up.
    fileprivate var trimmingTail: String {
        guard let last else { return self }
        let tail = reversed().prefix { $0 == last }.count
        return tail > 2 ? dropLast(tail) + "…" : self
    }
}
