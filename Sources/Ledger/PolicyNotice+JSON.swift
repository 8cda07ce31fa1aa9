package import Journal
internal import Meals
package import Subsidies

extension PolicyNotice {
    package var json: JSON {
        [
            "kind": .text(kind.rawValue), "stage": .text(stage.rawValue), "policy": .text(policy),
            "day": .text(day.description), "days_left": .int(Int64(daysLeft)),
            "message": .text(description),
        ]
    }
}
