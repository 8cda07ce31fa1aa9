internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Ledger
internal import Meals
internal import NIOCore

extension Request {
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    func number(_ name: String) -> Int? { header(name).flatMap { Int(decimal: $0.utf8) } }

    func json(upTo limit: Int) async throws -> JSON {
        let body = try await body.collect(upTo: limit)
        do throws(JSONError) {
            return try JSON(body.readableBytesView)
        } catch {
            throw HTTPError(.badRequest, message: "the message is not JSON: \(error)")
        }
    }
}

extension Response {
    static func json(_ value: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes)))
    }
}

extension Answer {
    /// Reasons come beside the bare places, for tills that know only those.
    var json: JSON {
        var fields: [String: JSON] = [
            "verdict": .text(verdict.rawValue), "epoch": .int(Int64(mark.epoch)),
            "seq": .int(Int64(mark.seq)), "hash": .text(mark.hash.hex),
            "quarantined": .list(quarantined.map { .int(Int64($0)) }),
        ]
        if !refused.isEmpty { fields["refused"] = .list(refused.map(\.json)) }
        return .object(fields)
    }
}

extension RecordRefusal {
    /// A reason may quote what a broken record says: of that a part is enough.
    fileprivate var json: JSON {
        ["seq": .int(Int64(seq)), "reason": .text(String(reason.prefix(200)))]
    }
}

extension Answer.Verdict {
    var status: HTTPResponse.Status {
        switch self {
        case .accepted: .ok
        case .gap, .fork, .rollback: .conflict
        case .revoked: .forbidden
        case .reorder, .badSignature: .unprocessableContent
        }
    }
}

extension AuthorisationAnswer {
    var json: JSON {
        [
            "granted": .bool(granted), "uses": .list(uses.map(\.json)), "mark": .int(Int64(mark)),
        ]
    }
}

extension AuthorisationRequest {
    init?(_ json: JSON, terminal: TerminalID, epoch: Int) {
        guard let diner = json["diner"]?.text, let day = json["day"]?.text.flatMap({ Day($0) }),
            let period = json["period"]?.text.flatMap(MealPeriod.init(rawValue:)),
            let policy = json["policy"]?.text, let snapshot = json["snapshot"]?.text,
            let grants = try? json.grants()
        else { return nil }
        self.init(
            terminal: terminal, epoch: epoch, diner: DinerID(diner), day: day, period: period,
            policy: policy, snapshot: snapshot, grants: grants)
    }
}

extension LedgerError {
    var status: HTTPResponse.Status {
        switch self {
        case .unknownTerminal, .unknownEpoch, .neverEnrolled: .notFound
        case .wrongCode, .expiredCode, .lockedCode, .revoked: .forbidden
        case .noReason: .badRequest
        case .terminalMoved, .alreadyClosed, .ahead, .incomplete, .notClosed: .conflict
        }
    }
}
