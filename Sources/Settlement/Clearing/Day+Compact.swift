internal import Meals

extension Day {
    /// Reads a date as acquirers and banks write it, `20261123`; nil for anything else.
    init?(compact text: String) {
        guard text.utf8.count == 8, let number = Int(decimal: text.utf8) else { return nil }
        self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
}
