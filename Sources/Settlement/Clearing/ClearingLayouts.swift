extension FixedLayout {
    /// 一般交易明细流水 (`INN…ZM_…`): 607 bytes; field 41 is 原始交易订单号 in newer files.
    package static let general = FixedLayout(
        generalHead + [("原始交易订单号", 32, .text), ("保留使用", 98, .text)])

    /// The older reading of the same 607 bytes: what follows field 40 is one reserve.
    package static let generalOf41 = FixedLayout(generalHead + [("保留使用", 131, .text)])

    // Names and widths as in UnionPay's demonstration programs; checked on their sample.
    private static let generalHead: [(name: String, width: Int, shape: FieldShape)] = [
        ("交易代码", 3, .someCode),
        ("代理机构标识码", 11, .someCode),
        ("发送机构标识码", 11, .someCode),
        ("系统跟踪号", 6, .digits),
        ("交易传输时间", 10, .digits),
        ("账号", 19, .code),
        ("交易金额", 12, .digits),
        ("商户类别", 4, .digits),
        ("终端类型", 2, .code),
        ("查询流水号", 21, .digits),
        ("支付方式(旧)", 2, .code),
        ("商户订单号", 32, .text),
        ("支付卡类型", 2, .code),
        ("原始交易系统跟踪号", 6, .digitsOrBlank),
        ("原始交易日期时间", 10, .digitsOrBlank),
        ("商户手续费", 13, .directed),
        ("结算金额", 13, .directed),
        ("支付方式", 4, .code),
        ("集团商户代码", 15, .code),
        ("交易类型", 2, .digits),
        ("交易子类", 2, .code),
        ("业务类型", 6, .code),
        ("账号类型", 2, .code),
        ("账单类型", 4, .code),
        ("账单号码", 32, .text),
        ("交互方式", 1, .code),
        ("原交易查询流水号", 21, .digitsOrBlank),
        ("商户代码", 15, .someCode),
        ("分账入账方式", 1, .code),
        ("二级商户代码", 15, .code),
        ("二级商户简称", 32, .text),
        ("二级商户分账入账金额", 13, .directed),
        ("清算净额", 13, .directed),
        ("终端号", 8, .someCode),
        ("商户自定义域", 32, .text),
        ("优惠金额", 13, .directed),
        ("发票金额", 13, .directed),
        ("分期付款附加手续费", 12, .directed),
        ("分期付款期数", 2, .digitsOrBlank),
        ("交易介质", 1, .code),
    ]

    /// 差错交易明细 (`INN…ZME_…`): 339 bytes.
    package static let disputes = FixedLayout([
        ("交易代码", 3, .someCode),
        ("代理机构标识码", 11, .someCode),
        ("发送机构标识码", 11, .someCode),
        ("系统跟踪号", 6, .digits),
        ("交易传输时间", 10, .digits),
        ("账号", 19, .code),
        ("交易金额", 12, .digits),
        ("商户类型", 4, .digits),
        ("终端类型", 2, .code),
        ("支付卡类型", 2, .code),
        ("上一笔系统跟踪号", 6, .digitsOrBlank),
        ("上一笔交易日期时间", 10, .digitsOrBlank),
        ("上一笔清算日期", 4, .digitsOrBlank),
        ("上一笔交易金额", 12, .digits),
        ("商户手续费", 13, .directed),
        ("结算金额", 13, .directed),
        ("集团商户代码", 15, .code),
        ("商户代码", 15, .someCode),
        ("分账清算标识", 1, .code),
        ("分期附加手续费", 12, .directed),
        ("分期期数", 2, .digitsOrBlank),
        ("保留", 135, .text),
    ])
}
