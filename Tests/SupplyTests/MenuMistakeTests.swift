import Meals
import Testing

@testable import Supply

@Suite("One mistake in the menus is told once, where it is")
struct MenuMistakeTests {
    @Test(
        "a meal that sells dishes beside its sets needs a vegetable beside them, too",
        arguments: [
            (#"["101", "301"]"#, nil), (#"["101", "901", "301"]"#, nil),
            (#"["101", "102"]"#, "a lunch without a vegetable; add one"),
            (#"["101", "901"]"#, "a lunch without a vegetable outside of its sets; add one"),
            // Sets only: each of them.
            (#"["901"]"#, nil),
            (#"["901", "902"]"#, "a lunch without a vegetable in its set '902'"),
            // A dish that cannot be read may be one.
            (#"["101", "901", "303"]"#, "unknown dish '303'"),
        ])
    func vegetables(meal: String, complaint: String?) {
        var shelf = Shelf()
        shelf.dishes +=
            "\n  - {code: \"902\", name: 肉餐, class: set, price: \"12.00\", holds: [\"101\"]}\n"
        shelf.week = Shelf.week(meal: meal)
        let complaints = shelf.complaints
        #expect(complaints.count == (complaint == nil ? 0 : 14), "\(complaints)")
        #expect(complaints.first?.contains(complaint ?? "") ?? true, "\(complaints)")
    }

    @Test("a breakfast needs no vegetable") func breakfast() {
        var shelf = Shelf()
        shelf.week = shelf.week.replacing("breakfast: []", with: #"breakfast: ["101", "901"]"#)
        #expect(shelf.complaints == [])
    }

    @Test("a week's number that is taken or leaves a gap is named with file and line")
    func weekNumbers() throws {
        let shelf = Shelf()
        func complaints(_ number: String) -> [String] {
            let more = MenuFile(name: "weeks/week-2.yaml", text: "# 第二周\n" + Shelf.week(number))
            return MenuBook.checked(shelf.files + [more]).errors.map(\.description)
        }
        #expect(complaints("2") == [])
        #expect(
            complaints("1") == ["weeks/week-2.yaml:2: week: 1 is taken by weeks/week-1.yaml:1"])
        #expect(
            complaints("3") == [
                "weeks/week-2.yaml:2: week: 3 leaves a gap; number the weeks 1 to 2"
            ])
    }

    @Test("a code that is there twice does not make the one it hides an unknown dish")
    func codeTwice() {
        var shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing(#""102", name"#, with: #""101", name"#)
        let twice = "dishes.yaml:3: dishes[1].code: the code '101' is there twice"
        #expect(shelf.complaints == [twice])
        // The first of the two may be the wrong one.
        shelf.dishes = Shelf().dishes.replacing(#""101", name"#, with: #""102", name"#)
            .replacing(#"["101", "301""#, with: #"["102", "301""#)
        #expect(
            shelf.complaints == ["dishes.yaml:3: dishes[1].code: the code '102' is there twice"])
        // What neither of them can be is still unknown.
        shelf = Shelf()
        shelf.dishes = shelf.dishes.replacing(#""102", name"#, with: #""101", name"#)
        shelf.week = shelf.week.replacing(
            #"sunday: {breakfast: []"#, with: #"sunday: {breakfast: ["777"]"#)
        #expect(shelf.complaints.count == 2)
        #expect(shelf.complaints.contains { $0.contains("unknown dish '777'") })
    }

    @Test(
        "a preparation whose name is taken does not seem to need itself",
        arguments: [
            ("id: base", "id: egg", "preparations[1].id: 'egg' is an ingredient already"),
            ("id: sauce", "id: base", "preparations[1].id: the preparation 'base' is there twice"),
        ])
    func preparationClash(old: String, new: String, complaint: String) {
        var shelf = Shelf()
        shelf.preparations = """
            preparations:
              - {id: sauce, name: 汁, makes: 1 公斤, recipe: {oil: 200 克, base: 500 克}}
              - {id: base, name: 底, makes: 500 克, recipe: {egg: 100 克}}
            """.replacing(old, with: new)
        let complaints = shelf.complaints
        #expect(complaints.contains { $0.contains(complaint) }, "\(complaints)")
        #expect(!complaints.contains { $0.contains("would need itself") }, "\(complaints)")
    }
}
