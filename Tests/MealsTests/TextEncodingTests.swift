import Meals
import Testing

@Suite("The encoding of a document")
struct TextEncodingTests {
    @Test("is UTF-8 with or without a byte-order mark, which is no part of the text")
    func utf8() throws {
        for mark in [[], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
            let decoded = try #require(TextEncoding.decode(mark + Array("姓名,a".utf8)))
            #expect(decoded.text == "姓名,a" && decoded.encoding == .utf8)
        }
        #expect(TextEncoding.decode([])?.text == "")
    }

    @Test(
        "is GB18030 where the bytes are no UTF-8, in one, two or four bytes a character",
        arguments: [
            // The bytes are those of the standard's tables.
            ([0xC9, 0xCF, 0xBA, 0xA3], "上海"),
            ([0xD5, 0xC5, 0xC8, 0xFD, 0x2C, 0x31, 0x0A], "张三,1\n"),
            ([0xA3, 0xA4, 0x38, 0x2E, 0x35, 0x30], "￥8.50"),
            ([0xB2, 0xCB, 0x94, 0x39, 0xDA, 0x33], "菜💩"),
            ([0x81, 0x30, 0x84, 0x36, 0xC9, 0xCF], "¥上"),
        ] as [([UInt8], String)])
    func gb18030(_ bytes: [UInt8], _ text: String) throws {
        let decoded = try #require(TextEncoding.decode(bytes))
        #expect(decoded.text == text && decoded.encoding == .gb18030)
    }

    @Test("a table says which one it was")
    func said() throws {
        let gb: [UInt8] = Array("a,b\n".utf8) + [0xC9, 0xCF, 0x2C, 0xBA, 0xA3, 0x0A]
        let table = try CSV(gb, file: "t.csv", required: ["a", "b"])
        #expect(table.encoding == .gb18030 && table.encoding.rawValue == "GB18030")
        #expect(table.rows.map { $0["a"] + $0["b"] } == ["上海"])
    }

    @Test("is neither where a character is cut or does not exist; a table of it is refused")
    func neither() {
        for bytes in [[0xC9], [0x61, 0xFF], [0xC9, 0x20], [0x81, 0x30, 0x84]] as [[UInt8]] {
            #expect(TextEncoding.decode(bytes) == nil)
            let found = problems { () throws(Problems) in
                _ = try CSV(bytes, file: "t.csv", required: ["a"])
            }
            #expect(found.count == 1 && found[0].hasPrefix("t.csv: is neither UTF-8 nor GB18030"))
        }
    }
}
