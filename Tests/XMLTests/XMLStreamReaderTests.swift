import Foundation
import Testing
import XML

@Suite("The XML reader")
struct XMLStreamReaderTests {
    private static let schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t"
          elementFormDefault="qualified">
          <xs:element name="a"><xs:complexType><xs:sequence>
            <xs:element name="n" maxOccurs="unbounded"><xs:simpleType>
              <xs:restriction base="xs:string"><xs:pattern value="[0-9]{1,4}"/></xs:restriction>
            </xs:simpleType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """

    /// Reads a whole document and gives its events.
    private func events(
        _ text: String, schema: String? = nil
    ) throws -> [XMLEvent] {
        let folder = try Folder()
        let rules = try schema.map {
            try XMLSchema(path: try folder.file("s.xsd", holding: $0))
        }
        let reader = try XMLStreamReader(
            path: try folder.file("a.xml", holding: text), schema: rules)
        var events: [XMLEvent] = []
        while let event = try reader.next() { events.append(event) }
        return events
    }

    private func refusal(_ text: String, schema: String? = nil) throws -> XMLError {
        try #require(throws: XMLError.self) { _ = try events(text, schema: schema) }
    }

    @Test("gives elements with their lines, text as it stands, and no white space between")
    func stream() throws {
        let text = """
            <a xmlns="urn:t">
              <!-- left out --><?left out?>
              <b c="1&amp;2"
                 d="e"> x<![CDATA[<y>]]>&lt; </b>
              <n> </n>
            </a>
            """
        func start(_ name: String, _ attributes: [(String, String)], _ line: Int) -> XMLEvent {
            .start(
                XMLElement(
                    name: name,
                    attributes: attributes.map { XMLAttribute(name: $0, value: $1) }, line: line))
        }
        #expect(
            try events(text) == [
                start("a", [], 1), start("b", [("c", "1&2"), ("d", "e")], 4), .text(" x<y>< "),
                .end, start("n", [], 5), .text(" "), .end, .end,
            ])
    }

    @Test(
        "never opens another file, declares an entity or follows a DOCTYPE",
        arguments: [
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>",
            "<!DOCTYPE a SYSTEM \"file:///etc/hostname\"><a/>",
            "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\"><a/>",
            "<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///etc/hostname\"> %x;]><a/>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a b=\"&x;\"/>",
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;\">"
                + "<!ENTITY z \"&y;&y;&y;&y;&y;&y;&y;&y;\">]><a>&z;&z;&z;&z;</a>",
        ])
    func doctype(text: String) throws {
        guard case .malformed(let complaints) = try refusal(text) else {
            Issue.record("refused for another reason")
            return
        }
        #expect(complaints.first?.reason == "a DOCTYPE is not read")
    }

    @Test(
        "refuses what is no XML",
        arguments: [
            "", " ", "a", "<a>", "<a></b>", "<a/><b/>", "<a>&x;</a>", "<a b=1/>", "<a>\u{1}</a>",
            "<a b='1' b='2'/>", "<a/>x", "<p:a/>", "<a><", "<a>&#0;</a>", "<?xml version='9'?",
        ])
    func malformed(text: String) throws {
        guard case .malformed(let complaints) = try refusal(text) else {
            Issue.record("refused for another reason")
            return
        }
        #expect(complaints.allSatisfy { $0.line == 1 && !$0.reason.isEmpty })
    }

    @Test("refuses every prefix of a document")
    func prefixes() throws {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"睦\"><c>x&amp;y</c><d/></a>"
        let bytes = Array(text.utf8)
        let folder = try Folder()
        for count in 0..<bytes.count {
            let path = folder.file("p.xml")
            try Data(bytes.prefix(count)).write(to: URL(filePath: path))
            #expect(throws: XMLError.self, "after \(count) bytes") {
                let reader = try XMLStreamReader(path: path)
                while try reader.next() != nil {}
            }
        }
    }

    @Test("refuses bytes that are not UTF-8")
    func encoding() throws {
        let folder = try Folder()
        let path = folder.file("a.xml")
        try Data([0x3C, 0x61, 0x3E, 0xC3, 0x28, 0x3C, 0x2F, 0x61, 0x3E])
            .write(to: URL(filePath: path))
        #expect(throws: XMLError.self) {
            let reader = try XMLStreamReader(path: path)
            while try reader.next() != nil {}
        }
    }

    @Test("refuses elements that lie too deep and texts that are too long")
    func limits() throws {
        let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
        let long = "<a>" + String(repeating: "x", count: 65_537) + "</a>"
        for (text, word) in [(deep, "deep"), (long, "longer")] {
            guard case .malformed(let complaints) = try refusal(text) else {
                Issue.record("refused for another reason")
                continue
            }
            #expect(complaints.first?.reason.contains(word) == true)
        }
    }

    @Test("checks by a schema while reading and names the line")
    func schema() throws {
        let good = "<a xmlns=\"urn:t\">\n<n>1</n>\n<n>22</n>\n</a>"
        #expect(try events(good, schema: Self.schema).count == 8)
        let bad = good.replacing("22", with: "-2")
        guard case .invalid(let complaints) = try refusal(bad, schema: Self.schema) else {
            Issue.record("refused for another reason")
            return
        }
        #expect(complaints.first?.line == 3)
        #expect(complaints.first?.reason.contains("'-2'") == true)
        #expect(complaints.first?.reason.contains("urn:t") == false)
    }

    @Test(
        "is not led away from its schema",
        arguments: [
            "<a xmlns=\"urn:t\" xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "x:schemaLocation=\"urn:t file:///tmp/other.xsd\"><n>1</n></a>",
            "<a xmlns=\"urn:t\" xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "x:nil=\"true\"/>",
            "<a xmlns=\"urn:other\"><n>1</n></a>", "<a><n>1</n></a>", "<b xmlns=\"urn:t\"/>",
        ])
    func otherSchema(text: String) throws { _ = try refusal(text, schema: Self.schema) }

    @Test("hides the middle of a long number in a complaint")
    func discretion() throws {
        let text = "<a xmlns=\"urn:t\"><n>6226090000000048</n></a>"
        let refusal = try refusal(text, schema: Self.schema)
        #expect(!refusal.description.contains("6226090000000048"))
        #expect(refusal.description.contains("622609******0048"))
    }

    @Test("refuses a schema that is none, or that includes another file")
    func unusableSchema() throws {
        let including = Self.schema.replacing(
            "<xs:element name=\"a\">",
            with: "<xs:include schemaLocation=\"file:///etc/hostname\"/><xs:element name=\"a\">")
        for text in ["", "<a/>", "not XML", including] {
            let folder = try Folder()
            let path = try folder.file("s.xsd", holding: text)
            let refusal = try #require(throws: XMLError.self) { _ = try XMLSchema(path: path) }
            guard case .unusableSchema = refusal else {
                Issue.record("refused for another reason: \(refusal)")
                continue
            }
        }
    }

    @Test("says which file cannot be opened")
    func missing() throws {
        let refusal = try #require(throws: XMLError.self) {
            _ = try XMLStreamReader(path: "/no/such/file.xml")
        }
        #expect(refusal.description.contains("cannot open /no/such/file.xml"))
        #expect(throws: XMLError.self) {
            let folder = try XMLStreamReader(path: "/tmp")
            while try folder.next() != nil {}
        }
    }

    @Test("reads many documents at once")
    func together() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let rows = String(repeating: "<n>\(number)</n>", count: 500)
                    return try self.events("<a xmlns=\"urn:t\">\(rows)</a>", schema: Self.schema)
                        .count
                }
            }
            for try await count in group { #expect(count == 1502) }
        }
    }
}
