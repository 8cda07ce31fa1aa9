internal import Journal
internal import Meals

extension Counter {
    /// The keys of the stage, on the keyboard and as buttons.
    var keys: [CashierScreen.Key] {
        switch stage {
        case .selling: isOpen ? sellingKeys : closedKeys
        case .menu: menuKeys
        case .recall: [.init(.back, "Escape", "返回")]
        case .form: [.init(.back, "Escape", "返回")]
        case .refund:
            [
                .init(.all, "F1", "全部退"),
                .init(key: "Enter", label: "下一步", input: ["do": "entry"]),
                .init(.back, "Escape", "返回"),
            ]
        case .report: [.init(.reprint, "F10", "打印"), .init(.back, "Escape", "返回")]
        case .stopped: []
        }
    }

    private var sellingKeys: [CashierScreen.Key] {
        [
            .init(key: "Enter", label: "确认 现金", input: ["do": "entry"]),
            .init(.cash, "F1", "现金"), .init(.unionPayCard, "F2", "银联卡"),
            .init(.unionPayQR, "F3", "云闪付"), .init(.eCNY, "F4", "数字人民币"),
            .init(.voucher, "F5", "消费券"),
            .init(.hold, "F6", ticket.lines.isEmpty ? "取单" : "挂单"),
            .init(.fullPrice, "F7", "全价"), .init(.void, "F8", "作废上笔"),
            .init(.refund, "F9", "退款"), .init(.reprint, "F10", "重印"),
            .init(.channel, "/", "\(ticket.channel.chinese)"),
            .init(.voidLine, "Delete", "删行"),
            .init(.clear, "Escape", ticket.tenders.isEmpty ? "清单" : "退回已收"),
            .init(.menu, "F12", "班次"),
        ]
    }

    private var closedKeys: [CashierScreen.Key] {
        [
            .init(.openShift, "F1", "开班"), .init(.closeDay, "F2", "日结 Z"),
            .init(.reprint, "F10", "重印"), .init(.setPIN, "F7", "设密码"),
            .init(.shutDown, "F9", facts.unsent > 0 ? "仍要关机" : "安全关机"),
        ]
    }

    private var menuKeys: [CashierScreen.Key] {
        [
            .init(.lookX, "F1", "看 X"), .init(.closeShift, "F2", "交班"),
            .init(.paidIn, "F3", "放入现金"), .init(.paidOut, "F4", "取出现金"),
            .init(.training, "F5", isTraining ? "结束练习" : "练习"),
            .init(.setPIN, "F7", "设密码"),
            .init(.shutDown, "F9", facts.unsent > 0 ? "仍要关机" : "安全关机"),
            .init(.back, "Escape", "返回"),
        ]
    }
}

extension CashierScreen.Key {
    fileprivate init(_ act: CounterInput.Key, _ key: String, _ label: String) {
        self.init(
            key: key, label: label, input: ["do": "key", "key": .text(act.rawValue)])
    }

    fileprivate init(_ tender: TenderKind, _ key: String, _ label: String) {
        self.init(
            key: key, label: label, input: ["do": "tender", "kind": .text(tender.rawValue)])
    }
}

extension CounterForm {
    var level: Int {
        switch self {
        case .openShift, .references, .receipt: 2
        case .count, .approve, .setPIN, .cash, .reason: 3
        }
    }

    /// The form as the page draws it.
    func fields(_ counter: Counter) -> JSON {
        let (title, hint, fields) = contents(counter)
        return [
            "title": .text(title), "hint": .text(hint), "skips": .bool(skips),
            "fields": .list(
                fields.map { ["name": .text($0), "label": .text($1), "kind": .text($2.rawValue)] }),
        ]
    }

    /// True where Enter alone, or after the first field, is an answer.
    private var skips: Bool {
        switch self {
        case .references, .receipt: true
        case .openShift, .count, .approve, .setPIN, .cash, .reason: false
        }
    }

    private enum Kind: String { case text, digits, money, pin }

    private func contents(_ counter: Counter)
        -> (title: String, hint: String, fields: [(String, String, Kind)])
    {
        switch self {
        case .openShift:
            return (
                "开班", "抽屉里的备用金", [("cashier", "工号", .text), ("float", "备用金 元", .money)]
            )
        case .count:
            let notes = ShiftClose.denominations.map { value in
                value.fen == 1
                    ? ("1", "零散 元", Kind.money)
                    : ("\(value.fen)", "\(value.label) × 张", Kind.digits)
            }
            return ("交班 点钞", "每种有几张;没有就空着", notes)
        case .approve:
            return ("店长密码", "长短款超过允许,请店长输入密码;刷卡无效", [("pin", "密码", .pin)])
        case .setPIN:
            let old: [(String, String, Kind)] =
                counter.facts.hasPIN ? [("old", "原密码", .pin)] : []
            return (
                "设店长密码", "4 到 6 位数字",
                old + [("pin", "新密码", .pin), ("again", "再输一次", .pin)]
            )
        case .cash(let isIn):
            return (
                isIn ? "放入现金" : "取出现金", "写明原因",
                [("amount", "金额 元", .money), ("reason", "原因", .text)]
            )
        case .references(let kind, let amount):
            return (
                "\(kind.chinese) ¥\(amount)", "照银行小票输入,或整张粘贴;空着按回车,以后由对账文件补",
                CounterForm.references
            )
        case .reason(let quote, let isVoid):
            let back = quote.tenders.map { "\($0.kind.chinese) ¥\($0.amount)" }
            let choices = Counter.reasons.enumerated().map { "\($0 + 1) \($1)" }
            let bank = quote.tenders.contains { $0.kind.hasAcquirer }
            return (
                "\(isVoid ? "作废" : "退款") \(quote.sale) 退 \(back.joined(separator: " "))",
                "原因:" + choices.joined(separator: "  "),
                [("reason", "原因", .text)] + (bank ? CounterForm.references : [])
            )
        case .receipt(let toRefund):
            return (
                toRefund ? "退款" : "重印小票", "小票号或它的尾数;空着就是上一笔",
                [("receipt", "小票号", .text)]
            )
        }
    }

    private static let references: [(String, String, Kind)] = [
        ("slip", "整张粘贴", .text), ("trace", "凭证号 6 位", .digits),
        ("batch", "批次号 6 位", .digits), ("rrn", "参考号 12 位", .text),
        ("auth", "授权码", .text), ("card", "卡号 带*", .text),
    ]
}

extension Fen {
    /// A note's or coin's name, such as `¥20` or `5 角`.
    fileprivate var label: String { fen >= 100 ? "¥\(fen / 100)" : "\(fen / 10) 角" }
}
