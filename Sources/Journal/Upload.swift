/// Lines of a journal on their way to the service, with one signature over the last of them.
package struct Upload: Sendable {
    /// The head before the first line.
    package let start: ChainHead
    package let lines: [SealedLine]
    /// The head after the last line, which the signature covers.
    package let head: ChainHead
    package let signature: [UInt8]

    /// Chains the lines of a message; nothing is trusted yet.
    package init(after start: ChainHead, lines: [ArraySlice<UInt8>], signature: [UInt8]) {
        var head = start
        var sealed: [SealedLine] = []
        sealed.reserveCapacity(lines.count)
        for line in lines {
            head = head.appending(line)
            let id = RecordID(terminal: head.terminal, epoch: head.epoch, seq: head.seq)
            sealed.append(SealedLine(id: id, bytes: Array(line), hash: head.hash))
        }
        self.start = start
        self.lines = sealed
        self.head = head
        self.signature = signature
    }

    /// True where the holder of the key vouches for these very bytes at these places.
    package func isSigned(by key: PublicKey) -> Bool {
        key.accepts(signature, over: head.message)
    }
}

extension Upload {
    /// Splits a body of newline-ended lines.
    package static func lines(of body: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < body.count {
            let end = body[start...].firstIndex(of: UInt8(ascii: "\n")) ?? body.count
            if end > start { lines.append(body[start..<end]) }
            start = end + 1
        }
        return lines
    }
}
