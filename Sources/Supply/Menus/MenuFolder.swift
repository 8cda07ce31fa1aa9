#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
package import Meals

extension MenuBook {
    /// Reads the YAML files of a folder and of its folder `weeks`; other files are left alone.
    ///
    /// - Throws: everything that cannot be understood, a file that cannot be opened included; not
    ///   the book's ``findings``.
    package init(folder: String) throws(Problems) {
        let (book, errors) = MenuBook.checked(folder: folder)
        if !errors.isEmpty { throw Problems(errors) }
        self = book
    }

    /// What could be read of a folder, and everything in it that cannot be understood.
    package static func checked(folder: String) -> (book: MenuBook, errors: [Problem]) {
        var files: [MenuFile] = []
        var problems: [Problem] = []
        for prefix in ["", "weeks/"] {
            let path = folder + "/" + prefix
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                problems.append(Problem(file: path, reason: "the folder cannot be read"))
                continue
            }
            for name in names.sorted() where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                guard let bytes = FileManager.default.contents(atPath: path + name),
                    let (text, _) = TextEncoding.decode(Array(bytes))
                else {
                    problems.append(
                        Problem(
                            file: prefix + name,
                            reason: "cannot be opened, or is neither UTF-8 nor GB18030"))
                    continue
                }
                files.append(MenuFile(name: prefix + name, text: text))
            }
        }
        let (book, found) = checked(files)
        // A folder that cannot be read is told once, not file by file.
        return (book, files.isEmpty && !problems.isEmpty ? problems : problems + found)
    }
}
