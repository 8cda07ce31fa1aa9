import Journal
import Ledger
import Meals

/// What was noticed of tills' journals, as the bureau reads it.
struct IncidentReport {
    let incidents: [Incident]

    /// Incidents that are shown with what was noticed; the others are counted.
    private static let shownDetails = 3

    var lines: [String] { incidents.flatMap(lines) }

    private func lines(_ incident: Incident) -> [String] {
        let hidden = incident.details.count - IncidentReport.shownDetails
        return [
            "\(words(incident)), " + (incident.canteen.map { "canteen \($0), " } ?? "")
                + (incident.count == 1 ? "" : "\(incident.count.grouped) times, ")
                + times(incident),
            "  seen:   "
                + incident.details.prefix(IncidentReport.shownDetails).joined(separator: "; ")
                + (hidden > 0 ? "; and \(hidden.grouped) more" : ""),
            "  means:  \(meaning(incident))", "  next:   \(nextStep(incident))",
        ]
    }

    private func words(_ incident: Incident) -> String {
        "incident \(incident.name) \(incident.kind?.title ?? "") at terminal \(incident.terminal)"
    }

    private func meaning(_ incident: Incident) -> String {
        incident.kind?.meaning ?? "a newer mulin noted this; this one does not know the kind"
    }

    private func nextStep(_ incident: Incident) -> String {
        incident.kind?.nextStep ?? "update mulin and ask again"
    }

    private func times(_ incident: Incident) -> String {
        let (first, last) = (time(incident.firstSeen), time(incident.lastSeen))
        return first == last ? first : "\(first) to \(last)"
    }

    private func time(_ moment: Moment) -> String { "\(moment.day) \(moment.clock)" }

    /// For the close of a window; nil where nothing was noticed.
    func summary(of window: Day) -> String? {
        guard !incidents.isEmpty else { return nil }
        let shown = incidents.prefix(8).map { "\($0.name) \($0.terminal)" }
        return "incidents at tills: " + shown.joined(separator: ", ")
            + (incidents.count > 8 ? ", …" : "")
            + "; mulin audit \(window) says what they mean and what to do"
    }

    var json: JSON {
        .list(
            incidents.map { incident in
                [
                    "kind": .text(incident.name), "title": .text(incident.kind?.title ?? ""),
                    "terminal": .text(incident.terminal.text),
                    "canteen": .text(incident.canteen?.text ?? ""),
                    "count": .int(Int64(incident.count)),
                    "first_seen": .text("\(incident.firstSeen)"),
                    "last_seen": .text("\(incident.lastSeen)"),
                    "details": .list(incident.details.map { .text($0) }),
                    "meaning": .text(meaning(incident)), "next_step": .text(nextStep(incident)),
                ]
            })
    }
}
