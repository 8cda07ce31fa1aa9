internal import Meals

extension Day {
    /// Reads a date as people and spreadsheets write it: `2026-11-29`, `2026/11/29`, `2026/1/9`.
    init?(written text: some StringProtocol) {
        if let day = Day(text) {
            self = day
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4,
            parts.dropFirst().allSatisfy({ (1...2).contains($0.utf8.count) }),
            let year = Int(decimal: parts[0].utf8), let month = Int(decimal: parts[1].utf8),
            let day = Int(decimal: parts[2].utf8)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
