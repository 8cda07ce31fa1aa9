/// Why an archive cannot be read or written.
package enum ArchiveError: Error, Hashable, Sendable {
    /// The disk, or the name of the file.
    case system(path: String, reason: String)
    /// The bytes are no archive that could be trusted.
    case broken(path: String, reason: String)
}

extension ArchiveError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let path, let reason): "\(path): \(reason); nothing was written"
        case .broken(let path, let reason):
            "\(path): \(reason); fetch the file again from where it was made"
        }
    }
}
