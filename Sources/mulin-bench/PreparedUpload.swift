import Journal

/// An upload as the bytes of one HTTP request, and what the answer to it must say.
struct PreparedUpload {
    let request: [UInt8]
    let sales: Int
    /// Bytes of the sealed lines alone.
    let recordBytes: Int
    private let expected: [[UInt8]]

    init(after start: ChainHead, _ lines: [SealedLine], to head: ChainHead, signature: [UInt8]) {
        recordBytes = lines.reduce(0) { $0 + $1.bytes.count }
        sales = lines.count
        let title = """
            POST /v1/terminals/\(start.terminal)/\(start.epoch)/journal HTTP/1.1\r
            host: mulin\r
            content-length: \(recordBytes + lines.count)\r
            mulin-from: \(start.seq + 1)\r
            mulin-previous: \(start.hash.hex)\r
            mulin-signature: \(signature.hex)\r
            \r

            """
        var request = Array(title.utf8)
        for line in lines {
            request += line.bytes
            request.append(UInt8(ascii: "\n"))
        }
        self.request = request
        expected = [
            #""verdict":"accepted""#, #""seq":\#(head.seq),"#, #""hash":"\#(head.hash.hex)""#,
            #""quarantined":[]"#,
        ].map { Array($0.utf8) }
    }

    /// True where the service says that it has these very lines on disk, and none in quarantine.
    func isConfirmed(by answer: HTTPAnswer) -> Bool {
        answer.status == 200 && expected.allSatisfy { answer.body.holds($0) }
    }
}

extension ArraySlice<UInt8> {
    /// True where some bytes stand anywhere in these.
    func holds(_ wanted: [UInt8]) -> Bool { self.firstRange(of: wanted) != nil }
}
