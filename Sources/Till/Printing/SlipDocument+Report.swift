internal import Journal
internal import Meals

extension SlipDocument {
    /// The slip of an X or Z report, with the ticket by which a phone can carry the day.
    ///
    /// - Parameter ticket: the report's own, signed by the till where its key is at hand.
    package static func report(_ report: TillReport, ticket: DayTicket) -> SlipDocument {
        let title = report.kind == .z ? "日结 Z" : "看账 X"
        var parts: [Part] = [.big(title), .centred(report.canteen)]
        parts += place(report)
        parts += [.rule] + sums(report)
        if let drawer = report.drawer { parts += [.rule] + cash(drawer) }
        parts += [.rule] + seal(report)
        parts += [.qr(ticket.text), .centred("网络不通时用手机扫码转交")]
        if report.kind == .x { parts.append(.centred("看账不结班")) }
        return .slip(parts)
    }

    private static func place(_ report: TillReport) -> [Part] {
        var parts: [Part] = [
            .row("终端", "\(report.head.terminal)"), .row("纪元", "\(report.head.epoch)"),
            .row("营业日", "\(report.totals.day)"),
            .row("打印", "\(report.at.day) \(report.at.clock)"),
        ]
        if let shift = report.shift { parts.append(.row("班次", "\(shift)")) }
        if !report.cashier.isEmpty { parts.append(.row("收银员", report.cashier)) }
        return parts
    }

    private static func sums(_ report: TillReport) -> [Part] {
        let totals = report.totals
        // Since the last Z nothing may have happened at all.
        let places: [Part] =
            totals.last < totals.first
            ? [.row("记录", "无")]
            : [.row("首号", "\(totals.first)"), .row("末号", "\(totals.last)")]
        var parts: [Part] =
            places + [
                .row("售出", "\(totals.sales) 笔"), .row("退与作废", "\(totals.reversals) 笔"),
                .row("原价", totals.gross.yuan), .row("优惠", (-totals.discount).yuan),
                .row("补贴", (-totals.subsidy).yuan), .bigRow("实收", "￥" + totals.paid.yuan),
            ]
        parts += report.tenders.map {
            .row("\($0.kind.chinese) \($0.count) 笔", $0.amount.yuan)
        }
        return parts
    }

    private static func cash(_ drawer: DrawerCount) -> [Part] {
        var parts: [Part] = [
            .row("备用金", drawer.float.yuan), .row("现金净收", drawer.taken.yuan),
            .row("存入", drawer.paidIn.yuan), .row("取出", (-drawer.paidOut).yuan),
            .row("应有现金", drawer.expected.yuan),
        ]
        for pile in drawer.piles where pile.pieces > 0 {
            parts.append(.row("\(pile.value.yuan) ×\(pile.pieces)", pile.amount.yuan))
        }
        parts.append(.row("实点现金", drawer.counted.yuan))
        let difference = drawer.difference
        if difference == .zero {
            parts.append(.row("差额", "相符"))
        } else {
            parts.append(.bigRow(difference > .zero ? "长款" : "短款", difference.yuan))
        }
        return parts
    }

    private static func seal(_ report: TillReport) -> [Part] {
        let hash = report.head.hash.hex
        return [
            .row("未上传", "\(report.unsent) 笔"),
            .row("链头", "第 \(report.head.seq) 号"),
            // Two lines on either paper, so that it can be compared with another slip's.
            .text(String(hash.prefix(32))), .text(String(hash.suffix(32))),
        ]
    }
}
