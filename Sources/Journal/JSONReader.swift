/// Why bytes are not JSON as we read it, and at which byte.
package struct JSONError: Error, Hashable, Sendable {
    package let offset: Int
    package let reason: String
}

extension JSONError: CustomStringConvertible {
    package var description: String { "byte \(offset): \(reason)" }
}

extension JSON {
    /// Reads one value.
    ///
    /// - Parameter canonical: refuses blanks, unsorted keys and longer escapes than needed, as a
    ///   sealed record must not have them.
    /// - Throws: where the bytes are not JSON, hold a fraction, repeat a key, nest deeper than
    ///   16 or go on after the value.
    package init(_ bytes: some Sequence<UInt8>, canonical: Bool = false) throws(JSONError) {
        let read: Result<JSON, JSONError>? = bytes.withContiguousStorageIfAvailable {
            JSON.read($0, canonical)
        }
        self = try (read ?? Array(bytes).withUnsafeBufferPointer { JSON.read($0, canonical) }).get()
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ canonical: Bool)
        -> Result<JSON, JSONError>
    {
        var reader = JSONReader(bytes: bytes, canonical: canonical)
        do throws(JSONError) {
            let value = try reader.value(depth: 0)
            try reader.blanks()
            guard reader.index == bytes.count else {
                throw JSONError(offset: reader.index, reason: "more after the end of the value")
            }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }
}

/// A recursive descent over the bytes.
private struct JSONReader {
    let bytes: UnsafeBufferPointer<UInt8>
    let canonical: Bool
    var index = 0

    func failure(_ reason: String) -> JSONError { JSONError(offset: index, reason: reason) }

    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func blanks() throws(JSONError) {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            if canonical { throw failure("a blank between tokens") }
            index += 1
        }
    }

    mutating func value(depth: Int) throws(JSONError) -> JSON {
        guard depth <= 16 else { throw failure("nested too deeply") }
        try blanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try list(depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .int(try number())
        }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        for byte in word.utf8 {
            guard next == byte else { throw failure("not a value") }
            index += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> Int64 {
        let negative = next == UInt8(ascii: "-")
        if negative { index += 1 }
        let start = index
        // Counted downwards, because the smallest number has no positive counterpart.
        var value: Int64 = 0
        while let byte = next, (48...57).contains(byte) {
            let (tens, carried) = value.multipliedReportingOverflow(by: 10)
            let (sum, over) = tens.subtractingReportingOverflow(Int64(byte - 48))
            if carried || over { throw failure("the number is too large") }
            value = sum
            index += 1
        }
        guard index > start else { throw failure("not a value") }
        if bytes[start] == 48, index > start + 1 || negative {
            throw failure("a number starts with 0")
        }
        if let byte = next, [0x2E, 0x65, 0x45].contains(byte) {
            throw failure("fractions are not read here")
        }
        guard negative || value > .min else { throw failure("the number is too large") }
        return negative ? value : -value
    }

    private mutating func list(_ depth: Int) throws(JSONError) -> JSON {
        index += 1
        var values: [JSON] = []
        try blanks()
        if next == UInt8(ascii: "]") {
            index += 1
            return .list(values)
        }
        while true {
            values.append(try value(depth: depth + 1))
            try blanks()
            guard next == UInt8(ascii: ",") else { break }
            index += 1
        }
        guard next == UInt8(ascii: "]") else { throw failure("']' is missing") }
        index += 1
        return .list(values)
    }

    private mutating func object(_ depth: Int) throws(JSONError) -> JSON {
        index += 1
        // Room for a sale, or for what is inside one: growing would hash every key again.
        var fields = [String: JSON](minimumCapacity: depth == 0 ? 24 : 6)
        var previous: String?
        try blanks()
        if next == UInt8(ascii: "}") {
            index += 1
            return .object(fields)
        }
        while true {
            try blanks()
            guard next == UInt8(ascii: "\"") else { throw failure("a key is missing") }
            let key = try text()
            if canonical, let previous, !previous.utf8.lexicographicallyPrecedes(key.utf8) {
                throw failure("the key '\(key)' is out of order")
            }
            try blanks()
            guard next == UInt8(ascii: ":") else { throw failure("':' is missing") }
            index += 1
            guard fields.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw failure("the key '\(key)' is there twice")
            }
            previous = key
            try blanks()
            guard next == UInt8(ascii: ",") else { break }
            index += 1
        }
        guard next == UInt8(ascii: "}") else { throw failure("'}' is missing") }
        index += 1
        return .object(fields)
    }

    private mutating func text() throws(JSONError) -> String {
        index += 1
        let start = index
        var seen: UInt8 = 0
        while let byte = next, byte != 0x22, byte != 0x5C, byte >= 0x20 {
            seen |= byte
            index += 1
        }
        if next == 0x22 {
            defer { index += 1 }
            let content = UnsafeBufferPointer(rebasing: bytes[start..<index])
            // Validating costs more than reading, and most texts are plain ASCII.
            return seen < 0x80 ? String(decoding: content, as: UTF8.self) : try string(content)
        }
        return try escapedText(from: start)
    }

    private mutating func escapedText(from start: Int) throws(JSONError) -> String {
        var content = Array(bytes[start..<index])
        while let byte = next, byte != 0x22 {
            guard byte >= 0x20 else { throw failure("a control character in a text") }
            if byte == 0x5C {
                content.append(contentsOf: try escape())
            } else {
                content.append(byte)
                index += 1
            }
        }
        guard next == 0x22 else { throw failure("a text is not closed") }
        index += 1
        return try string(content)
    }

    private func string(_ content: some Collection<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw failure("a text is not UTF-8")
        }
        return text
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        let start = index
        guard index + 1 < bytes.count else { throw failure("a text is not closed") }
        let kind = bytes[index + 1]
        index += 2
        let content: [UInt8]
        switch kind {
        case 0x22, 0x5C: return [kind]
        case UInt8(ascii: "/"): content = [kind]
        case UInt8(ascii: "b"): content = [0x08]
        case UInt8(ascii: "t"): content = [0x09]
        case UInt8(ascii: "n"): content = [0x0A]
        case UInt8(ascii: "f"): content = [0x0C]
        case UInt8(ascii: "r"): content = [0x0D]
        case UInt8(ascii: "u"): content = Array(String(try unicodeScalar()).utf8)
        default: throw failure("an unknown escape")
        }
        if canonical {
            let written = bytes[start..<index]
            let control = content.count == 1 && content[0] < 0x20
            guard control, written.elementsEqual(JSON.escape(control: content[0]).utf8) else {
                throw failure("a longer escape than needed")
            }
        }
        return content
    }

    private mutating func unicodeScalar() throws(JSONError) -> Character {
        var code = try fourHexDigits()
        if (0xD800..<0xDC00).contains(code), index + 1 < bytes.count, bytes[index] == 0x5C,
            bytes[index + 1] == UInt8(ascii: "u")
        {
            index += 2
            let low = try fourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw failure("half a character") }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("half a character") }
        return Character(scalar)
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        guard index + 4 <= bytes.count else { throw failure("a text is not closed") }
        var code: UInt32 = 0
        for byte in bytes[index..<(index + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits are missing")
            }
            code = code << 4 | UInt32(digit)
        }
        index += 4
        return code
    }
}
