import ArgumentParser
import Foundation
import Journal
import Ledger
import Meals
import Store

struct OfficerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "officer",
        abstract: "Names the people who approve policies, decide flags and end open items.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names an officer and prints the pass phrase, this once.",
            discussion: "Only a digest of it is kept. A name is never given twice.")

        @Argument(help: "The officer's name, as it will stand under approvals.") var name: String
        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            var random = SystemRandomNumberGenerator()
            let phrase = PassPhrase(random: (0..<16).map { _ in random.next() })
            try OfficerRegister(store: try data.store()).add(name, phrase, at: .now)
            if output.wanted {
                Console.say(["officer": .text(name), "pass_phrase": .text(phrase.text)])
            } else {
                Console.say(phrase.text)
                Console.warn("mulin: give it to \(name); it is not shown again")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows the officers.")

        @OptionGroup var data: DataOption
        @OptionGroup var output: JSONOption

        func run() throws {
            let officers = try OfficerRegister(store: try data.store()).all()
            if output.wanted {
                let list = officers.map { officer in
                    JSON.object([
                        "officer": .text(officer.name), "since": .text(officer.since.description),
                        "active": .bool(officer.digest != nil),
                    ])
                }
                Console.say(["officers": .list(list)])
                return
            }
            guard !officers.isEmpty else {
                Console.say("no officers; name the first two with mulin officer add NAME")
                return
            }
            var table = TextTable(["officer", "since", ""], texts: [0, 1, 2])
            for officer in officers {
                table.add([
                    officer.name, officer.since.description,
                    officer.digest == nil ? "removed" : "",
                ])
            }
            for line in table.lines { Console.say(line) }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Lets nobody act under a name any more; past approvals stand, proposals lapse.")

        @Argument(help: "The officer's name.") var name: String
        @OptionGroup var data: DataOption

        func run() throws {
            try OfficerRegister(store: try data.store()).remove(name, at: .now)
            Console.say("\(name): removed; the name stays taken")
        }
    }
}

/// Who acts, proven by a pass phrase.
struct OfficerOption: ParsableArguments {
    @Option(
        name: .customLong("by"),
        help: "The officer who acts; the pass phrase is read from MULIN_PASSPHRASE or asked for.")
    var name: String

    func proof() throws -> OfficerProof {
        let phrase =
            ProcessInfo.processInfo.environment["MULIN_PASSPHRASE"]
            ?? (isatty(STDIN_FILENO) == 1 ? OfficerOption.ask(name) : readLine())
        guard let phrase, !phrase.isEmpty else {
            throw Failure(
                "officer \(name): the pass phrase is missing; type it, or put it into "
                    + "MULIN_PASSPHRASE", code: Failure.badInput)
        }
        return OfficerProof(name: name, passPhrase: phrase)
    }

    /// Asks on the terminal without showing what is typed.
    private static func ask(_ name: String) -> String? {
        FileHandle.standardError.write(Data("pass phrase of \(name): ".utf8))
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return readLine() }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine()
    }
}
