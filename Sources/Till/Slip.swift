package import Journal
package import Meals

/// The diner's slip as plain text, 32 columns wide.
package struct Slip {
    package let lines: [String]

    /// - Parameter name: gives the name of an item on the menu; nil for an open item.
    package init(
        _ sale: Sale, id: RecordID, at: Moment, canteen: String, name: (String) -> String?
    ) {
        let heading = SlipHeading(canteen: canteen, id: id, at: at)
        lines = SlipDocument.sale(sale, heading, name: name).text(on: .narrow)
    }
}
