package import Meals
package import Subsidies

/// Why an input was not done, with its code and the key that resolves it.
package enum Refusal: Hashable, Sendable {
    case unknownCard
    case stoppedCard(Day)
    case unknownItem(String)
    case badReferences
    case usedUp(LimitWindow)
    case badAmount(String)
    case moreThanLeft(Fen)
    case paidTooMuch(Fen)
    case alreadyPaying
    case noLine
    case queueFull
    case shiftClosed
    case priceChanged(Fen)
    case shiftOpen
    case ticketOpen
    case dayClosed(Day)
    case beyondPermitted(Fen)
    case wrongPIN
    case cardIsNoPIN
    case noPIN
    case unusablePIN
    case noReceipt(String)
    case nothingLeft
    case tooMuchBack(left: Int)
    case reasonMissing
    case cashierMissing
    case diskFailed(String)
    case unsent(Int)
    case nothingHeld
    case notHere(String)
}

extension Refusal {
    /// Other parts of a till have codes of their own: the printer's are E21 to E25,
    /// those of the service's answers E30 and E31.
    package var code: String {
        switch self {
        case .unknownCard: "E01"
        case .stoppedCard: "E06"
        case .unknownItem: "E02"
        case .badReferences: "E03"
        case .usedUp: "E04"
        case .badAmount: "E05"
        case .moreThanLeft: "E29"
        case .paidTooMuch: "E37"
        case .alreadyPaying: "E07"
        case .noLine: "E08"
        case .queueFull: "E09"
        case .shiftClosed: "E10"
        case .priceChanged: "E11"
        case .shiftOpen: "E12"
        case .ticketOpen: "E13"
        case .dayClosed: "E14"
        case .beyondPermitted: "E15"
        case .wrongPIN: "E16"
        case .cardIsNoPIN: "E17"
        case .noPIN: "E18"
        case .unusablePIN: "E19"
        case .noReceipt: "E20"
        case .nothingLeft: "E36"
        case .tooMuchBack: "E32"
        case .reasonMissing: "E33"
        case .cashierMissing: "E34"
        case .diskFailed: "E35"
        case .unsent: "E26"
        case .nothingHeld: "E27"
        case .notHere: "E28"
        }
    }

    /// One line for the cashier.
    package var text: String {
        switch self {
        case .unknownCard: "名册里没有这张卡"
        case .stoppedCard(let since): "此卡 \(since) 起已停用,请本人办新卡"
        case .unknownItem(let code): "没有这个菜号 \(code)"
        case .badReferences: "参考号不对:凭证号 6 位,批次号 6 位,参考号 12 位"
        case .usedUp(let window): "\(window.chinese)已享补贴"
        case .badAmount(let text): "金额不对 \(text)"
        case .moreThanLeft(let left): "多于应付 ¥\(left)"
        case .paidTooMuch(let over): "价格已变,多收了 ¥\(over),先退再收"
        case .alreadyPaying: "已收了一部分,不能再改菜"
        case .noLine: "没有这一行"
        case .queueFull: "排队的卡已满"
        case .shiftClosed: "还没有开班"
        case .priceChanged(let payable): "价格已变,现在应付 ¥\(payable)"
        case .shiftOpen: "本班还没有交班"
        case .ticketOpen: "还有没结完或挂着的单"
        case .dayClosed(let day): "\(day) 已经日结"
        case .beyondPermitted(let difference): "长短款 \(difference),超过允许"
        case .wrongPIN: "密码不对"
        case .cardIsNoPIN: "刷卡不能代替密码"
        case .noPIN: "还没有设店长密码"
        case .unusablePIN: "密码要 4 到 6 位数字,两次一样"
        case .noReceipt(let text): "本机没有这张小票 \(text)"
        case .nothingLeft: "已经全部退完"
        case .tooMuchBack(let left): "这一行最多还能退 \(left) 份"
        case .reasonMissing: "要写原因"
        case .cashierMissing: "要写工号"
        case .diskFailed(let reason): "没有记下来:\(reason)"
        case .unsent(let count): "还有 \(count) 笔没有上传"
        case .nothingHeld: "没有挂着的单"
        case .notHere(let what): "现在不能\(what)"
        }
    }

    /// The name of the key that resolves it.
    package var key: String {
        switch self {
        case .unknownCard, .stoppedCard, .usedUp: "全价"
        case .unknownItem, .badReferences, .badAmount, .moreThanLeft, .wrongPIN, .unusablePIN,
            .noReceipt, .tooMuchBack, .noLine, .reasonMissing, .cashierMissing:
            "重输"
        case .paidTooMuch: "退回已收"
        case .alreadyPaying: "继续收款"
        case .queueFull, .ticketOpen: "先结单"
        case .shiftClosed: "开班"
        case .priceChanged: "确认"
        case .shiftOpen: "交班"
        case .dayClosed: "再开班"
        case .beyondPermitted, .cardIsNoPIN: "店长密码"
        case .noPIN: "设密码"
        case .nothingLeft, .nothingHeld, .notHere: "返回"
        case .diskFailed: "再试"
        case .unsent: "仍要关机"
        }
    }
}

extension Refusal: CustomStringConvertible {
    /// Such as `E04 今日已享补贴 → [全价]`.
    package var description: String { "\(code) \(text) → [\(key)]" }
}

extension LimitWindow {
    package var chinese: String {
        switch self {
        case .meal: "本餐"
        case .day: "今日"
        case .week: "本周"
        case .month: "本月"
        }
    }
}
