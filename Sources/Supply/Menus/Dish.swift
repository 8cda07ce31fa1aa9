package import Meals

/// 菜品代码: the PLU number that the cashier types.
package enum DishKind: CheckedCode {
    package static let shape = "1 to 6 digits"
    package static func accepts(_ code: String) -> Bool {
        (1...6).contains(code.utf8.count) && code.utf8.allSatisfy { (48...57).contains($0) }
    }
}

package typealias DishCode = Code<DishKind>

/// 菜品类别: the place of a dish in a meal.
package enum DishClass: String, CaseIterable, Sendable {
    case largeMeat = "large-meat"
    case smallMeat = "small-meat"
    case vegetable
    case soup
    case staple
    case breakfast
    case set

    /// The class as the counter calls it.
    package var name: String {
        switch self {
        case .largeMeat: "大荤"
        case .smallMeat: "小荤"
        case .vegetable: "素菜"
        case .soup: "汤"
        case .staple: "主食"
        case .breakfast: "早点"
        case .set: "套餐"
        }
    }
}

/// Something on sale: cooked to a recipe, or a set of other dishes.
package struct Dish: Hashable, Sendable {
    package let code: DishCode
    package let name: String
    package let dishClass: DishClass
    /// The price of one portion.
    package let price: Fen
    package let making: Making
    /// How it differs from the dish as everyone cooks it.
    package let care: [Care]
    /// How it is kept from the kitchen to the plate.
    let keeping: Keeping
    /// The allergens that the counter declares; nil where it shows what the recipe has.
    package let declared: Set<Allergen>?

    /// 适老做法: what is done for the old and the ill.
    package enum Care: String, CaseIterable, Sendable {
        case soft
        case lowSalt = "low-salt"
        case lowOil = "low-oil"
        case lowSugar = "low-sugar"
    }

    /// 供餐温度: how a dish is kept from the kitchen to the plate.
    package enum Keeping: String, CaseIterable, Sendable {
        case hot, cold, ambient
    }

    /// How a dish comes to the counter.
    package enum Making: Hashable, Sendable {
        /// Cooked: what goes into the pot, and how many portions come out of it.
        case recipe([RecipePart], serves: Int)
        /// Laid together from other dishes; a code stands twice for two portions.
        case set([DishCode])
    }

    package init(
        code: DishCode, name: String, dishClass: DishClass, price: Fen, making: Making,
        care: [Care] = [], keeping: Keeping = .hot, declared: Set<Allergen>? = nil
    ) {
        self.care = care
        self.keeping = keeping
        self.declared = declared
        self.code = code
        self.name = name
        self.dishClass = dishClass
        self.price = price
        self.making = making
    }

    /// A dish that is made in another way.
    init(_ dish: Dish, _ making: Making) {
        self.init(
            code: dish.code, name: dish.name, dishClass: dish.dishClass, price: dish.price,
            making: making, care: dish.care, keeping: dish.keeping, declared: dish.declared)
    }
}

/// One ingredient of a recipe.
package struct RecipePart: Hashable, Sendable {
    package let ingredient: IngredientID
    package let quantity: Quantity

    package init(ingredient: IngredientID, quantity: Quantity) {
        self.ingredient = ingredient
        self.quantity = quantity
    }
}
