import ArgumentParser
import Foundation
import Journal
import Meals
import Subsidies

struct PolicyCertifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certify",
        abstract: "Tries every boundary cell of a policy at every fen and prints a certificate.",
        discussion: """
            A cell is one way in which the rules can tell meals apart: either side of each age
            break, statuses and how they combine, inside and outside each division, channel,
            period, day type, venue, place. The page says who gets nothing (空白), where rules
            compete and which gives (重叠), and every law that is broken (定律) with its smallest
            counter-example; then the exit code is 1.
            """)

    @Argument(help: "The policy document.") var file: String
    @Option(help: "Also write the page to this file.") var out: String?
    @OptionGroup var output: JSONOption

    func run() throws {
        let document = try PolicyDocument(file)
        let certificate = document.policy.certificate()
        let page = certificate.page(digest: document.digest)
        if output.wanted {
            Console.say(certificate.json(file: file, digest: document.digest))
        } else {
            for line in page { Console.say(line) }
        }
        if let out {
            try Data((page.joined(separator: "\n") + "\n").utf8)
                .write(to: URL(fileURLWithPath: out), options: .atomic)
        }
        guard certificate.breaches.isEmpty else {
            throw Failure(
                "\(file): \(certificate.breaches.count) breaches of the laws; see 定律 above",
                code: Failure.differs)
        }
    }
}

extension PolicyCertificate {
    fileprivate func json(file: String, digest: String) -> JSON {
        [
            "file": .text(file), "policy": .text(policy.id), "sha256": .text(digest),
            "cells": .int(Int64(cells)), "from": .text(Fen(amounts.lowerBound).yuan),
            "to": .text(Fen(amounts.upperBound).yuan), "combinations": .int(Int64(combinations)),
            "meals": .int(Int64(cells) * (amounts.upperBound - amounts.lowerBound + 1)),
            "axes": .list(axes.map { ["name": .text($0.name), "values": .text($0.values)] }),
            "gaps": .list(gaps.map(\.json)), "overlaps": .list(overlaps.map(\.json)),
            "laws": .list(laws.map(\.json)), "breaches": .int(Int64(breaches.count)),
        ]
    }
}

extension PolicyCertificate.Group {
    fileprivate var json: JSON { ["who": .text(who), "cells": .int(Int64(cells))] }
}

extension PolicyCertificate.Overlap {
    fileprivate var json: JSON {
        [
            "kind": .text(kind.rawValue), "rules": .list(rules.map { .text($0) }),
            "cells": .int(Int64(cells)), "who": .list(who.map(\.json)),
            "winners": .list(
                winners.map {
                    [
                        "rules": .list($0.rules.map { .text($0) }), "from": .text($0.from.yuan),
                        "to": .text($0.to.yuan),
                    ]
                }),
        ]
    }
}

extension PolicyCertificate.LawFinding {
    fileprivate var json: JSON {
        [
            "law": .text(law.rawValue), "checked": .int(Int64(checked)),
            "breaches": .list(breaches.map(\.json)),
        ]
    }
}

extension PolicyCertificate.Breach {
    fileprivate var json: JSON {
        [
            "gross": .text(gross.yuan), "who": .text(who), "gets": .text(gets.yuan),
            "rules": .list(rules.map { .text($0) }), "than": .text(than),
            "than_gets": .text(thanGets.yuan), "than_rules": .list(thanRules.map { .text($0) }),
            "line": .text(chinese),
        ]
    }
}
