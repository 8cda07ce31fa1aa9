package import Meals

extension Fen {
    /// The amount in Chinese capitals, as vouchers prescribe: `壹仟零贰元伍角整`.
    ///
    /// Rules of 支付结算办法, appendix 1: zeros between digits are read once, an amount without fen
    /// ends in 整, and below one yuan the yuan are left out.
    package var chineseCapitals: String {
        if fen == 0 { return "零元整" }
        let (yuan, rest) = Int(fen.magnitude).quotientAndRemainder(dividingBy: 100)
        let (jiao, cents) = rest.quotientAndRemainder(dividingBy: 10)
        var text = fen < 0 ? "负" : ""
        if yuan > 0 { text += ChineseNumber.words(yuan) + "元" }
        if rest == 0 { return text + "整" }
        if jiao > 0 {
            // 1 000.30 reads 壹仟元零叁角: a last digit of 0 before jiao is said.
            if yuan > 0, yuan % 10 == 0 { text += "零" }
            text += ChineseNumber.digits[jiao] + "角"
        } else if yuan > 0 {
            text += "零"
        }
        return text + (cents > 0 ? ChineseNumber.digits[cents] + "分" : "整")
    }
}

/// Whole numbers in Chinese capitals.
private enum ChineseNumber {
    static let digits = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"]
    private static let places = ["", "拾", "佰", "仟"]
    private static let groups = ["", "万", "亿", "万亿"]

    static func words(_ number: Int) -> String {
        var rest = number
        var parts: [Int] = []
        while rest > 0 {
            parts.append(rest % 10_000)
            rest /= 10_000
        }
        var text = ""
        var needsZero = false
        for index in parts.indices.reversed() {
            let part = parts[index]
            if part == 0 {
                needsZero = !text.isEmpty
                continue
            }
            if !text.isEmpty, needsZero || part < 1_000 { text += digits[0] }
            text += group(part) + groups[index]
            needsZero = false
        }
        return text
    }

    /// A number below ten thousand.
    private static func group(_ number: Int) -> String {
        var text = ""
        var divisor = 1_000
        var needsZero = false
        for place in stride(from: 3, through: 0, by: -1) {
            let digit = number / divisor % 10
            divisor /= 10
            if digit == 0 {
                needsZero = !text.isEmpty
                continue
            }
            if needsZero { text += digits[0] }
            text += digits[digit] + places[place]
            needsZero = false
        }
        return text
    }
}
