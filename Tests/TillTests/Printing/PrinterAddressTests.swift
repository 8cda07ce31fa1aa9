import Testing

@testable import Till

@Suite("A printer's address")
struct PrinterAddressTests {
    @Test(
        "is a file, a host with or without a port, or a device",
        arguments: [
            ("file:/tmp/slips.prn", .file("/tmp/slips.prn")), ("file:a.prn", .file("a.prn")),
            ("tcp:192.168.1.50", .tcp(host: "192.168.1.50", port: 9100)),
            ("tcp:kitchen.local:9101", .tcp(host: "kitchen.local", port: 9101)),
            ("tcp:[fe80::1]:9100", .tcp(host: "fe80::1", port: 9100)),
            ("tcp:[::1]", .tcp(host: "::1", port: 9100)),
            ("/dev/usb/lp0", .device("/dev/usb/lp0")),
        ] as [(String, PrinterAddress.Place)])
    func places(_ text: String, _ place: PrinterAddress.Place) throws {
        let address = try PrinterAddress(text)
        #expect(address.place == place && address.paper == .narrow)
        #expect(!address.hasDrawer && address.hasFourByteGlyphs && address.answers)
    }

    @Test("says behind commas what the printer is like")
    func particulars() throws {
        let address = try PrinterAddress("tcp:10.0.0.7,80mm,drawer,gbk,silent")
        #expect(address.paper == .wide && address.hasDrawer)
        #expect(!address.hasFourByteGlyphs && !address.answers)
        #expect(try PrinterAddress("/dev/usb/lp1,58mm").paper == .narrow)
    }

    @Test(
        "that cannot be meant is refused in one line with what would do",
        arguments: [
            ("", "is no printer"), ("lp0", "is no printer"), ("http://a", "is no printer"),
            ("/", "is no printer"), ("file:", "the file's path is missing"),
            ("file:/tmp/", "the file's path is missing"), ("tcp:", "the host is missing"),
            ("tcp::9100", "the host is missing"),
            ("tcp:a:0", "the port is a number from 1 to 65535"),
            ("tcp:a:99999", "the port is a number from 1 to 65535"),
            ("tcp:a:x", "the port is a number from 1 to 65535"),
            ("tcp:[::1]9", "the host cannot be read"), ("tcp:a,90mm", "'90mm' is not known"),
            ("tcp:a,", "'' is not known"),
        ])
    func refused(_ text: String, _ reason: String) throws {
        do throws(PrinterAddress.Failure) {
            _ = try PrinterAddress(text)
            Issue.record("\(text) was taken")
        } catch {
            #expect(
                "\(error)" == "--printer \(text): \(reason); write file:PATH, tcp:HOST[:PORT] or "
                    + "/dev/usb/lp0, then ,58mm ,80mm ,drawer ,gbk ,silent where they apply")
        }
    }
}
