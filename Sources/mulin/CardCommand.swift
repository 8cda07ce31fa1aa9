import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store

struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract:
            "Stops lost cards (止付) and gives new ones; tills hear of it with their next news.",
        subcommands: [Stop.self, Replace.self, List.self])

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stops a card, or all cards of a diner: whoever holds it pays in full.")

        @Argument(help: "The card's number.") var card: String?
        @Option(help: "A diner, all of whose cards are stopped.") var diner: String?
        @Option(help: "Why, in some words: lost, stolen, cancelled.") var reason: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard (card == nil) != (diner == nil) else {
                throw ValidationError("name a card's number or --diner ID")
            }
        }

        func run() throws {
            let directory = try data.directory()
            let register = CardRegister(store: try directory.store())
            let (snapshot, count): (String, Int)
            if let card {
                let token = try directory.tokenKey().token(card: card)
                (snapshot, count) = (try register.stop(token, reason: reason, at: .now), 1)
            } else {
                guard let id = DinerID(checked: diner ?? "") else {
                    throw Failure(
                        "'\(diner ?? "")' is not a diner's id (\(DinerKind.shape))",
                        code: Failure.badInput)
                }
                (snapshot, count) = try register.stop(cardsOf: id, reason: reason, at: .now)
            }
            if output.wanted {
                Console.say(["stopped": .int(Int64(count)), "snapshot": .text(snapshot)])
            } else {
                Console.say("stopped \(count) card\(count == 1 ? "" : "s"); snapshot \(snapshot)")
            }
        }
    }

    struct Replace: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives a new card in the place of an old one, which is stopped.")

        @Argument(help: "The old card's number.") var old: String
        @Argument(help: "The new card's number.") var new: String
        @Option(help: "Why, in some words.") var reason = "replaced"
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let directory = try data.directory()
            let tokens = try directory.tokenKey()
            let register = CardRegister(store: try directory.store())
            let (snapshot, diner) = try register.replace(
                tokens.token(card: old), with: tokens.token(card: new), reason: reason, at: .now)
            if output.wanted {
                Console.say(["diner": .text(diner.text), "snapshot": .text(snapshot)])
            } else {
                Console.say("diner \(diner) has the new card; snapshot \(snapshot)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Shows the stopped cards, the last one first; of a card its token's beginning.")

        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let store = try data.store()
            let stopped = try CardRegister(store: store).stopped()
            if output.wanted {
                let list = stopped.map { stop in
                    JSON.object([
                        "card": .text(stop.card.text), "diner": .text(stop.diner.text),
                        "stopped_at": .text("\(stop.stoppedAt)"), "reason": .text(stop.reason),
                        "replaced": .bool(stop.replacement != nil),
                    ])
                }
                Console.say(["stopped": .list(list)])
                return
            }
            for stop in stopped {
                Console.say(
                    "\(stop.stoppedAt)  \(stop.card.text.prefix(8))  diner \(stop.diner)  "
                        + stop.reason + (stop.replacement == nil ? "" : "  (replaced)"))
            }
            if stopped.isEmpty { Console.say("no card is stopped") }
        }
    }
}
