/// A unit in which a kitchen weighs, pours, counts or buys.
package enum UnitOfMeasure: CaseIterable, Hashable, Sendable {
    case gram, liang, jin, kilogram, millilitre, litre, piece, portion, tray, box

    /// What a unit measures, in the measure's base.
    package enum Measure: Hashable, Sendable {
        /// Weight, with the grams of one unit.
        case weight(grams: Int64)
        /// Volume, with the millilitres of one unit.
        case volume(millilitres: Int64)
        /// A count; what one of them weighs is the ingredient's affair.
        case count(Counting)
        /// The pack in which the ingredient is sold.
        case pack
    }

    /// What is counted: pieces, portions or trays, none of which is another.
    package enum Counting: Hashable, Sendable { case piece, portion, tray }

    package var measure: Measure {
        switch self {
        case .gram: .weight(grams: 1)
        case .liang: .weight(grams: 50)
        case .jin: .weight(grams: 500)
        case .kilogram: .weight(grams: 1000)
        case .millilitre: .volume(millilitres: 1)
        case .litre: .volume(millilitres: 1000)
        case .piece: .count(.piece)
        case .portion: .count(.portion)
        case .tray: .count(.tray)
        case .box: .pack
        }
    }

    /// How the unit is written; the first spelling is ours.
    package var symbols: [String] {
        switch self {
        case .gram: ["克", "g"]
        case .liang: ["两"]
        case .jin: ["斤"]
        case .kilogram: ["公斤", "kg"]
        case .millilitre: ["毫升", "ml"]
        case .litre: ["升", "l", "L"]
        case .piece: ["个"]
        case .portion: ["份"]
        case .tray: ["盘"]
        case .box: ["箱"]
        }
    }

    package init?(_ symbol: some StringProtocol) {
        guard let unit = Self.allCases.first(where: { $0.symbols.contains(String(symbol)) })
        else { return nil }
        self = unit
    }

    /// Every spelling, for an error line.
    static var known: String { allCases.flatMap(\.symbols).joined(separator: " ") }
}

extension UnitOfMeasure: CustomStringConvertible {
    package var description: String { symbols[0] }
}
