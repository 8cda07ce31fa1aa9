import Foundation
import Journal
import Meals
import Settlement

/// Checks the signature beside a settlement file.
enum SignatureCheck {
    /// The key that a person trusts.
    static func key(_ path: String) throws -> StatementPublicKey {
        let text = String(decoding: try [UInt8](file: path), as: UTF8.self)
        guard let key = StatementPublicKey(pem: text) else {
            throw Problems(
                Problem(file: path, reason: "is neither an RSA public key nor a certificate in PEM")
            )
        }
        return key
    }

    /// Adds to a report what the signature beside its file says.
    static func check(_ digest: Digest, _ key: StatementPublicKey?, in report: inout FileReport) {
        let file = report.file
        do throws(Problems) {
            let standing = try DetachedSignature.standing(of: file, digest: digest, key: key)
            report.json["signature"] = .text(standing.rawValue)
            switch standing {
            case .trusted: report.lines.append("\(file): signed with the key that was expected")
            case .unproven:
                report.notes.append(
                    "\(file): these bytes were signed, but the signature was not checked against "
                        + "an expected key (--key)")
            case .unsigned: break
            }
        } catch {
            report.json["signature"] = "broken"
            report.complaints += error.all.map(\.description)
        }
    }
}
