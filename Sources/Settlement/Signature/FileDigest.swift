internal import Foundation
package import Journal
internal import Meals

extension Digest {
    private static let pieceSize = 1 << 16

    /// The digest of a file's bytes, taken piece by piece: a file of any size needs little memory.
    ///
    /// - Throws: a problem where there is no such file, or what the disk says.
    package init(ofFile path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Problems(Problem(file: path, reason: "there is no such file"))
        }
        defer { try? handle.close() }
        var builder = DigestBuilder()
        while let piece = try handle.read(upToCount: Digest.pieceSize), !piece.isEmpty {
            builder.add(piece)
        }
        self = builder.digest
    }
}
