internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Meals
internal import NIOCore

/// What tills ask of snapshots; they mean nothing to who has not the cards.
struct SnapshotRoutes {
    let snapshots: SnapshotDesk
    let clock: @Sendable () -> Moment

    func add(to router: Router<BasicRequestContext>) {
        router.get("v1/snapshot", use: current)
        router.get("v1/snapshots/:id", use: whole)
        router.get("v1/snapshots/:id/since/:old", use: change)
    }

    @Sendable private func current(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        guard let seal = try snapshots.current() else {
            throw HTTPError(.notFound, message: "no snapshot was published yet")
        }
        return .json([
            "id": .text(seal.snapshot), "digest": .text(seal.digest.hex),
            "signature": .text(seal.signature.hex), "time": .int(clock().milliseconds),
        ])
    }

    @Sendable private func whole(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let document = try snapshots.document(id) else {
            throw HTTPError(.notFound, message: "there is no snapshot \(id)")
        }
        return lines(document)
    }

    @Sendable private func change(
        _ request: Request, _ context: BasicRequestContext
    ) async throws -> Response {
        let (id, old) = (
            try context.parameters.require("id"), try context.parameters.require("old")
        )
        guard let change = try snapshots.change(from: old, to: id) else {
            throw HTTPError(.notFound, message: "no change leads from \(old) to \(id)")
        }
        return lines(change)
    }

    private func lines(_ bytes: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/x-ndjson"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
