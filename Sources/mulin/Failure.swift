import Archive
import Foundation
import Journal
import Ledger
import Meals
import Settlement
import Store
import Till
import XML

/// What ends a command: the line for the person and the exit code for the machine.
struct Failure: Error {
    let message: String
    let code: Int32

    /// Checked, and something differs.
    static let differs: Int32 = 1
    /// The input is wrong (EX_DATAERR).
    static let badInput: Int32 = 65
    /// A service, or something that another process holds, cannot be had now (EX_UNAVAILABLE).
    static let unavailable: Int32 = 69
    /// A disk did not do what was asked (EX_IOERR).
    static let inputOutput: Int32 = 74

    init(_ message: String, code: Int32) {
        self.message = message
        self.code = code
    }
}

extension Failure {
    /// The failure that an error of a room means; nil for those of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let problems as Problems: self.init(problems.description, code: Failure.badInput)
        case let error as DataDirectory.Failure:
            self.init(error.description, code: Failure.badInput)
        case let error as DirectoryLock.Failure:
            self.init(error.description, code: Failure.unavailable)
        case let error as StoreError: self.init(store: error)
        case let error as LedgerError: self.init(ledger: error)
        case CardError.changedMeanwhile:
            self.init(CardError.changedMeanwhile.description, code: Failure.unavailable)
        case let error as CardError: self.init(error.description, code: Failure.badInput)
        case let error as OfficerError: self.init(error.description, code: Failure.badInput)
        case let error as PolicyRegisterError:
            self.init(error.description, code: Failure.badInput)
        case let error as IdentityVault.Failure:
            self.init(error.description, code: Failure.badInput)
        case let error as RosterImport.Failure:
            self.init(error.description, code: Failure.unavailable)
        case let error as StatementError:
            self.init(error.description, code: Failure.differs)
        case ArchiveError.broken(let path, let reason):
            self.init("\(ArchiveError.broken(path: path, reason: reason))", code: Failure.badInput)
        case let error as ArchiveError: self.init(error.description, code: Failure.inputOutput)
        case let error as ProofError: self.init(error.description, code: Failure.badInput)
        case let error as AuditError: self.init(error.description, code: Failure.badInput)
        case let error as OpenItemError: self.init(error.description, code: Failure.badInput)
        case let error as ClearingWriter.Refusal:
            self.init(error.description, code: Failure.differs)
        case let error as ServiceLink.Failure:
            self.init(error.description, code: Failure.unavailable)
        case let error as Till.Failure: self.init(error.description, code: Failure.unavailable)
        case let error as DiskFailure:
            self.init(error.description, code: Failure.inputOutput)
        case let error as SettlementRefusal:
            self.init(
                "the settlement file was not written: \(error)", code: Failure.differs)
        case let error as XMLError: self.init("\(error)", code: Failure.inputOutput)
        case let error as CocoaError:
            self.init(
                (error.filePath.map { "\($0): " } ?? "") + error.localizedDescription,
                code: Failure.inputOutput)
        default: return nil
        }
    }

    private init(store error: StoreError) {
        switch error {
        case .newerVersion: self.init(error.description, code: Failure.badInput)
        case .busy: self.init(error.description, code: Failure.unavailable)
        case .diskFull, .broken: self.init(error.description, code: Failure.inputOutput)
        }
    }

    private init(ledger error: LedgerError) {
        switch error {
        case .incomplete, .alreadyClosed, .notClosed:
            self.init(error.description, code: Failure.differs)
        case .ahead, .unknownTerminal, .terminalMoved, .wrongCode, .expiredCode, .lockedCode,
            .unknownEpoch,
            .neverEnrolled, .revoked, .noReason:
            self.init(error.description, code: Failure.badInput)
        }
    }
}
