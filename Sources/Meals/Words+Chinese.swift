/// A word of a closed list with its name in the field.
package protocol NamedInChinese {
    var chinese: String { get }
}

extension Channel: NamedInChinese {
    package var chinese: String {
        switch self {
        case .dineIn: "堂食"
        case .takeAway: "外带"
        case .delivery: "送餐"
        }
    }
}

extension MealPeriod: NamedInChinese {
    package var chinese: String {
        switch self {
        case .breakfast: "早餐"
        case .lunch: "午餐"
        case .dinner: "晚餐"
        case .other: "非餐时"
        }
    }
}

extension VenueKind: NamedInChinese {
    package var chinese: String {
        switch self {
        case .canteen: "长者食堂"
        case .point: "助餐点"
        }
    }
}

extension Status: NamedInChinese {
    package var chinese: String {
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

extension Place: NamedInChinese {
    package var chinese: String {
        switch self {
        case .homeStreet: "本街道"
        case .homeDistrict: "本区其他街道"
        case .elsewhere: "外区"
        }
    }
}

extension DayType: NamedInChinese {
    package var chinese: String {
        switch self {
        case .workday: "工作日"
        case .weekend: "周末"
        case .holiday: "节假日"
        }
    }
}

extension Day {
    /// 星期一 to 星期日.
    package var weekdayInChinese: String {
        "星期" + ["一", "二", "三", "四", "五", "六", "日"][weekday - 1]
    }
}
