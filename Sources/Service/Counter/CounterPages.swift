internal import Foundation

/// The pages of a till, read once from the folder that lies beside the program.
package struct CounterPages: Sendable {
    /// A file as a browser gets it.
    struct Page: Sendable {
        let type: String
        let bytes: [UInt8]
    }

    /// The pages cannot be had.
    package struct Failure: Error, CustomStringConvertible, Sendable {
        package let description: String
    }

    private let pages: [String: Page]

    private static let files = [
        ("/", "cashier.html", "text/html; charset=utf-8"),
        ("/customer", "customer.html", "text/html; charset=utf-8"),
        ("/till.css", "till.css", "text/css; charset=utf-8"),
        ("/cashier.js", "cashier.js", "text/javascript; charset=utf-8"),
        ("/panel.js", "panel.js", "text/javascript; charset=utf-8"),
        ("/customer.js", "customer.js", "text/javascript; charset=utf-8"),
    ]

    /// - Parameter folders: where the program may lie; the first that has the pages is taken.
    package init(besideProgramIn folders: [String]) throws(Failure) {
        let candidates = folders.map { $0 + "/Mulin_Service.resources/Pages" }
        guard let folder = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
            throw Failure(
                description:
                    "the till's pages are missing: put the folder Mulin_Service.resources beside "
                    + "the program (looked in \(folders.joined(separator: ", ")))")
        }
        var pages: [String: Page] = [:]
        for (path, file, type) in CounterPages.files {
            guard let content = FileManager.default.contents(atPath: folder + "/" + file) else {
                throw Failure(description: "\(folder)/\(file) cannot be read; install mulin again")
            }
            pages[path] = Page(type: type, bytes: Array(content))
        }
        self.pages = pages
    }

    func page(_ path: String) -> Page? { pages[path] }

    var paths: [String] { pages.keys.sorted() }
}
