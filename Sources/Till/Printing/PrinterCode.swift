/// The printer's own language, ESC/POS, as far as slips need it.
///
/// Source: Epson's command reference for receipt printers; the Chinese makers' printers follow it.
enum PrinterCode {
    /// ESC @ forgets all settings; FS & says that Chinese follows, two or four bytes a character.
    private static let start: [UInt8] = [0x1B, 0x40, 0x1C, 0x26]
    /// ESC p 0: a pulse of 50 ms on pin 2 of the drawer's socket, then 500 ms of rest.
    static let drawer: [UInt8] = [0x1B, 0x70, 0x00, 0x19, 0xFA]
    /// DLE EOT 4 asks for paper; it is answered at once, also by a printer that has stopped.
    static let paperQuestion: [UInt8] = [0x10, 0x04, 0x04]
    /// GS r 1: the same, but answered only when everything before it was printed.
    static let doneQuestion: [UInt8] = [0x1D, 0x72, 0x01]
    /// GS V B 0: feed to the cutter and cut, leaving one point.
    private static let cut: [UInt8] = [0x1D, 0x56, 0x42, 0x00]
    private static let lineFeed: UInt8 = 0x0A

    /// The bytes that print a slip.
    static func bytes(_ slip: SetSlip, opensDrawer: Bool = false) -> [UInt8] {
        var bytes = start
        if opensDrawer { bytes += drawer }
        var isBig = false
        var isCentred = false
        for part in slip.parts {
            switch part {
            case .line(let line):
                if line.isCentred != isCentred { bytes += align(centred: line.isCentred) }
                // GS !: twice as wide and high.
                if line.isBig != isBig { bytes += [0x1D, 0x21, line.isBig ? 0x11 : 0x00] }
                (isBig, isCentred) = (line.isBig, line.isCentred)
                for glyph in line.glyphs { bytes += glyph.bytes }
                bytes.append(lineFeed)
            // ESC d.
            case .feed(let lines): bytes += [0x1B, 0x64, UInt8(clamping: lines)]
            case .qr(let text):
                if !isCentred { bytes += align(centred: true) }
                isCentred = true
                bytes += qr(text, dots: slip.paper.dots)
            case .cut: bytes += cut
            }
        }
        return bytes
    }

    /// ESC a.
    private static func align(centred: Bool) -> [UInt8] { [0x1B, 0x61, centred ? 1 : 0] }

    /// GS ( k: model 2, size of a module, error correction M, store the text, print it.
    private static func qr(_ text: String, dots: Int) -> [UInt8] {
        let data = Array(text.utf8)
        let length = data.count + 3
        return function([0x04, 0x00, 0x31, 0x41, 0x32, 0x00])
            + function([0x03, 0x00, 0x31, 0x43, QRSize.module(data, dots: dots)])
            + function([0x03, 0x00, 0x31, 0x45, 0x31])
            + function([UInt8(length & 0xFF), UInt8(length >> 8), 0x31, 0x50, 0x30] + data)
            + function([0x03, 0x00, 0x31, 0x51, 0x30])
    }

    private static func function(_ bytes: [UInt8]) -> [UInt8] { [0x1D, 0x28, 0x6B] + bytes }
}

/// How large the modules of a QR code may be for it to fit on the paper.
enum QRSize {
    /// Bytes that versions 1 to 40 hold at error correction M (ISO/IEC 18004, table 7).
    private static let capacities = [
        14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624,
        666, 711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809,
        1911, 1989, 2099, 2213, 2331,
    ]

    /// The longest text that a code can hold.
    static let longest = 2331

    /// Dots of a module's side: at most 6, less where the code would be wider than the paper.
    ///
    /// Reckoned for 8 bits a character, which is never too few; the white that a code needs around
    /// it is the margin that no printer prints on.
    static func module(_ data: [UInt8], dots: Int) -> UInt8 {
        precondition(data.count <= longest, "a slip's QR code holds what it is given")
        let version = (capacities.firstIndex { $0 >= data.count } ?? capacities.count - 1) + 1
        return UInt8(max(1, min(6, dots / (17 + 4 * version))))
    }
}
