import Foundation
import Testing
import XML

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The XML writer")
struct XMLStreamWriterTests {
    @Test("indents elements, keeps text in its place and ends with a line end")
    func layout() throws {
        let folder = try Folder()
        var xml = try XMLStreamWriter(path: folder.file("a.xml"))
        try xml.start("menu")
        try xml.attribute("day", 3)
        try xml.start("dish")
        try xml.attribute("name", "红烧肉")
        try xml.text(1200)
        try xml.end()
        try xml.element("note", "soft")
        try xml.start("none")
        try xml.end()
        try xml.end()
        try xml.finish()
        #expect(
            try folder.text(of: "a.xml") == """
                <?xml version="1.0" encoding="UTF-8"?>
                <menu day="3">
                  <dish name="红烧肉">1200</dish>
                  <note>soft</note>
                  <none/>
                </menu>

                """)
        #expect(folder.names == ["a.xml"])
    }

    @Test(
        "writes whole numbers of every length",
        arguments: [0, 7, 10, 99, 100, -1, 999_999_999_999, .max, .min] as [Int64])
    func numbers(number: Int64) throws {
        let folder = try Folder()
        var xml = try XMLStreamWriter(path: folder.file("a.xml"))
        try xml.element("n", number)
        try xml.finish()
        #expect(try folder.text(of: "a.xml").contains("<n>\(number)</n>"))
    }

    @Test("reads back every text that XML can hold, in elements and attributes")
    func texts() throws {
        let texts = [
            "", " ", "plain", "a < b & c > d", "\"'quotes'\"", "tab\tline\nreturn\r", "]]>",
            "睦邻小厨", "👵🏻", "\u{FFFD}", "\u{E000}\u{10FFFF}", "&amp;", "a\r\nb", "\u{85}\u{2028}",
            String(repeating: "长&", count: 9000), String(repeating: "x", count: 60_000),
        ]
        let folder = try Folder()
        var xml = try XMLStreamWriter(path: folder.file("a.xml"))
        try xml.start("all")
        for text in texts {
            try xml.start("one")
            try xml.attribute("value", text)
            try xml.text(text)
            try xml.end()
        }
        try xml.end()
        try xml.finish()
        let reader = try XMLStreamReader(path: folder.file("a.xml"))
        _ = try reader.element("all")
        for text in texts {
            let element = try reader.element("one")
            #expect(element["value"]?.utf8.elementsEqual(text.utf8) == true)
            #expect(try reader.text().utf8.elementsEqual(text.utf8))
        }
        try reader.finish()
    }

    @Test(
        "refuses what XML cannot hold and leaves no file",
        arguments: [0x0, 0x1, 0x8, 0xB, 0x1F, 0xFFFE, 0xFFFF] as [UInt32])
    func forbidden(code: UInt32) throws {
        let folder = try Folder()
        let scalar = try #require(Unicode.Scalar(code))
        do {
            var xml = try XMLStreamWriter(path: folder.file("a.xml"))
            try xml.start("a")
            #expect(throws: XMLError.unwritable(place: "b", character: code)) {
                try xml.attribute("b", "x\(scalar)y")
            }
        }
        #expect(folder.names == [])
    }

    @Test("leaves nothing behind when it is let go unfinished, and an older file untouched")
    func unfinished() throws {
        let folder = try Folder()
        _ = try folder.file("a.xml", holding: "older")
        do {
            var xml = try XMLStreamWriter(path: folder.file("a.xml"))
            try xml.start("a")
            for _ in 0..<10_000 { try xml.element("b", "some text that fills the buffer") }
            #expect(folder.names.count == 2)
        }
        #expect(folder.names == ["a.xml"])
        #expect(try folder.text(of: "a.xml") == "older")
    }

    @Test(
        "refuses a target that is no plain file or lies nowhere",
        arguments: ["/dev/full", "/dev/null", "/tmp", "/no/such/folder/a.xml"])
    func target(path: String) throws {
        #expect(throws: XMLError.self) { _ = try XMLStreamWriter(path: path) }
    }

    #if canImport(Glibc)
        @Test("throws where the disk takes no more, and leaves no file")
        func fullDisk() async throws {
            await #expect(processExitsWith: .success) {
                // A limit on the size of files stops a write as a full disk does.
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
                try #require(setrlimit(__rlimit_resource_t(1), &limit) == 0)
                let folder = try Folder()
                let failure = try #require(throws: XMLError.self) {
                    var xml = try XMLStreamWriter(path: folder.file("a.xml"))
                    try xml.start("a")
                    for _ in 0..<3000 { try xml.element("b", "some text that fills the disk") }
                    try xml.end()
                    try xml.finish()
                }
                guard case .system(let act, _, _) = failure, act == "write", folder.names == []
                else { exit(1) }
            }
        }
    #endif
}
