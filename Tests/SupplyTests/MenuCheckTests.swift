import Meals
import Testing

@testable import Supply

@Suite struct MenuCheckTests {
    private var shelf: Shelf {
        var shelf = Shelf()
        shelf.preparations = """
            preparations:
              - {id: sauce, name: 汁, makes: 1 公斤, recipe: {oil: 200 克, base: 500 克}}
              - {id: base, name: 底, makes: 500 克, recipe: {egg: 2 个}}
            """
        shelf.ingredients = shelf.ingredients.replacing(
            "yield: \"0.88\"", with: "yield: \"0.88\", allergens: [egg]")
        return shelf
    }

    @Test("an allergen that hides in a preparation of a preparation is named with its dish")
    func hiddenAllergen() throws {
        var shelf = shelf
        shelf.dishes = shelf.dishes.replacing(
            "{greens: 2 两, oil: 5 毫升}", with: "{greens: 2 两, sauce: 20 克}, allergens: [soy]")
        #expect(
            shelf.complaints == [
                "dishes.yaml:4: dish 301.allergens: hides egg 蛋, which the recipe or a part of it "
                    + "holds; declare it"
            ])
        shelf.dishes = shelf.dishes.replacing("allergens: [soy]", with: "allergens: [soy, egg]")
        let book = try shelf.book()
        #expect(book.allergens(try #require(book["301"])) == [.egg])
        #expect(book.allergens(try #require(book["901"])) == [.egg])
        #expect(book.allergens(try #require(book["101"])) == [])
    }

    @Test("a tray saltier than the rule is named with the line of its meal")
    func salt() {
        var shelf = shelf
        shelf.rules = "salt_per_meal: \"1.5\"\n"
        shelf.ingredients = shelf.ingredients.replacing(
            "pack: 5 公斤}", with: "pack: 5 公斤, per_100g: {energy: 10, salt: 2, source: label}}")
        #expect(
            shelf.complaints.first
                == "weeks/week-1.yaml:3: days.monday.lunch: the mildest tray has 2.0 g of salt, "
                + "above 1.5 g; put a low-salt dish on the menu")
        #expect(shelf.complaints.count == 14)
        shelf.rules = "salt_per_meal: \"2\"\n"
        #expect(shelf.complaints == [])
    }

    @Test(
        "a mistake in the preparations is named with its line and key",
        arguments: [
            (
                "base, name: 底, makes: 500 克, recipe: {egg: 2 个}",
                "base, name: 底, makes: 500 克, recipe: {sauce: 1 克}",
                "preparations.yaml:2: preparations[0]: the preparation 'sauce' would need itself"
            ),
            (
                "base: 500 克", "base: 5 个",
                "preparations.yaml:2: preparations[0].recipe.base: 'base'"
            ),
            ("base: 500 克", "bass: 5 克", "preparations.yaml:2: preparations[0].recipe.bass: unkn"),
            ("id: base", "id: egg", "preparations.yaml:3: preparations[1].id: 'egg' is an ingred"),
            ("makes: 1 公斤", "makes: 1 箱", "preparations.yaml:2: preparations[0].makes: 箱 is for"),
            (", recipe: {egg: 2 个}", "", "preparations.yaml:3: preparations[1]: the key 'recipe'"),
        ])
    func preparationMistakes(old: String, new: String, complaint: String) throws {
        var shelf = shelf
        shelf.preparations = shelf.preparations?.replacing(old, with: new)
        #expect(shelf.complaints.contains { $0.hasPrefix(complaint) }, "\(shelf.complaints)")
    }

    @Test(
        "a mistake in what the supplier or the label says is named",
        arguments: [
            ("pack: 10 公斤", "pack: 10 公斤, supplier: none", "unknown supplier 'none'"),
            ("pack: 10 公斤", "pack: 10 公斤, minimum: 1 个", "个 of 'pork' cannot be turned"),
            ("pack: 10 公斤", "pack: 10 公斤, allergens: [dust]", "'dust' is not one of gluten"),
            ("pack: 10 公斤", "pack: 10 公斤, loss: \"0.95\"", "'0.95' is not a number above 0"),
            ("pack: 10 公斤", "pack: 10 公斤, per_100g: {energy: 901}", "'901' is not a number"),
            ("pack: 10 公斤", "pack: 10 公斤, per_100g: {energy: 90}", "say where the figures are"),
            (
                "ingredients:\n",
                "suppliers: [{id: a, name: 甲, cutoff: \"25:00\"}]\ningredients:\n",
                "'25:00' is not a time of day"
            ),
        ])
    func supplierMistakes(old: String, new: String, complaint: String) throws {
        var shelf = shelf
        let place = try #require(shelf.ingredients.firstRange(of: old))
        shelf.ingredients.replaceSubrange(place, with: new)
        #expect(shelf.complaints.contains { $0.contains(complaint) }, "\(shelf.complaints)")
    }
}
