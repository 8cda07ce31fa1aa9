/// The roll in the printer.
package enum Paper: String, CaseIterable, Sendable {
    /// 58 mm.
    case narrow = "58mm"
    /// 80 mm.
    case wide = "80mm"

    /// Letters in a line; a Chinese character takes two.
    package var columns: Int {
        switch self {
        case .narrow: 32
        case .wide: 48
        }
    }

    /// Dots in a line: 8 a millimetre, a letter is 12 wide.
    var dots: Int { columns * 12 }
}
