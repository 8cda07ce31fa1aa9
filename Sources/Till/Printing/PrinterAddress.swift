/// Where a printer is and what it can do, as `--printer` says it.
///
/// `file:PATH`, `tcp:HOST[:PORT]` or the path of a device such as `/dev/usb/lp0`; then, with commas
/// between them, `58mm` (the default) or `80mm`, `drawer` where one hangs on the printer, `gbk`
/// where it has no characters of four bytes, and `silent` where it does not answer questions.
package struct PrinterAddress: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        /// Slips are added to a file.
        case file(String)
        case tcp(host: String, port: UInt16)
        case device(String)
    }

    package var place: Place
    package var paper = Paper.narrow
    package var hasDrawer = false
    package var hasFourByteGlyphs = true
    /// Whether it says over the network when a slip is printed; most do.
    package var answers = true

    /// The port that printers listen on.
    private static let port: UInt16 = 9100

    /// A text that names no printer.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let text: String
        package let reason: String
        package var description: String {
            "--printer \(text): \(reason); write file:PATH, tcp:HOST[:PORT] or /dev/usb/lp0, then "
                + ",58mm ,80mm ,drawer ,gbk ,silent where they apply"
        }
    }

    package init(_ text: String) throws(Failure) {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        place = try PrinterAddress.place(words[0], in: text)
        for word in words.dropFirst() {
            switch word {
            case "drawer": hasDrawer = true
            case "gbk": hasFourByteGlyphs = false
            case "silent": answers = false
            default:
                guard let paper = Paper(rawValue: word) else {
                    throw Failure(text: text, reason: "'\(word)' is not known")
                }
                self.paper = paper
            }
        }
    }

    private static func place(_ word: String, in text: String) throws(Failure) -> Place {
        if word.hasPrefix("/"), !word.hasSuffix("/") { return .device(word) }
        if word.hasPrefix("file:") {
            let path = String(word.dropFirst(5))
            guard !path.isEmpty, !path.hasSuffix("/") else {
                throw Failure(text: text, reason: "the file's path is missing")
            }
            return .file(path)
        }
        guard word.hasPrefix("tcp:") else { throw Failure(text: text, reason: "is no printer") }
        return try tcp(word.dropFirst(4), in: text)
    }

    private static func tcp(_ address: Substring, in text: String) throws(Failure) -> Place {
        var host = address
        var digits: Substring?
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            // An IPv6 address stands in brackets, or its colons would look like a port's.
            let rest = host[host.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw Failure(text: text, reason: "the host cannot be read")
            }
            digits = rest.isEmpty ? nil : rest.dropFirst()
            host = host[..<end].dropFirst()
        } else if let colon = host.firstIndex(of: ":") {
            digits = host[host.index(after: colon)...]
            host = host[..<colon]
        }
        guard !host.isEmpty, host.allSatisfy({ !$0.isWhitespace }) else {
            throw Failure(text: text, reason: "the host is missing")
        }
        guard let digits else { return .tcp(host: String(host), port: port) }
        guard let number = UInt16(digits), number > 0 else {
            throw Failure(text: text, reason: "the port is a number from 1 to 65535")
        }
        return .tcp(host: String(host), port: number)
    }
}
