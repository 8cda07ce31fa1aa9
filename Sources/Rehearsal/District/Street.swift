internal import Meals

/// A sub-district (街道): code, name, and how much of the made-up district lives there.
struct Street {
    let code: DivisionCode
    let name: String
    let weight: Int

    /// The last three digits, which stand for the street within its district.
    var number: Substring { code.text.suffix(3) }

    /// Yangpu's twelve, with the codes of 30 June 2023.
    ///
    /// The weights are made up.
    static let yangpu = [
        Street(code: "310110001", name: "定海路街道", weight: 8),
        Street(code: "310110006", name: "平凉路街道", weight: 8),
        Street(code: "310110008", name: "江浦路街道", weight: 8),
        Street(code: "310110009", name: "四平路街道", weight: 8),
        Street(code: "310110012", name: "控江路街道", weight: 10),
        Street(code: "310110013", name: "长白新村街道", weight: 7),
        Street(code: "310110015", name: "延吉新村街道", weight: 9),
        Street(code: "310110016", name: "殷行街道", weight: 15),
        Street(code: "310110018", name: "大桥街道", weight: 10),
        Street(code: "310110019", name: "五角场街道", weight: 11),
        Street(code: "310110020", name: "新江湾城街道", weight: 4),
        Street(code: "310110021", name: "长海路街道", weight: 10),
    ]

    /// Some of Putuo's, for diners who moved away but still come.
    static let putuo = [
        Street(code: "310107014", name: "长风新村街道", weight: 3),
        Street(code: "310107015", name: "长寿路街道", weight: 3),
        Street(code: "310107016", name: "甘泉路街道", weight: 2),
        Street(code: "310107017", name: "石泉路街道", weight: 2),
        Street(code: "310107020", name: "宜川路街道", weight: 2),
    ]
}
