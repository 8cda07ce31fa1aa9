package import Meals

/// A sealed sale read for its figures alone, many times quicker than making a ``Record`` of it.
///
/// It trusts the line to be a sale that was understood when it was accepted. Texts stay bytes of
/// the line and are good only while the line is.
package struct SaleGlance {
    /// When it was sold by the service's clock, in milliseconds.
    package private(set) var time: Int64 = 0
    package private(set) var day = Day(number: 0)
    package private(set) var channel = Channel.dineIn
    package private(set) var gross = Fen.zero
    package private(set) var discount = Fen.zero
    package private(set) var canteen = Bytes(start: nil, count: 0)
    /// Empty for the public.
    package private(set) var diner = Bytes(start: nil, count: 0)
    /// The JSON of the subsidies: equal subsidies have equal bytes.
    package private(set) var subsidies = Bytes(start: nil, count: 0)

    package typealias Bytes = UnsafeRawBufferPointer

    /// Nil where the line is not shaped as a sale.
    package init?(_ line: UnsafeRawBufferPointer) {
        var scanner = GlanceScanner(line)
        var drift: Int64 = 0
        var found = 0
        guard scanner.open() else { return nil }
        while let key = scanner.key() {
            guard let value = scanner.value() else { return nil }
            switch GlanceScanner.name(of: key) {
            case GlanceKey.at: time = GlanceScanner.number(value)
            case GlanceKey.drift: drift = GlanceScanner.number(value)
            case GlanceKey.gross: gross = Fen(GlanceScanner.number(value))
            case GlanceKey.discount: discount = Fen(GlanceScanner.number(value))
            case GlanceKey.canteen: canteen = GlanceScanner.text(value)
            case GlanceKey.diner:
                diner = GlanceScanner.text(value)
                continue
            case GlanceKey.subsidies: subsidies = value
            case GlanceKey.day:
                guard let day = GlanceScanner.day(value) else { return nil }
                self.day = day
            case GlanceKey.channel:
                let text = GlanceScanner.text(value)
                guard let word = GlanceKey.channels.first(where: { $0.name.elementsEqual(text) })
                else { return nil }
                channel = word.channel
            default: continue
            }
            found += 1
        }
        guard found == 8 else { return nil }
        time -= drift
    }
}

/// The keys that are looked at, each as one number.
private enum GlanceKey {
    static let at = GlanceScanner.name("at")
    static let drift = GlanceScanner.name("drift")
    static let gross = GlanceScanner.name("gross")
    static let discount = GlanceScanner.name("discount")
    static let canteen = GlanceScanner.name("canteen")
    static let diner = GlanceScanner.name("diner")
    static let subsidies = GlanceScanner.name("subsidies")
    static let day = GlanceScanner.name("day")
    static let channel = GlanceScanner.name("channel")

    static let channels = Channel.allCases.map { (name: Array($0.rawValue.utf8), channel: $0) }
}

/// Steps over the top level of one canonical JSON object.
private struct GlanceScanner {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    private static let quote = UInt8(ascii: "\"")

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func open() -> Bool {
        guard bytes.first == UInt8(ascii: "{") else { return false }
        index = 1
        return true
    }

    /// The next key without its quotes; nil at the end.
    mutating func key() -> UnsafeRawBufferPointer? {
        if index < bytes.count, bytes[index] == UInt8(ascii: ",") { index += 1 }
        guard index < bytes.count, bytes[index] == GlanceScanner.quote else { return nil }
        let start = index + 1
        skipText()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return nil }
        index += 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(index - 2)])
    }

    /// The bytes of the value after a key.
    mutating func value() -> UnsafeRawBufferPointer? {
        let start = index
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case GlanceScanner.quote:
                skipText()
                if depth == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<index]) }
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<index]) }
                depth -= 1
                if depth == 0 {
                    index += 1
                    return UnsafeRawBufferPointer(rebasing: bytes[start..<index])
                }
            case UInt8(ascii: ","):
                if depth == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<index]) }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// From an opening quote to behind the closing one.
    private mutating func skipText() {
        index += 1
        while index < bytes.count, bytes[index] != GlanceScanner.quote {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
    }

    /// The last eight bytes of a key and its length: enough to tell our keys apart.
    static func name(of key: UnsafeRawBufferPointer) -> UInt64 {
        var name = UInt64(key.count)
        for byte in key.suffix(7) { name = name << 8 | UInt64(byte) }
        return name
    }

    static func name(_ key: StaticString) -> UInt64 {
        name(of: UnsafeRawBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    static func number(_ value: UnsafeRawBufferPointer) -> Int64 {
        var number: Int64 = 0
        for byte in value where byte != UInt8(ascii: "-") {
            number = number &* 10 &+ Int64(byte & 15)
        }
        return value.first == UInt8(ascii: "-") ? -number : number
    }

    static func text(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast())
    }

    static func day(_ value: UnsafeRawBufferPointer) -> Day? {
        guard value.count == 12 else { return nil }
        func digits(_ range: Range<Int>) -> Int {
            range.reduce(0) { $0 * 10 + Int(value[$1] & 15) }
        }
        return Day(year: digits(1..<5), month: digits(6..<8), day: digits(9..<11))
    }
}

extension Grant {
    /// Reads the JSON list that ``SaleGlance/subsidies`` points at; nil where it is none.
    package static func list(json: some Sequence<UInt8>) -> [Grant]? {
        guard let value = try? JSON(json) else { return nil }
        return try? JSON.object(["subsidies": value]).grants()
    }
}
